"""The value columns of a money table: what each holds, and its heading in one of the forms in which reports print it.

Drawn here: which columns a table has and what they are called. Next door: `amounts.py` (the numbers under them).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from generator import words
from generator.words import When
from hypothesis import strategies as st

#: what a column may hold, with its canonical measure
MEASURES = {
    "budget": "budget",
    "period_budget": "period_budget",
    "actual": "actual",
    "earlier": "actual",
    "deviation": "deviation",
    "forecast": "forecast",
    "forecast_deviation": "forecast_deviation",
    "percent": "percent_of_budget",
}
DIFFERENCES = ("deviation", "forecast_deviation")
ANNUAL = (
    ("budget", "actual", "deviation"),
    ("earlier", "budget", "actual", "deviation"),
    ("budget", "actual", "deviation", "percent"),
    ("actual", "budget", "deviation", "earlier"),
)
INTERIM = (
    ("period_budget", "actual", "deviation"),
    ("budget", "forecast", "forecast_deviation"),
    ("budget", "actual", "forecast", "forecast_deviation"),
    ("earlier", "actual", "budget", "forecast", "forecast_deviation"),
    ("budget", "actual", "percent"),
    ("budget", "period_budget", "actual", "deviation", "forecast", "forecast_deviation"),
)
LINES = ("revenue", "cost", "net")
LINE_HEADS = {"revenue": "Intäkter", "cost": "Kostnader", "net": "Netto"}


@dataclass(frozen=True)
class Column:
    """holds: a key of MEASURES. line: the account line of the column, "" where rows say it. group: outer header."""

    holds: str
    head: str
    period_end: date
    line: str = ""
    group: str = ""

    @property
    def measure(self) -> str:
        return MEASURES[self.holds]


@st.composite
def money_columns(draw: st.DrawFn, when: When, may_have_percent: bool = True) -> tuple[Column, ...]:
    """Columns under one line of headings. A percentage in an investment table is left out: its family is undefined."""
    sets = [s for s in (ANNUAL if when.is_annual else INTERIM) if may_have_percent or "percent" not in s]
    return tuple(draw(_column(holds, when, chosen)) for chosen in [draw(st.sampled_from(sets))] for holds in chosen)


@st.composite
def _column(draw: st.DrawFn, holds: str, when: When, all_of_them: tuple[str, ...]) -> Column:
    if holds == "earlier":
        head, end = draw(st.sampled_from(words.earlier_heads(when)))
        return Column(holds, head, end)
    return Column(holds, draw(st.sampled_from(_heads(holds, when, all_of_them))), _ends(holds, when))


def _heads(holds: str, when: When, all_of_them: tuple[str, ...]) -> list[str]:
    """The forms that are clear in this company of columns."""
    if holds == "deviation":
        heads = words.deviation_heads(when, "period_budget" in all_of_them)
        return heads[1:4] if "forecast_deviation" in all_of_them else heads
    if holds == "forecast_deviation":
        heads = words.forecast_deviation_heads()
        return heads[:3] if "deviation" in all_of_them else heads
    if holds == "actual" and when.is_annual and "earlier" in all_of_them:
        return [h for h in words.actual_heads(when) if str(when.year % 100) in h]
    return {
        "budget": words.budget_heads,
        "period_budget": words.period_budget_heads,
        "actual": words.actual_heads,
        "forecast": words.forecast_heads,
        "percent": lambda _: words.percent_heads(),
    }[holds](when)


def _ends(holds: str, when: When) -> date:
    return when.end if holds in ("actual", "deviation", "period_budget", "percent") else when.year_end()


@st.composite
def grouped_columns(draw: st.DrawFn, when: When, avoid: frozenset[str]) -> tuple[Column, ...]:
    """Columns under two lines of headings: period and whole year, or account lines under budget and outcome."""
    if draw(st.booleans()):
        return draw(_account_columns(when))
    if when.is_annual:
        groups = [(f"Helår {when.year}", ("budget", "actual", "deviation"), ("Budget", "Bokslut", "Avvikelse"))]
        last = f"Bokslut {when.year - 1}"
        earlier = Column("earlier", last, when.before().end)
        alone = () if "earlier_beside_group" in avoid else (earlier,)
        return (*_in_groups(groups, when), *alone)
    period = draw(
        st.sampled_from(["Period", f"Period {when.span} {when.year}", f"Perioden {when.span}", "Ackumulerat"])
    )
    year = draw(st.sampled_from(["Helår", f"Helår {when.year}", "Helåret"]))
    groups = [
        (period, ("period_budget", "actual", "deviation"), ("Budget", "Utfall", "Avvikelse")),
        (year, ("budget", "forecast", "forecast_deviation"), ("Budget", "Prognos", "Avvikelse")),
    ]
    return _in_groups(groups if draw(st.booleans()) else groups[::-1], when)


def _in_groups(groups: list[tuple[str, tuple[str, ...], tuple[str, ...]]], when: When) -> tuple[Column, ...]:
    return tuple(
        Column(h, head, _ends(h, when), group=group)
        for group, hold, heads in groups
        for h, head in zip(hold, heads, strict=True)
    )


@st.composite
def _account_columns(draw: st.DrawFn, when: When) -> tuple[Column, ...]:
    budget = draw(st.sampled_from([f"Budget {when.year}", f"Årsbudget {when.year}", "Budget helår"]))
    actual = draw(st.sampled_from(words.actual_heads(when)[:2]))
    return tuple(
        Column(holds, LINE_HEADS[line], _ends(holds, when), line, group)
        for holds, group in (("budget", budget), ("actual", actual))
        for line in LINES
    )
