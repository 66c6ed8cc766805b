"""What can stop a command, said for people: code, what happened, what to do, in English and Swedish.

What lives here: the problems of running `utfall` (a folder that is not there, a warehouse in use, a failed step) and
the exception that carries one. What does not: what is wrong with a report, a page or a cell (`domain/refusals.py`);
those are rows of the warehouse and stop nothing.
"""

from __future__ import annotations

import errno
from dataclasses import dataclass

from dagster_project.domain.refusals import CATALOGUE, RefusalKind

_KINDS = [
    RefusalKind(
        "build.folder-missing",
        "The folder of reports does not exist.",
        "Give the folder with --reports.",
        "Mappen med rapporter finns inte.",
        "Ange mappen med --reports.",
    ),
    RefusalKind(
        "sources.unusable",
        "The list of sources cannot be used. Nothing was fetched.",
        "Correct the lines named; docs/sources.md explains every key.",
        "Listan över källor går inte att använda. Inget har hämtats.",
        "Rätta raderna som nämns; docs/sources.md förklarar varje nyckel.",
    ),
    RefusalKind(
        "sources.no-contact",
        "Sources on the web are fetched only by someone who can be reached.",
        "Give an e-mail or web address in UTFALL_CONTACT, or as contact in sources.yml.",
        "Källor på webben hämtas bara av någon som går att nå.",
        "Ange en e-post- eller webbadress i UTFALL_CONTACT, eller som contact i sources.yml.",
    ),
    RefusalKind(
        "build.nothing-to-build",
        "There are no reports: none in the folder and none in the archive.",
        "Put PDF or text reports in the folder given with --reports.",
        "Det finns inga rapporter: varken i mappen eller i arkivet.",
        "Lägg rapporter (PDF eller text) i mappen som anges med --reports.",
    ),
    RefusalKind(
        "build.already-running",
        "Another build is writing this warehouse.",
        "Wait until it is done. If it hangs, end that process and build again; nothing is lost.",
        "Ett annat bygge skriver till detta datalager.",
        "Vänta tills det är klart. Har det hängt sig: avsluta processen och bygg igen; inget går förlorat.",
    ),
    RefusalKind(
        "build.warehouse-locked",
        "Another program holds the build file open.",
        "Close it there and build again. Open published/warehouse.duckdb instead: it may be read at any time.",
        "Ett annat program har byggfilen öppen.",
        "Stäng den där och bygg igen. Öppna i stället published/warehouse.duckdb: den kan läsas när som helst.",
    ),
    RefusalKind(
        "build.home-not-writable",
        "The home of the warehouse cannot be written.",
        "Check the rights and the free space of the folder, or point UTFALL_HOME at another one.",
        "Datalagrets mapp går inte att skriva i.",
        "Kontrollera mappens rättigheter och ledigt utrymme, eller låt UTFALL_HOME peka på en annan mapp.",
    ),
    RefusalKind(
        "build.killed",
        "A build was ended from outside before it was done.",
        "Nothing: the build after it took up where it stood. If it happens often, see to the machine's memory.",
        "Ett bygge avslutades utifrån innan det var klart.",
        "Inget: nästa bygge tog vid där det stod. Händer det ofta, se över maskinens minne.",
    ),
    RefusalKind(
        "build.lake-elsewhere",
        "This works only where the lake is a folder of this machine.",
        "Run it on the machine that has the lake, or let UTFALL_LAKE point at a folder.",
        "Detta fungerar bara när sjön är en mapp på den här maskinen.",
        "Kör det på maskinen som har sjön, eller låt UTFALL_LAKE peka på en mapp.",
    ),
    RefusalKind(
        "build.corrections-unusable",
        "The list of corrections of misprints cannot be used.",
        "Correct the entry named in data/reference/errata.yml and build again.",
        "Listan med rättelser av tryckfel kan inte användas.",
        "Rätta posten som nämns i data/reference/errata.yml och bygg igen.",
    ),
    RefusalKind(
        "build.models-failed",
        "The tables could not be made, or a test of their keys or contracts failed.",
        "The published warehouse is as it was. Mend the lines of dbt/seeds that are named; if none is, the error is "
        "ours: report the detail shown. The full log lies in the build folder.",
        "Tabellerna kunde inte byggas, eller så underkändes nycklar eller kontrakt.",
        "Det publicerade datalagret är orört. Rätta de rader i dbt/seeds som nämns; nämns inga är felet vårt: "
        "rapportera detaljen som visas. Hela loggen finns i byggmappen.",
    ),
    RefusalKind(
        "build.checks-failed",
        "A check found an error of ours, or could not be run. Nothing was published.",
        "The published warehouse is as it was. Report the checks named.",
        "En kontroll fann ett fel hos oss, eller kunde inte köras. Inget har publicerats.",
        "Det publicerade datalagret är orört. Rapportera kontrollerna som nämns.",
    ),
    RefusalKind(
        "build.expectations-unusable",
        "A file of expectations is missing or wrong, so that nothing can be checked. Nothing was published.",
        "Correct the key named, or take the file back; expectations/README.md says what a file may hold.",
        "En fil med kontroller saknas eller är fel, så att inget kan kontrolleras. Inget har publicerats.",
        "Rätta nyckeln som nämns, eller återställ filen; expectations/README.md säger vad en fil får innehålla.",
    ),
    RefusalKind(
        "build.checks-not-recorded",
        "The results of the checks cannot be written. Nothing was published.",
        "Check the rights and the free space of the folder named. The published warehouse is as it was.",
        "Kontrollernas resultat går inte att skriva. Inget har publicerats.",
        "Kontrollera rättigheterna och utrymmet i mappen som nämns. Det publicerade datalagret är orört.",
    ),
    RefusalKind(
        "build.publish-failed",
        "The copy to publish is not equal to what was built. This is our error.",
        "The published warehouse is as it was. Build again; if it comes back, report the detail.",
        "Kopian som skulle publiceras är inte lika med det som byggdes. Felet är vårt.",
        "Det publicerade datalagret är orört. Bygg igen; kommer felet tillbaka, rapportera detaljen.",
    ),
    RefusalKind(
        "checks.none-yet",
        "Nothing has been checked yet.",
        "Run `utfall build --reports FOLDER`, or point UTFALL_HOME at a home that has been built.",
        "Inget har kontrollerats än.",
        "Kör `utfall build --reports MAPP`, eller låt UTFALL_HOME peka på ett datalager som byggts.",
    ),
    RefusalKind(
        "findings.unknown",
        "No finding, or more than one, has this id.",
        "Take the id from `utfall findings --all`.",
        "Inget fynd, eller flera, har detta id.",
        "Ta id:t ur `utfall findings --all`.",
    ),
    RefusalKind(
        "findings.not-open",
        "This finding is not open, so that there is nothing to close.",
        "`utfall findings` lists those that are.",
        "Fyndet är inte öppet, så det finns inget att stänga.",
        "`utfall findings` visar de som är öppna.",
    ),
    RefusalKind(
        "findings.words-missing",
        "A finding is closed on record: who closes it, and why, must be given.",
        "Give both --by and --reason.",
        "Ett fynd stängs med namn och skäl.",
        "Ange både --by och --reason.",
    ),
    RefusalKind(
        "publish.no-rollback",
        "There is no earlier version to go back to.",
        "What is published is as it was. `utfall publish` lists the versions that are kept.",
        "Det finns ingen tidigare version att gå tillbaka till.",
        "Det publicerade är orört. `utfall publish` visar versionerna som finns kvar.",
    ),
    RefusalKind(
        "publish.public-failed",
        "The public profile could not be written.",
        "Give an empty folder, or one that holds an earlier public profile. What was there is as it was.",
        "Den publika profilen kunde inte skrivas.",
        "Ange en tom mapp, eller en med en tidigare publik profil. Det som fanns där är orört.",
    ),
    RefusalKind(
        "publish.catalogue-failed",
        "The catalogue could not be written.",
        "Give a file that can be written. If dbt failed, the error is ours: report the detail. "
        "What was there is as it was.",
        "Katalogen kunde inte skrivas.",
        "Ange en fil som går att skriva. Om dbt misslyckades är felet vårt: rapportera detaljen. "
        "Det som fanns där är orört.",
    ),
    RefusalKind(
        "publish.target-unknown",
        "There is no such place to publish to, or its address is missing.",
        "Write --to postgres, with libpq's address in the variable UTFALL_POSTGRES_DSN.",
        "Det finns inget sådant mål att publicera till, eller så saknas dess adress.",
        "Skriv --to postgres, med adressen i variabeln UTFALL_POSTGRES_DSN.",
    ),
    RefusalKind(
        "publish.postgres-down",
        "The PostgreSQL server cannot be reached or does not let us in.",
        "Check UTFALL_POSTGRES_DSN and the server. What readers see there is as it was.",
        "PostgreSQL-servern går inte att nå eller släpper inte in oss.",
        "Kontrollera UTFALL_POSTGRES_DSN och servern. Det som läsarna ser där är orört.",
    ),
    RefusalKind(
        "publish.postgres-rights",
        "The user may not make the schema or its tables in this PostgreSQL database.",
        "Let the administrator run: grant create on database NAME to USER. What readers see there is as it was.",
        "Användaren får inte skapa schemat eller tabellerna i PostgreSQL-databasen.",
        "Låt administratören köra: grant create on database NAMN to ANVÄNDARE. Det som läsarna ser där är orört.",
    ),
    RefusalKind(
        "publish.postgres-failed",
        "Loading into PostgreSQL failed.",
        "What readers see there is as it was. Read the detail; publish again when it is mended.",
        "Inläsningen i PostgreSQL misslyckades.",
        "Det som läsarna ser där är orört. Läs detaljen och publicera igen när den är åtgärdad.",
    ),
    RefusalKind(
        "warehouse.not-built",
        "There is no published warehouse yet.",
        "Run `utfall build --reports FOLDER`, or point UTFALL_HOME at a home that has one.",
        "Det finns inget publicerat datalager än.",
        "Kör `utfall build --reports MAPP`, eller låt UTFALL_HOME peka på ett datalager som finns.",
    ),
    RefusalKind(
        "warehouse.held-open",
        "Another program holds the published file open for writing.",
        "Close it there, or open it read only (duckdb -readonly). Meanwhile what is published stays as it is, and "
        "nothing is lost: the next build publishes what is new.",
        "Ett annat program har den publicerade filen öppen för skrivning.",
        "Stäng den där, eller öppna den skrivskyddad (duckdb -readonly). Under tiden är det publicerade orört, och "
        "inget går förlorat: nästa bygge publicerar det som är nytt.",
    ),
    RefusalKind(
        "warehouse.damaged",
        "The published file is damaged and cannot be opened.",
        "`utfall publish --rollback` shows the version before at once. The next build makes every table again.",
        "Den publicerade filen är skadad och går inte att öppna.",
        "`utfall publish --rollback` visar versionen före med en gång. Nästa bygge gör om alla tabeller.",
    ),
    RefusalKind(
        "explain.fact-unknown",
        "No fact of the published warehouse has this id.",
        'Take a fact_id from a fact table: `utfall query "select fact_id, raw from fct_kpi"`.',
        "Inget tal i det publicerade datalagret har detta id.",
        'Ta ett fact_id ur en faktatabell: `utfall query "select fact_id, raw from fct_kpi"`.',
    ),
    RefusalKind(
        "explain.no-page",
        "There is no page to show for this number.",
        "Leave out --image: the words say where it stands. Only PDF reports have pages that can be drawn.",
        "Det finns ingen sida att visa för detta tal.",
        "Utelämna --image: texten säger var talet står. Bara PDF-rapporter har sidor som kan ritas.",
    ),
    RefusalKind(
        "mapping.no-such-label",
        "No such label waits for a mapping.",
        "`utfall review` lists the labels that wait, with their municipality.",
        "Ingen sådan etikett väntar på en koppling.",
        "`utfall review` listar etiketterna som väntar, med sin kommun.",
    ),
    RefusalKind(
        "mapping.unknown-target",
        "There is no such code to map to. Nothing was written.",
        "Take a code of the file named, or for several activities at once `mixed:` and their codes parted by +.",
        "Det finns ingen sådan kod att koppla till. Inget har skrivits.",
        "Ta en kod ur filen som nämns, eller för flera verksamheter på en gång `mixed:` och deras koder med + emellan.",
    ),
    RefusalKind(
        "mapping.already-there",
        "The mapping already has a line for this label. Nothing was written.",
        "Run `utfall build`, which applies it; or change that line in the file named.",
        "Kopplingen har redan en rad för denna etikett. Inget har skrivits.",
        "Kör `utfall build` som använder den; eller ändra raden i filen som nämns.",
    ),
    RefusalKind(
        "kolada.no-reports",
        "No reports have been read yet, so that there is nothing to compare with Kolada.",
        "Run `utfall build` first; then the municipalities and years of its reports are loaded.",
        "Inga rapporter är inlästa ännu, så det finns inget att jämföra med Kolada.",
        "Kör `utfall build` först; därefter hämtas rapporternas kommuner och år.",
    ),
    RefusalKind(
        "kolada.unreachable",
        "Kolada could not be asked. What was loaded before stays.",
        "Try again later; UTFALL_KOLADA_ADDRESS names another server.",
        "Det gick inte att fråga Kolada. Det som hämtats förut ligger kvar.",
        "Försök igen senare; UTFALL_KOLADA_ADDRESS anger en annan server.",
    ),
    RefusalKind(
        "kolada.not-understood",
        "Kolada's answer does not have the form of its API v3. What was loaded before stays.",
        "Check the address in UTFALL_KOLADA_ADDRESS; if it is Kolada's own, its format has changed: report it.",
        "Koladas svar har inte formen i API v3. Det som hämtats förut ligger kvar.",
        "Kontrollera adressen i UTFALL_KOLADA_ADDRESS; är det Koladas egen har formatet ändrats: rapportera det.",
    ),
    RefusalKind(
        "output.not-writable",
        "The file or folder to write cannot be written.",
        "Give another place, or make the folder first.",
        "Filen eller mappen som ska skrivas går inte att skriva.",
        "Ange en annan plats, eller skapa mappen först.",
    ),
    RefusalKind(
        "query.not-understood",
        "The database could not run this SQL.",
        "Correct it; `utfall status` lists the tables, and `describe marts.fct_kpi` the columns of one.",
        "Databasen kunde inte köra denna SQL.",
        "Rätta den; `utfall status` visar tabellerna och `describe marts.fct_kpi` kolumnerna i en.",
    ),
]

#: errno of what is the machine's fault and never a report's: no room, a quota, a read-only folder, missing rights
OUR_SIDE = (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM)

PROBLEMS: dict[str, RefusalKind] = {kind.code: kind for kind in _KINDS}


@dataclass
class Problem(Exception):
    """Stops a command. is_input: the user's input is at fault (exit status 2), else ours or the machine's (1)."""

    code: str
    detail: str = ""
    file: str = ""
    is_input: bool = False

    @property
    def kind(self) -> RefusalKind:
        return PROBLEMS.get(self.code) or CATALOGUE[self.code]

    @property
    def exit_status(self) -> int:
        return 2 if self.is_input else 1

    def __str__(self) -> str:
        return f"{self.code}: {self.kind.title} {self.detail}".strip()
