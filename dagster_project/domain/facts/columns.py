"""What a value column may mean: candidate measures, period, unit, account line and body, from its heading alone.

Where words leave the measure open several candidates are kept; `readings.py` lets arithmetic decide.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from dagster_project.domain.swedish.headings import named_measures, spell_out
from dagster_project.domain.swedish.lexicon import first_match, lexicon, municipalities
from dagster_project.domain.swedish.periods import (
    Period,
    find_period,
    find_spans,
    latest_period,
    shift_years,
    whole_year,
)
from dagster_project.domain.swedish.text import fold, strip_marks
from dagster_project.domain.swedish.units import find_unit, money_unit


@dataclass(frozen=True, slots=True)
class Column:
    """measures: candidates, most likely first; never empty. worded: the heading itself named a measure."""

    col: int
    label: str
    path: tuple[str, ...]
    measures: tuple[str, ...]
    worded: bool
    period: Period | None
    unit: str
    account_line: str
    entity: str
    status: str


_NO_LEGEND: Mapping[str, str] = MappingProxyType({})
#: several years in one column (`Utfall 2016-2019`)
_YEARS = re.compile(r"(?<![\d./-])(?P<first>(?:19|20)\d\d)\s?[-–]\s?(?P<last>(?:19|20)\d\d)(?![\d/-])")
#: where a part of a budget comes from is not its year (`Ombudgetering från 2022`)
_CARRIED_OVER = re.compile(r"\b(?:från|sedan) (?:år )?(?:19|20)\d\d\b", re.I)
#: who decided a budget, and when, is not what it covers (`Budget KF nov 2017`, `Ursprunglig budget 2018-06-18`)
_DECIDED = re.compile(
    r"\b(?:kf|ks|kommunfullmäktiges?|fullmäktiges?|kommunstyrelsens?|nämndens?|beslut\w*|ursprunglig\w*|fastställd"
    r"|antagen|tilldelad)\b"
)
#: a budget as it was changed: of the year, unless the arithmetic says that it is the period's
_REVISED = re.compile(r"\b(?:reviderad|justerad|ändrad|omarbetad|omdisponerad|aktuell|gällande)\b")
#: a heading that is nothing but what the column counts: alone, in a compound (`Biståndshushåll`), behind a participle,
#: in the mean (`Belagda platser i snitt`), or with a measure (`Befolkning budget 2021 genomsnitt`)
_COUNTED = re.compile(
    r"^(?:(?!\w*(?:kostnad|intäkt|avgift))\w+[dtn][ae] )?"
    r"\w*?(?P<thing>platser|brukare|personer|elever|barn|hushåll|invånare|vårddygn|dygn|timmar|besök"
    r"|beslut|placeringar|ärenden|individer|anställda|lägenheter|befolkning|folkmängd|invånarantal)"
    r"(?: (?:i |enligt )?(?:snitt|medeltal|genomsnitt|budget|prognos|utfall|bokslut|helår|(?:19|20)\d\d))*$"
)


def read_column(col: int, path: tuple[str, ...], default_year: int, legend: Mapping[str, str] = _NO_LEGEND) -> Column:
    """Read a heading path (outermost first). legend: what letters over the columns stand for (`U` is `Utgifter`)."""
    label = " > ".join(strip_marks(p) for p in path)
    spelled = tuple(spell_out(legend.get(p, p)) for p in path)
    words = " ".join(spelled)
    measures = named_measures(words)
    is_change = measures[:1] in (("change",), ("change_pct",))
    period = _later_period(words, default_year) if is_change else _period_of(spelled, default_year)
    if measures == ("budget",) and _CARRIED_OVER.search(words):
        period = _period_of(tuple(_CARRIED_OVER.sub("", part) for part in spelled), default_year)
    if measures == ("budget",) and period and period.kind == "to_date" and _DECIDED.search(fold(words)):
        period = _period_of(tuple(_without_dates(part, default_year) for part in spelled), default_year)
    if (
        measures == ("budget",)
        and period
        and period.kind in ("to_date", "span")
        and (period.end.month, period.end.day) != (12, 31)
    ):
        is_revised = period.kind == "to_date" and _REVISED.search(fold(words))
        measures = ("budget", "period_budget") if is_revised else ("period_budget", "budget")
    if measures == ("forecast", "forecast_deviation") and any(_forecasts_a_side(part) for part in spelled):
        measures = ("forecast",)
    unit = find_unit(words) if measures != ("percent_of_budget",) else "percent"
    counted = _COUNTED.match(fold(path[-1] if path else ""))
    if unit == "count" and "antal" not in fold(words).split() and not counted:
        unit = ""
    if not unit and counted:
        unit = find_unit(counted["thing"]) or "count"
    return Column(
        col,
        label,
        path,
        measures or ("actual",),
        bool(measures),
        period,
        unit or ("percent" if "%" in words else ""),
        _account_line(spelled),
        find_entity(path),
        first_match(lexicon().status_columns, words)[0],
    )


def _without_dates(heading: str, default_year: int) -> str:
    """A heading without its days and months; years that stand alone are kept."""
    for span in find_spans(heading, default_year):
        if span.kind == "to_date":
            heading = re.sub(re.escape(span.text), " ", heading, flags=re.I)
    return heading


def _forecasts_a_side(heading: str) -> bool:
    """`Prognos intäkter`: a forecast of one side is a level; a deviation would say so."""
    side = first_match(lexicon().account_lines, heading)
    return side in (("revenue",), ("cost",)) and "forecast" in named_measures(heading)


def _later_period(words: str, default_year: int) -> Period | None:
    """The later period of a change; none where only the earlier one is named (`Förändring mot föregående år`)."""
    period = latest_period(words, default_year)
    return None if period is not None and period.kind == "previous_year" else period


def _period_of(path: tuple[str, ...], default_year: int) -> Period | None:
    """The period of a heading path: the innermost heading that names its own year, else what all of them say.

    `Tidigare år` ends with the year before.
    """
    for part in reversed(path):
        years = _YEARS.search(part)
        if years and years["first"] < years["last"]:
            return Period(date(int(years["first"]), 1, 1), date(int(years["last"]), 12, 31), "span", True, years[0])
        period = find_period(part, default_year)
        if period is not None and period.kind == "year" and period.year_stated:
            return _part_of(period, path, default_year)
        if period is not None:
            return period if period.year_stated else find_period(" ".join(path), default_year)
    return whole_year(default_year - 1) if "tidigare år" in fold(" ".join(path)) else None


def _part_of(year: Period, path: tuple[str, ...], default_year: int) -> Period:
    """A bare year under or over a heading that names a part of the year (`Aug > 2020`): that part of it."""
    others = (find_period(part, default_year) for part in path)
    part = next((p for p in others if p and p.kind in ("to_date", "span") and not p.year_stated), None)
    return shift_years(part, year.end.year - part.end.year) if part else year


def _account_line(path: tuple[str, ...]) -> str:
    """The account line that a heading names (`Intäkter > Budget`); `Resultat`, `Nettoavvikelse` are measures.

    What stands under `Intäkter` is revenue, whatever its own words.
    """
    if path and first_match(lexicon().account_lines, path[0]) == ("revenue",):
        return "revenue"
    for part in reversed(path):
        folded = fold(part)
        if "avvik" in folded or "resultat" in folded or money_unit(folded) == folded:
            continue
        found = first_match(lexicon().account_lines, part)
        if found and not (found[0] in ("other", "revenue") and len(folded.split()) > 3):
            return found[0]
    return ""


def find_entity(path: tuple[str, ...]) -> str:
    """The group or the municipality that a heading or label names as a whole, empty otherwise."""
    for part in path:
        folded = fold(strip_marks(part))
        named = first_match(lexicon().entities, part)
        if named:
            return named[0]
        for municipality in municipalities():
            if folded in municipality.names:
                return municipality.name
    return ""
