"""Tables of savings: what measures are to save, have saved, and are expected to save.

Lives here: columns of effects (`Beslutad effekt`, `Uppnådd besparing t.o.m. aug`, `Prognos effekt helår`) and the
deviation beside them. An effect is favourable as a deviation is, so its sign is kept as printed: it is no cost.
Source: docs/extract.md, amount_reported_sek.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from dagster_project.domain.facts.columns import Column
from dagster_project.domain.swedish.headings import spell_out
from dagster_project.domain.swedish.text import fold

_EFFECT = re.compile(r"\b(?:\w*effekt(?:en|er)?|\w*besparing(?:en|ar|s\w+)?|inbesparing\w*)\b")
#: what is not money saved
_OTHER = re.compile(r"\beffektmål\w*|\beffektiv\w*|\b\w*kostnad\w*|\bbudget\b|\bantal\b|%|\bprocent\b")
#: titles of tables of savings
_OF_MEASURES = re.compile(
    r"\båtgärd\w*|\b\w*besparing\w*|\beffektivisering\w*|\bekonomi i balans\b|\bbudget i balans\b"
)
#: of these alone, where nothing else stands beside them
_OF_SAVINGS = re.compile(
    r"^(?!.*\b(?:ekonomi|drift|budget och|och budget|nettokostnad))(?:.*\b)?(?:\w*besparing(?:ar|s?krav\w*)"
    r"|effektiviseringar|sparkrav\w*|sparbeting\w*)\b"
)
_EXPECTED = re.compile(r"\b(?:beräknad|förväntad|bedömd|planerad|uppskattad)\w*\b")
_DEMANDED = re.compile(r"\b\w*(?:krav|beting)\b")
_TO_DATE = re.compile(r"\b(?:uppnå\w*|genomför\w*|realiser\w*|hittills|t o m|tom|till och med|utfall|ackumuler\w*)\b")
_OF_YEAR = re.compile(r"\bhelårs?(?:effekt)?\b|(?:19|20)\d\d$")
_DIFFERENCES = frozenset({"deviation", "forecast_deviation"})


def is_saving(column: Column) -> bool:
    """True for a column of what is saved: its heading names an effect or a saving, and no cost or count."""
    return bool(_EFFECT.search(_words(column))) and _may_be_saved(column)


def _words(column: Column) -> str:
    return fold(spell_out(column.label))


def _may_be_saved(column: Column) -> bool:
    return not _OTHER.search(_words(column)) and column.unit in ("", "kr", "tkr", "mnkr")


def _savings_of(columns: Sequence[Column], words: str) -> set[int]:
    """The columns of savings: two of them make a table of savings, one where its title or corner speaks of measures.

    Outcomes and forecasts beside them are of savings too (`Utfall t.o.m. aug`, `Krav`), where no column is of costs or
    of a budget; and so they are under a title of savings alone.
    """
    savings = {c.col for c in columns if is_saving(c)}
    is_alone = bool(_OF_SAVINGS.match(fold(words)))
    if not is_alone and len(savings) < 2 and not (savings and _OF_MEASURES.search(fold(words))):
        return set()
    if not all(_may_be_saved(c) for c in columns if c.unit != "percent"):
        return savings
    levels = {c.col for c in columns if _is_level(c) and c.unit != "percent"}
    return savings | (levels if is_alone or _OF_MEASURES.search(fold(words)) else set())


def _is_level(column: Column) -> bool:
    """An outcome, a forecast or a demand, by its heading."""
    words = _words(column)
    is_level = column.measures[0] in ("actual", "forecast", "budget") and column.worded
    return is_level or bool(_DEMANDED.search(words) or _TO_DATE.search(words))


def of_savings(columns: Sequence[Column], words: str) -> list[Column]:
    """The columns; what was expected beside a later forecast is what was decided, and expected effects are forecasts.

    A saving is a level: no forecast of one is a deviation. What a measure gives in a year (`Helårseffekt`, `Effekt
    2024`) beside what it gave to date is expected. words: title and corner.
    """
    savings = _savings_of(columns, words)
    own = [c for c in columns if c.col in savings]
    has_forecast = any("prognos" in _words(c) for c in own)
    has_outcome = any(_TO_DATE.search(_words(c)) for c in own)
    return [_read(c, has_forecast, has_outcome) if c.col in savings else c for c in columns]


def _read(column: Column, has_forecast: bool, has_outcome: bool) -> Column:
    words = _words(column)
    if "prognos" in words:
        return replace(column, measures=("forecast",), worded=True)
    if _DEMANDED.search(words):
        return replace(column, measures=("budget",), worded=True)
    if _EXPECTED.search(words):
        return replace(column, measures=("budget" if has_forecast else "forecast",), worded=True)
    is_of_year = not column.worded and _OF_YEAR.search(words) and not _TO_DATE.search(words)
    return replace(column, measures=("forecast",), worded=True) if is_of_year and has_outcome else column


def columns_of_savings(columns: Sequence[Column], words: str) -> set[int]:
    """The columns whose amounts are savings, with the deviations of a table that holds no other amounts."""
    savings = _savings_of(columns, words)
    differences = {c.col for c in columns if c.measures[0] in _DIFFERENCES}
    others = {c.col for c in columns if c.worded and c.col not in savings | differences}
    return savings | differences if savings and not others else savings
