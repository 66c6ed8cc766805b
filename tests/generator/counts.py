"""Made-up tables of counts and key figures: volumes, indicators with targets, staff."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from generator import words
from generator.printing import Style, print_number
from generator.truth import PrintedCell, PrintedRow, TrueFact, TrueTable
from generator.words import When
from hypothesis import strategies as st

_TITLES = {
    "volume": ("Volymer", "Verksamhetsstatistik", "Volymer och antal"),
    "kpi": ("Indikatorer", "Nyckeltal", "Uppföljning av indikatorer"),
    "staffing": ("Personal", "Personalnyckeltal", "Personal och sjukfrånvaro"),
}
_LABELS = {"volume": words.COUNTED, "kpi": words.INDICATORS, "staffing": words.STAFF}
_CORNERS = {"volume": ("", "Volym", "Verksamhet"), "kpi": ("Indikator", "Mått"), "staffing": ("", "Personal")}


@st.composite
def count_tables(draw: st.DrawFn, when: When, style: Style, avoid: frozenset[str] = frozenset()) -> TrueTable:
    """A table of counts, hours, days or percentages: years as columns, or outcomes and a target."""
    family = draw(st.sampled_from(list(_LABELS)))
    columns = draw(_columns(family, when))
    labels = draw(
        st.lists(st.sampled_from(_LABELS[family]), min_size=3 if "two_rows" in avoid else 2, max_size=5, unique=True)
    )
    rows = []
    for label, unit in labels:
        cells = [_cell(label, unit, family, column, draw(_value(unit)), style) for column in columns]
        rows.append(PrintedRow((label,), tuple(cells)))
    return TrueTable(
        draw(st.sampled_from(_TITLES[family])),
        (draw(st.sampled_from(_CORNERS[family])),),
        tuple(head for head, _, _ in columns),
        tuple(rows),
        features=frozenset({family}),
    )


@st.composite
def _columns(draw: st.DrawFn, family: str, when: When) -> list[tuple[str, str, date]]:
    """(heading, measure, period_end) of each column."""
    y = when.year
    form = draw(st.sampled_from(["Utfall {}"] if family == "kpi" else ["{}", "Utfall {}"]))
    years = [(form.format(year), "actual", min(date(year, 12, 31), when.end)) for year in range(y - 2, y + 1)]
    years = years[draw(st.integers(0, 1)) :]
    if family == "kpi":
        return [*years, (draw(st.sampled_from([f"Målvärde {y}", f"Mål {y}", "Målvärde"])), "target", date(y, 12, 31))]
    return years


@st.composite
def _value(draw: st.DrawFn, unit: str) -> Decimal:
    if unit == "percent":
        return Decimal(draw(st.integers(0, 1000))) / 10
    if unit == "fte":
        return Decimal(draw(st.integers(30, 12_000))) / 10
    top = {"count": 2500, "days": 40_000, "hours": 150_000}[unit]
    return Decimal(draw(st.integers(5, top)))


def _cell(
    label: str, unit: str, family: str, column: tuple[str, str, date], value: Decimal, style: Style
) -> PrintedCell:
    _, measure, ends = column
    family = "kpi" if unit == "percent" and family == "volume" else family
    decimals = 1 if unit in ("percent", "fte") else 0
    return PrintedCell(print_number(value, decimals, style), TrueFact(label, value, unit, measure, ends, family, None))
