"""Made-up tables of the four kinds that hold money: activities, account lines, investments, account lines as columns.

Drawn here: rows, units and where they stand, conventions of sign. Next door: `counts.py` (tables of counts and key
figures), `reports.py` (what tables a report has).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from generator import words
from generator.amounts import LEVELS, Amounts, Line, amount_in, levels, net_amounts, part_of, printed_sign, sum_of
from generator.columns import Column, grouped_columns, money_columns
from generator.printing import FACTORS, Style, print_number, rounded
from generator.truth import PrintedCell, PrintedRow, TrueFact, TrueTable
from generator.words import When
from hypothesis import assume
from hypothesis import strategies as st

UNIT_PLACES = ("title", "corner", "header", "label", "line", "nowhere")
TITLES = {
    "cost": ("Driftredovisning", "Ekonomi per verksamhet", "Budgetuppföljning", "Verksamheternas nettokostnader"),
    "income_statement": ("Resultaträkning", "Nämndens resultat", "Ekonomi per kontogrupp", "Resultat per kontoslag"),
    "investment": ("Investeringar", "Investeringsredovisning", "Investeringsprojekt"),
}
CORNERS = {
    "cost": ("Verksamhet", "Verksamhetsområde", "Enhet", ""),
    "income_statement": ("Kontogrupp", "", "Kontoslag"),
    "investment": ("Projekt", "Investering"),
}


@dataclass(frozen=True)
class Manner:
    """How a money table is printed."""

    family: str
    unit: str
    decimals: int
    unit_place: str
    convention: str
    is_adverse: bool
    style: Style
    may_be_blank: bool = True
    avoid_forms: frozenset[str] = frozenset()
    may_mix_units: bool = True


def sometimes(n: int) -> st.SearchStrategy[bool]:
    """True about once in n; shrinks to False, so that the smallest failing report is a plain one."""
    return st.integers(1, n).map(lambda k: k == n)


@st.composite
def money_tables(draw: st.DrawFn, when: When, style: Style, avoid: frozenset[str] = frozenset()) -> TrueTable:
    """A table of money. avoid: features left out (see `features` of the table)."""
    family = draw(st.sampled_from(["cost", "cost", "income_statement", "investment"]))
    is_grouped = "two_levels" not in avoid and family != "investment" and draw(sometimes(3))
    columns = draw(grouped_columns(when, avoid) if is_grouped else money_columns(when, family != "investment"))
    if family == "income_statement" and columns[0].line:
        family = "cost"
    manner = draw(_manner(family, columns, style, avoid))
    lines = draw(_lines_of(family, when, any(c.line for c in columns), avoid))
    assume(_net_can_be_told(columns, lines, manner))
    return draw(_printed(columns, lines, manner))


@st.composite
def _manner(draw: st.DrawFn, family: str, columns: tuple[Column, ...], style: Style, avoid: frozenset[str]) -> Manner:
    unit = draw(st.sampled_from(["tkr", "tkr", "mnkr", "kr"] if len(columns) < 5 else ["tkr", "mnkr"]))
    decimals = draw(st.sampled_from([1, 1, 2, 3])) if unit == "mnkr" else 0
    place = draw(st.sampled_from([p for p in UNIT_PLACES if f"unit_{p}" not in avoid]))
    if place == "label" and "net_with_unit" in avoid and family == "income_statement":
        place = "title"
    conventions = ["cost_negative", "cost_positive"]
    if family == "income_statement" or any(c.line for c in columns):
        conventions.append("all_positive")
    convention = draw(st.sampled_from([c for c in conventions if c not in avoid]))
    pairs = {c.holds for c in columns}
    is_provable = {"deviation", "actual"} <= pairs and ("period_budget" in pairs or "budget" in pairs)
    may_be_adverse = convention == "cost_positive" and family == "cost" and is_provable and "adverse" not in avoid
    is_adverse = may_be_adverse and "forecast" not in pairs and draw(sometimes(5))
    avoid_forms = frozenset({"{} {}"}) if "unit_after_year" in avoid else frozenset[str]()
    may_mix = family != "income_statement" or "statement_in_two_units" not in avoid
    may_be_blank = "blanks" not in avoid
    return Manner(family, unit, decimals, place, convention, is_adverse, style, may_be_blank, avoid_forms, may_mix)


@st.composite
def _lines_of(draw: st.DrawFn, family: str, when: When, has_accounts: bool, avoid: frozenset[str]) -> list[Line]:
    if family == "income_statement":
        return draw(_account_lines(when, avoid))
    pool = words.PROJECTS if family == "investment" else words.ACTIVITIES
    labels = draw(st.lists(st.sampled_from(pool), min_size=3, max_size=6, unique=True))
    lines = [Line(label, "net", draw(net_amounts(when, n > 1, has_accounts)), "line") for n, label in enumerate(labels)]
    total = sum_of([line.amounts for line in lines])
    if family == "cost":
        lines = lines if "has_of_which" in avoid else draw(_with_parts(lines))
        lines = draw(_with_sections(lines))
    place = draw(st.sampled_from(["last", "last", "first", "none"]))
    row = Line(draw(st.sampled_from(words.TOTALS)), "net", total, "total")
    is_sectioned = any(line.kind == "section" for line in lines)
    if place == "last" or (place == "first" and is_sectioned):
        return [*lines, row]
    return [row, *lines] if place == "first" else lines


@st.composite
def _with_parts(draw: st.DrawFn, lines: list[Line]) -> list[Line]:
    if not draw(sometimes(3)):
        return lines
    at = draw(st.integers(0, len(lines) - 1))
    share = Decimal(draw(st.integers(5, 60))) / 100
    part = Line(draw(st.sampled_from(words.PARTS)), lines[at].line, part_of(lines[at].amounts, share), "of_which")
    return [*lines[: at + 1], part, *lines[at + 1 :]]


@st.composite
def _with_sections(draw: st.DrawFn, lines: list[Line]) -> list[Line]:
    if len(lines) < 4 or not draw(sometimes(3)):
        return lines
    names = draw(st.lists(st.sampled_from(words.SECTIONS), min_size=2, max_size=2, unique=True))
    heads = [Line(name, "", {}, "section") for name in names]
    at = 3 if lines[2].kind == "of_which" else 2
    return [heads[0], *lines[:at], heads[1], *lines[at:]]


@st.composite
def _account_lines(draw: st.DrawFn, when: When, avoid: frozenset[str]) -> list[Line]:
    revenues = draw(st.lists(st.sampled_from(words.REVENUES), min_size=1, max_size=2, unique=True))
    costs = draw(st.lists(st.sampled_from(words.COSTS), min_size=2, max_size=4, unique=True))
    lines = [Line(label, "revenue", {"revenue": draw(levels(when, 1, True))}) for label in revenues]
    lines += [Line(label, "cost", {"cost": draw(levels(when, -1, n > 1))}) for n, label in enumerate(costs)]
    if "net_surplus" in avoid:
        lines = _with_net_cost(lines)
    names = next(iter(lines[0].amounts.values()))
    net = {name: sum((line.amounts[line.line][name] for line in lines), Decimal(0)) for name in names}
    return [*lines, Line(draw(st.sampled_from(words.NETS)), "net", {"net": net}, "total")]


def _net_can_be_told(columns: tuple[Column, ...], lines: list[Line], manner: Manner) -> bool:
    """False for revenues, costs and a net cost all printed positive, where the net is called just that (`Netto`) and no
    column is far enough from zero for its sign: no reader can tell a surplus from a deficit."""
    if manner.family != "income_statement" or manner.convention != "all_positive" or "kostnad" in lines[-1].label:
        return True
    rounding = FACTORS[manner.unit].scaleb(-manner.decimals) * (len(lines) + 1)
    return any(abs(amount_in(c, lines[-1].amounts, "net", columns)) > rounding for c in columns if c.holds in LEVELS)


def _with_net_cost(lines: list[Line]) -> list[Line]:
    """The lines with revenues small enough for a net cost, as boards have it."""
    cost = -sum(line.amounts["cost"]["budget"] for line in lines if line.line == "cost")
    revenue = sum(line.amounts["revenue"]["budget"] for line in lines if line.line == "revenue")
    share = min(Decimal(1), Decimal("0.6") * cost / revenue)
    return [replace(x, amounts=part_of(x.amounts, share)) if x.line == "revenue" else x for x in lines]


@st.composite
def _printed(draw: st.DrawFn, columns: tuple[Column, ...], lines: list[Line], manner: Manner) -> TrueTable:
    title = draw(st.sampled_from(TITLES[manner.family]))
    corner = draw(st.sampled_from(CORNERS[manner.family]))
    heads = tuple(c.head for c in columns)
    place, unit = manner.unit_place, manner.unit
    if place == "title":
        title = draw(st.sampled_from([f"{title}, {unit}", f"{title} ({unit})", f"{title}, belopp i {unit}"]))
    if place == "corner":
        corner = draw(
            st.sampled_from([f"Belopp i {unit}", unit.capitalize(), f"{corner} ({unit})".strip(), f"({unit})"])
        )
    if place == "header":
        form = draw(st.sampled_from([f for f in ("{}, {}", "{} ({})", "{} {}") if f not in manner.avoid_forms]))
        heads = tuple(c.head if c.holds == "percent" else form.format(c.head, unit) for c in columns)
    form = draw(st.sampled_from(["{}, {}", "{} ({})"]))
    is_mixed = place == "label" and manner.unit == "mnkr" and manner.may_mix_units and draw(sometimes(3))
    code = draw(st.integers(500, 560)) if manner.family == "cost" and draw(sometimes(4)) else 0
    rows = []
    for number, line in enumerate(lines):
        is_other = is_mixed and line.kind == "line" and draw(st.booleans())
        own = replace(manner, unit="kr", decimals=0) if is_other else manner
        label = form.format(line.label, own.unit) if place == "label" and line.kind != "section" else line.label
        codes = (str(code + number) if line.kind == "line" else "",) if code else ()
        rows.append(draw(_row(replace(line, label=label), codes, columns, own)))
    unit_line = f"Alla belopp anges i {unit}." if place == "line" else ""
    return TrueTable(
        title,
        ("Vht", corner or "Verksamhet") if code else (corner,),
        heads,
        tuple(rows),
        tuple(c.group for c in columns) if any(c.group for c in columns) else (),
        unit_line,
        is_unit_inferred=place == "nowhere",
        features=_features(columns, lines, manner, bool(code)),
    )


@st.composite
def _row(
    draw: st.DrawFn, line: Line, codes: tuple[str, ...], columns: tuple[Column, ...], manner: Manner
) -> PrintedRow:
    if line.kind == "section":
        return PrintedRow((*codes, line.label), (), "section")
    cells = [_cell(line, column, columns, manner) for column in columns]
    if (
        manner.may_be_blank and line.kind == "line" and draw(sometimes(12))
    ):  # only where no other number is proven by it
        cells = [
            PrintedCell(manner.style.blank) if c.holds == "earlier" else x for c, x in zip(columns, cells, strict=True)
        ]
    if cells[0].fact and draw(sometimes(30)):
        cells[0] = replace(cells[0], mark="*")
    return PrintedRow((*codes, line.label), tuple(cells), line.kind)


def _cell(line: Line, column: Column, columns: tuple[Column, ...], manner: Manner) -> PrintedCell:
    if column.holds == "percent" and not line.amounts[line.line]["budget"]:
        return PrintedCell(manner.style.blank)
    amount = amount_in(column, line.amounts, line.line, columns)
    if column.holds == "percent":
        value = rounded(amount, "kr", 1)
        fact = TrueFact(line.label, value, "percent", column.measure, column.period_end, "kpi", None, line.kind)
        return PrintedCell(print_number(value, 1, manner.style), fact)
    sign = printed_sign(column, line.line, manner.convention, manner.is_adverse)
    value = rounded(amount * sign, manner.unit, manner.decimals)
    fact = TrueFact(
        line.label,
        value,
        manner.unit,
        column.measure,
        column.period_end,
        manner.family,
        value * FACTORS[manner.unit] * sign + 0,
        line.kind,
    )
    return PrintedCell(print_number(value, manner.decimals, manner.style), fact)


def _features(columns: tuple[Column, ...], lines: list[Line], manner: Manner, has_codes: bool) -> frozenset[str]:
    """Names of what a table shows, so that a property can leave out what is known to fail."""
    kinds = {line.kind for line in lines}
    return frozenset(
        {manner.family, manner.convention, f"unit_{manner.unit_place}", f"in_{manner.unit}"}
        | ({"two_levels"} if any(c.group for c in columns) else set())
        | ({"accounts_as_columns"} if any(c.line for c in columns) else set())
        | ({"adverse"} if manner.is_adverse else set())
        | ({"codes"} if has_codes else set())
        | {f"has_{kind}" for kind in kinds - {"line"}}
    )


__all__ = ["Amounts", "Manner", "money_tables"]
