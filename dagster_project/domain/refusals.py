"""The catalogue of refusals: every way in which a source, a file, a page or a cell can fail, and what to do.

A refusal is a row with a code and a remedy, never only a log line. Codes are `<stage>.<reason>`. Both languages are
kept here since the users are Swedish controllers and journalists. Nothing here reads anything.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RefusalKind:
    """title: what happened. remedy: what the user can do. *_sv: the same in Swedish."""

    code: str
    title: str
    remedy: str
    title_sv: str
    remedy_sv: str


class Refused(Exception):
    """Raised by readers when a whole file or page must be refused. `code` is a key of CATALOGUE."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code
        self.detail = detail


_KINDS = [
    RefusalKind(
        "documents.empty",
        "The file is empty.",
        "Download it again, or ask the municipality for the file.",
        "Filen är tom.",
        "Hämta den på nytt eller be kommunen om filen.",
    ),
    RefusalKind(
        "documents.missing",
        "There is no such file, or it cannot be opened.",
        "Check the path and the rights of the file.",
        "Filen finns inte eller kan inte öppnas.",
        "Kontrollera sökvägen och filens rättigheter.",
    ),
    RefusalKind(
        "documents.being-written",
        "The file changed while it was archived; it is probably still being copied.",
        "Wait until it is there whole. It is taken in the next time.",
        "Filen ändrades medan den arkiverades; den kopieras troligen fortfarande.",
        "Vänta tills hela filen finns på plats. Den tas in nästa gång.",
    ),
    RefusalKind(
        "documents.not-a-report",
        "The file is neither a PDF nor text.",
        "Give the PDF that the municipality published.",
        "Filen är varken PDF eller text.",
        "Använd den PDF som kommunen har publicerat.",
    ),
    RefusalKind(
        "documents.format-out-of-scope",
        "Word, Excel, HTML and image files are not read.",
        "Save the report as PDF and give that.",
        "Word, Excel, HTML och bildfiler läses inte.",
        "Spara rapporten som PDF och använd den.",
    ),
    RefusalKind(
        "documents.broken-pdf",
        "The PDF is damaged or cut off.",
        "Download it again; if it still fails, open it in a PDF reader and save a new copy.",
        "PDF-filen är skadad eller avkortad.",
        "Hämta den på nytt; hjälper inte det, öppna den i en PDF-läsare och spara en ny kopia.",
    ),
    RefusalKind(
        "documents.encrypted",
        "The PDF is protected by a password.",
        "Save a copy without password and give that.",
        "PDF-filen är lösenordsskyddad.",
        "Spara en kopia utan lösenord och använd den.",
    ),
    RefusalKind(
        "documents.image-only",
        "The PDF holds only pictures of pages (a scan); there is no text to read.",
        "Ask the municipality for the original PDF, or install tesseract with Swedish (on Debian and Ubuntu: "
        "apt install tesseract-ocr tesseract-ocr-swe) and run again; what it reads is marked as recognised.",
        "PDF-filen innehåller bara bilder av sidor (skannad); det finns ingen text att läsa.",
        "Be kommunen om original-PDF:en, eller installera tesseract med svenska (Debian och Ubuntu: "
        "apt install tesseract-ocr tesseract-ocr-swe) och kör igen; det som läses märks som tolkat.",
    ),
    RefusalKind(
        "documents.page-too-heavy",
        "A page takes more time or memory to read than the limit allows.",
        "The other pages were read. Print the page to a new PDF and give that.",
        "En sida kräver mer tid eller minne än gränsen medger.",
        "Övriga sidor lästes. Skriv ut sidan till en ny PDF och använd den.",
    ),
    RefusalKind(
        "documents.too-heavy",
        "The file takes more time or memory to read than the limit for its size allows.",
        "Print it to a new PDF and give that. A file that is made to be slow is best left alone.",
        "Filen kräver mer tid eller minne än gränsen för dess storlek medger.",
        "Skriv ut den till en ny PDF och använd den. En fil som är gjord för att vara tung bör lämnas.",
    ),
    RefusalKind(
        "documents.too-large",
        "The file is larger than the limit.",
        "Split the file, or raise the limit if the file is trusted.",
        "Filen är större än gränsen.",
        "Dela filen, eller höj gränsen om filen är betrodd.",
    ),
    RefusalKind(
        "documents.encoding-unknown",
        "The text file is not UTF-8.",
        "Save the text as UTF-8.",
        "Textfilen är inte UTF-8.",
        "Spara texten som UTF-8.",
    ),
    RefusalKind(
        "documents.reader-failed",
        "The reader failed on this file. This is our error.",
        "Report it with the file's name and the detail shown.",
        "Läsningen misslyckades. Felet är vårt.",
        "Rapportera det med filens namn och detaljen som visas.",
    ),
    RefusalKind(
        "tables.page-unreadable",
        "A page could not be read.",
        "The other pages were read. Look at the page in the PDF.",
        "En sida kunde inte läsas.",
        "Övriga sidor lästes. Titta på sidan i PDF-filen.",
    ),
    RefusalKind(
        "facts.number-unreadable",
        "The cell looks like a number but cannot be read as one.",
        "Look at the cell in the report; nothing was guessed. A misprint can be corrected in the errata.",
        "Cellen ser ut som ett tal men kan inte läsas som ett.",
        "Titta på cellen i rapporten; inget har gissats. Ett tryckfel kan rättas i errata.",
    ),
    RefusalKind(
        "facts.table-not-understood",
        "A table could not be understood. This is our error.",
        "The other tables were read. Report it with the file's name, the page and the detail shown.",
        "En tabell kunde inte förstås. Felet är vårt.",
        "Övriga tabeller lästes. Rapportera det med filens namn, sidan och detaljen som visas.",
    ),
    RefusalKind(
        "facts.column-not-understood",
        "The number stands in a column whose heading says neither measure nor period.",
        "Add the heading's words to the lexicon in data/reference.",
        "Talet står i en kolumn vars rubrik varken säger mått eller period.",
        "Lägg till rubrikens ord i ordlistan i data/reference.",
    ),
    RefusalKind(
        "documents.manifest-broken",
        "The manifest.csv of the folder cannot be used.",
        "Correct the lines named; nothing was read or changed.",
        "Mappens manifest.csv kan inte användas.",
        "Rätta raderna som nämns; inget har lästs eller ändrats.",
    ),
    RefusalKind(
        "identify.municipality-unknown",
        "The report does not say which municipality it is about; it is set aside.",
        "Name it in a line of manifest.csv beside the report and build again.",
        "Rapporten säger inte vilken kommun den gäller; den är lagd åt sidan.",
        "Ange kommunen på en rad i manifest.csv bredvid rapporten och bygg igen.",
    ),
    RefusalKind(
        "identify.period-unknown",
        "The report does not say which period it covers; it is set aside.",
        "Give the last day of the period (period_end) in a line of manifest.csv beside the report and build again.",
        "Rapporten säger inte vilken period den gäller; den är lagd åt sidan.",
        "Ange periodens sista dag (period_end) på en rad i manifest.csv bredvid rapporten och bygg igen.",
    ),
    RefusalKind(
        "identify.text-and-manifest-disagree",
        "The report and its line in manifest.csv say different things; the report is set aside.",
        "Look at the report, correct the line in manifest.csv (or remove the report) and build again.",
        "Rapporten och dess rad i manifest.csv säger olika; rapporten är lagd åt sidan.",
        "Titta i rapporten, rätta raden i manifest.csv (eller ta bort rapporten) och bygg igen.",
    ),
    RefusalKind(
        "fetch.unreachable",
        "The server of the source did not answer.",
        "It is tried again the next night. If it lasts, open the address in a browser and correct sources.yml.",
        "Källans server svarade inte.",
        "Nytt försök görs nästa natt. Håller det i sig: öppna adressen i en webbläsare och rätta sources.yml.",
    ),
    RefusalKind(
        "fetch.too-slow",
        "The server was so slow that the download was given up.",
        "It is tried again the next night. If it lasts, download the file and put it in the inbox.",
        "Servern var så långsam att hämtningen avbröts.",
        "Nytt försök görs nästa natt. Håller det i sig: ladda ned filen och lägg den i inkorgen.",
    ),
    RefusalKind(
        "fetch.cut-off",
        "The download ended before the file did.",
        "Nothing was kept; it is tried again the next night.",
        "Hämtningen avbröts innan filen var hel.",
        "Inget har sparats; nytt försök görs nästa natt.",
    ),
    RefusalKind(
        "fetch.gone",
        "The address no longer leads to anything.",
        "Find the new address on the municipality's site and correct sources.yml.",
        "Adressen leder inte längre någonstans.",
        "Leta upp den nya adressen på kommunens webbplats och rätta sources.yml.",
    ),
    RefusalKind(
        "fetch.forbidden",
        "The server does not let us have the file.",
        "Ask the municipality, or download the file yourself and put it in the inbox.",
        "Servern lämnar inte ut filen till oss.",
        "Fråga kommunen, eller ladda ned filen själv och lägg den i inkorgen.",
    ),
    RefusalKind(
        "fetch.server-error",
        "The server answered with an error.",
        "It is tried again the next night. If it lasts, tell the municipality.",
        "Servern svarade med ett fel.",
        "Nytt försök görs nästa natt. Håller det i sig: tala med kommunen.",
    ),
    RefusalKind(
        "fetch.robots-forbid",
        "The site's robots.txt asks programs not to fetch this address.",
        "It is respected. Download the file yourself and put it in the inbox, or ask the municipality.",
        "Webbplatsens robots.txt ber program att inte hämta adressen.",
        "Det respekteras. Ladda ned filen själv och lägg den i inkorgen, eller fråga kommunen.",
    ),
    RefusalKind(
        "fetch.redirect-loop",
        "The address leads in circles, or on and on.",
        "Open it in a browser and put the address where it ends in sources.yml.",
        "Adressen leder runt i en cirkel eller vidare utan slut.",
        "Öppna den i en webbläsare och skriv adressen där den slutar i sources.yml.",
    ),
    RefusalKind(
        "fetch.leads-elsewhere",
        "The address or the page leads to another host than the source's own.",
        "If that host is right, name it under hosts of the page, or write its address in sources.yml.",
        "Adressen eller sidan leder till en annan värd än källans egen.",
        "Är värden rätt: ange den under hosts för sidan, eller skriv dess adress i sources.yml.",
    ),
    RefusalKind(
        "fetch.too-large",
        "The file is larger than the limit for a download.",
        "Download it yourself and put it in the inbox, if it is a report.",
        "Filen är större än gränsen för en hämtning.",
        "Ladda ned den själv och lägg den i inkorgen, om den är en rapport.",
    ),
    RefusalKind(
        "fetch.page-instead-of-report",
        "The server sent a web page where a report was promised, probably an error page.",
        "Nothing was kept. Open the address in a browser and correct sources.yml.",
        "Servern skickade en webbsida i stället för rapporten, troligen en felsida.",
        "Inget har sparats. Öppna adressen i en webbläsare och rätta sources.yml.",
    ),
    RefusalKind(
        "fetch.no-links",
        "No link of the page matches the source's pattern; the page has probably been rebuilt.",
        "Open the page, look at the addresses of its reports and correct page and links in sources.yml.",
        "Ingen länk på sidan passar källans mönster; sidan har troligen gjorts om.",
        "Öppna sidan, se vilka adresser rapporterna har och rätta page och links i sources.yml.",
    ),
    RefusalKind(
        "fetch.place-unreadable",
        "The folder or location of the source cannot be read.",
        "Check that it is there, its rights, and the keys in the environment; correct sources.yml.",
        "Källans mapp eller plats går inte att läsa.",
        "Kontrollera att den finns, dess rättigheter och nycklarna i miljön; rätta sources.yml.",
    ),
    RefusalKind(
        "fetch.failed",
        "Fetching from the source failed. This is our error.",
        "The other sources were fetched. Report it with the source's id and the detail shown.",
        "Hämtningen från källan misslyckades. Felet är vårt.",
        "Övriga källor hämtades. Rapportera det med källans id och detaljen som visas.",
    ),
]

CATALOGUE: dict[str, RefusalKind] = {kind.code: kind for kind in _KINDS}
