"""Made-up reports: a municipality, a board, a period and tables; the strategy `reports` is what properties use."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from generator import words
from generator.counts import count_tables
from generator.printing import FACTORS, MINUSES, SPACES, Style
from generator.tables import money_tables
from generator.truth import TrueReport, TrueTable
from generator.words import When
from hypothesis import assume
from hypothesis import strategies as st

TEN_MILLION = 10_000_000
#: amounts within this factor of those of other tables are like them
ALIKE = 10
_PROSE = (
    "Nämnden följer utvecklingen varje månad.",
    "Flera verksamheter har arbetat med bemanning och planering under perioden.",
    "Arbetet med att anpassa kostnaderna fortsätter.",
)


@st.composite
def styles(draw: st.DrawFn, avoid: frozenset[str] = frozenset()) -> Style:
    spaces = [s for s in SPACES if s not in avoid]
    minuses = [m for m in MINUSES if m not in avoid]
    return Style(draw(st.sampled_from(spaces)), draw(st.sampled_from(minuses)), draw(st.sampled_from(["", "-", ".."])))


@st.composite
def whens(draw: st.DrawFn) -> When:
    return When(draw(st.integers(2016, 2029)), draw(st.sampled_from([3, 4, 5, 6, 8, 9, 10, 12, 12])))


@st.composite
def reports(draw: st.DrawFn, max_tables: int = 3, avoid: frozenset[str] = frozenset(), only: str = "") -> TrueReport:
    """A report with 1 to max_tables tables. avoid: features left out. only: `money` or `counts`."""
    when = draw(whens())
    code, name = draw(st.sampled_from(words.municipalities()))
    style = draw(styles(avoid))
    strategies = {"money": [money_tables(when, style, avoid)], "counts": [count_tables(when, style, avoid)]}
    chosen = strategies.get(only) or [*strategies["money"], *strategies["money"], *strategies["counts"]]
    tables = draw(st.lists(st.one_of(*chosen), min_size=1, max_size=max_tables))
    assume(all(_can_be_inferred(t, tables) for t in tables if t.is_unit_inferred))
    board = draw(st.sampled_from(words.BOARDS))
    span = f"Rapporten avser perioden januari till {when.name} {when.year}."
    return TrueReport(
        code,
        when.end,
        draw(st.sampled_from(words.report_headings(when))),
        (f"{board} i {name}", span),
        tuple(_numbered(tables)),
        draw(st.sampled_from(_PROSE)),
    )


def _can_be_inferred(table: TrueTable, tables: list[TrueTable]) -> bool:
    """True if a reader can tell the unit that a table does not print: it is that of the other tables, or its amounts
    are like theirs, or, with no unit anywhere, of a size that is not printed in another unit."""
    printed = [t for t in tables if t is not table and not t.is_unit_inferred and _unit_of(t)]
    unit, largest = _unit_of(table), _largest(table)
    if {_unit_of(t) for t in printed} == {unit}:
        return True
    if printed:
        return largest < max(map(_largest, printed)) < largest * ALIKE
    return {"kr": largest >= TEN_MILLION, "tkr": largest < 1000 * TEN_MILLION}.get(unit, True)


def _unit_of(table: TrueTable) -> str:
    return next((unit for unit in FACTORS if f"in_{unit}" in table.features), "")


def _largest(table: TrueTable) -> Decimal:
    amounts = [c.fact.amount_reported_sek for row in table.rows for c in row.cells if c.fact]
    return max((abs(a) for a in amounts if a is not None), default=Decimal(0))


def _numbered(tables: list[TrueTable]) -> list[TrueTable]:
    """Notes for the tables that have footnote marks."""
    out = []
    for table in tables:
        marked = any(cell.mark for row in table.rows for cell in row.cells)
        out.append(replace(table, note="* Uppgiften är preliminär." if marked else ""))
    return out
