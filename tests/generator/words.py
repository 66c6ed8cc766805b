"""The words that made-up reports are written with: bodies, activities, headings in their many forms.

Headings are functions of the period, so that no form of them is a constant. Nothing is drawn here.
"""

from __future__ import annotations

import calendar
import csv
from dataclasses import dataclass
from datetime import date
from pathlib import Path

REFERENCE = Path(__file__).parents[2] / "data" / "reference"

BOARDS = (
    "Socialnämnden",
    "Vård- och omsorgsnämnden",
    "Omsorgsnämnden",
    "Individnämnden",
    "Nämnden för stöd och omsorg",
)

ACTIVITIES = (
    "Äldreomsorg",
    "Hemtjänst",
    "Särskilt boende",
    "Individ- och familjeomsorg",
    "Stöd och service",
    "Funktionsstöd",
    "Hälso- och sjukvård",
    "Personlig assistans",
    "Daglig verksamhet",
    "Försörjningsstöd",
    "Nämndverksamhet",
    "Ledning och stab",
    "Gemensam verksamhet",
    "Öppenvård",
    "Korttidsboende och växelvård för äldre",
    "Insatser till personer med funktionsnedsättning enligt socialtjänstlagen",
    "Myndighetsutövning barn och unga samt familjerätt",
    "Hemtjänst norr",
    "Hemtjänst söder",
    "Boendestöd",
)
PARTS = ("varav nattpatrull", "varav vikarier", "varav köpta platser", "Varav hyror", "varav arbetskläder")
SECTIONS = ("Äldre", "Barn och unga", "Vuxna", "Myndighet", "Utförare", "Stödfunktioner")
PROJECTS = ("Passersystem", "Möbler gruppbostad", "Bilar hemtjänst", "Larm särskilt boende", "Sängar", "Köksutrustning")
TOTALS = ("Summa", "Totalt", "TOTALT", "Summa nämnden", "S:a", "SUMMA", "Total")
COSTS = ("Personalkostnader", "Lokalkostnader", "Övriga kostnader", "Köp av verksamhet", "Kapitalkostnader")
REVENUES = ("Intäkter", "Statsbidrag", "Taxor och avgifter", "Försäljning av tjänster")
NETS = ("Nettokostnad", "Netto", "Nettokostnader")

#: (label, unit) of things counted
COUNTED = (
    ("Antal placerade barn", "count"),
    ("Antal hemtjänsttimmar", "hours"),
    ("Antal vårddygn", "days"),
    ("Familjehem, dygn", "days"),
    ("Hushåll med ekonomiskt bistånd", "count"),
    ("Antal personer i särskilt boende", "count"),
    ("Antal orosanmälningar", "count"),
    ("Beviljade timmar, antal", "hours"),
)
INDICATORS = (
    ("Andel nöjda brukare, %", "percent"),
    ("Andel beslut inom fyra månader, %", "percent"),
    ("Antal brukare i kö", "count"),
    ("Antal klagomål", "count"),
    ("Kontinuitet, antal personal per brukare", "count"),
)
STAFF = (
    ("Sjukfrånvaro, %", "percent"),
    ("Antal årsarbetare", "fte"),
    ("Antal tillsvidareanställda", "count"),
    ("Timtid, timmar", "hours"),
    ("Övertid, timmar", "hours"),
)

_MONTHS = (
    *("januari", "februari", "mars", "april", "maj", "juni"),
    *("juli", "augusti", "september", "oktober", "november", "december"),
)
_SHORT = ["jan", "feb", "mars", "april", "maj", "juni", "juli", "aug", "sept", "okt", "nov", "dec"]


@dataclass(frozen=True)
class When:
    """The report's year and the month it is made for."""

    year: int
    month: int

    @property
    def end(self) -> date:
        return date(self.year, self.month, calendar.monthrange(self.year, self.month)[1])

    @property
    def is_annual(self) -> bool:
        return self.month == 12

    @property
    def name(self) -> str:
        return _MONTHS[self.month - 1]

    @property
    def span(self) -> str:
        return f"jan-{_SHORT[self.month - 1]}"

    def before(self) -> When:
        return When(self.year - 1, self.month)

    def year_end(self) -> date:
        return date(self.year, 12, 31)


def municipalities() -> list[tuple[str, str]]:
    """(code, official name) of every municipality whose name is no common word."""
    with (REFERENCE / "municipalities.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    rows = [r for r in rows if r["is_common_word"] == "false"]
    return [(r["municipality_code"], r["official_name"]) for r in rows]


def report_headings(when: When) -> list[str]:
    if when.is_annual:
        return [f"Årsbokslut {when.year}", f"Verksamhetsberättelse {when.year}"]
    names = [f"Månadsuppföljning {when.name} {when.year}", f"Ekonomisk uppföljning {when.name} {when.year}"]
    if when.month in (6, 8):
        names = [f"Delårsrapport {when.name} {when.year}", f"Delårsrapport per {when.end.day} {when.name} {when.year}"]
    if when.month == 4:
        names += [f"Tertialuppföljning april {when.year}"]
    return names


def actual_heads(when: When) -> list[str]:
    """Headings of the outcome of the report's own period."""
    y, m, d = when.year, when.month, when.end.day
    if when.is_annual:
        return [f"Utfall {y}", f"Bokslut {y}", "Utfall", f"Bokslut {y % 100}-12-31", f"Redovisning {y}", "Bokslut"]
    return [
        f"Utfall {when.span} {y}",
        f"Utfall t.o.m. {when.name}",
        f"Utfall {y}-{m:02}",
        f"Utfall per {d}/{m} {y}",
        "Ack utfall",
        f"Förbrukat t.o.m. {when.name}",
        "Utfall",
        f"Redovisat per {when.end.isoformat()}",
        "Periodens utfall",
        f"Utfall till och med {when.name} {y}",
    ]


def earlier_heads(when: When) -> list[tuple[str, date]]:
    """Headings of an earlier outcome, with the day it ends."""
    last = when.before()
    heads = [(f"Bokslut {last.year}", last.year_end())]
    if when.is_annual:
        return [*heads, (f"Utfall {last.year}", last.year_end()), (f"Bokslut {last.year % 100}-12-31", last.year_end())]
    return [*heads, (f"Utfall {when.span} {last.year}", last.end), (f"Utfall {last.year}-{last.month:02}", last.end)]


def budget_heads(when: When) -> list[str]:
    y = when.year
    return [
        f"Budget {y}",
        f"Årsbudget {y}",
        "Årsbudget",
        "Helårsbudget",
        "Budget helår",
        f"Ram {y}",
        f"Kommunbidrag {y}",
        f"Anslag {y}",
    ]


def period_budget_heads(when: When) -> list[str]:
    return [
        "Periodbudget",
        f"Budget {when.span} {when.year}",
        "Ack budget",
        f"Budget t.o.m. {when.name}",
        "Periodens budget",
    ]


def deviation_heads(when: When, in_period: bool) -> list[str]:
    if in_period and not when.is_annual:
        return ["Avvikelse", "Periodens avvikelse", f"Avvikelse t.o.m. {when.name}", "Ack avvikelse", "Budgetavvikelse"]
    return ["Avvikelse", "Budgetavvikelse", "Differens", "Avvikelse mot budget", "Diff"]


def forecast_heads(when: When) -> list[str]:
    return [f"Prognos {when.year}", "Helårsprognos", "Årsprognos", "Prognos helår", "Prognos"]


def forecast_deviation_heads() -> list[str]:
    return ["Prognosavvikelse", "Avvikelse helår", "Avvikelse prognos", "Avvikelse", "Avvikelse mot budget"]


def percent_heads() -> list[str]:
    return ["Utfall i % av budget", "Förbrukat %", "% av budget", "Förbrukat i %"]
