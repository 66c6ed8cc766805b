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
_EXPECTED = re.compile(r"\b(?:beräknad|förväntad|bedömd|planerad|uppskattad)\w*\b")
_DIFFERENCES = frozenset({"deviation", "forecast_deviation"})


def is_saving(column: Column) -> bool:
    """True for a column of what is saved: its heading names an effect or a saving, and no cost or count."""
    words = fold(spell_out(column.label))
    return bool(_EFFECT.search(words)) and not _OTHER.search(words) and column.unit in ("", "kr", "tkr", "mnkr")


def _savings_of(columns: Sequence[Column], words: str) -> set[int]:
    """The columns of savings: two of them make a table of savings, one where its title or corner speaks of measures."""
    savings = {c.col for c in columns if is_saving(c)}
    return savings if len(savings) > 1 or _OF_MEASURES.search(fold(words)) else set()


def of_savings(columns: Sequence[Column], words: str) -> list[Column]:
    """The columns; what was expected beside a later forecast is what was decided, and expected effects are forecasts.

    A saving is a level: no forecast of one is a deviation. words: title and corner.
    """
    savings = _savings_of(columns, words)
    if not savings:
        return list(columns)
    has_forecast = any(c.col in savings and "prognos" in fold(spell_out(c.label)) for c in columns)
    return [_read(c, has_forecast=has_forecast) if c.col in savings else c for c in columns]


def _read(column: Column, *, has_forecast: bool) -> Column:
    words = fold(spell_out(column.label))
    if _EXPECTED.search(words):
        return replace(column, measures=("budget" if has_forecast else "forecast",), worded=True)
    return replace(column, measures=("forecast",), worded=True) if "prognos" in words else column


def columns_of_savings(columns: Sequence[Column], words: str) -> set[int]:
    """The columns whose amounts are savings, with the deviations of a table that holds no other amounts."""
    savings = _savings_of(columns, words)
    differences = {c.col for c in columns if c.measures[0] in _DIFFERENCES}
    others = {c.col for c in columns if c.worded and c.col not in savings | differences}
    return savings | differences if savings and not others else savings
