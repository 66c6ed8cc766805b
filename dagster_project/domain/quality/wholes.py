"""Wholes and their parts in several tables or rows: net of X against X's revenue and cost, an income statement against
the parts it sums up, of-which rows within their parent, a total share between the shares of its groups.

What lives here: identities whose cells stand in several rows or tables by their meaning. What does not: rows that state
the same thing twice (`restated`), sums within one table (`row_sums`).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from dagster_project.domain.arithmetic.identities import Amount, Identity, evaluate
from dagster_project.domain.quality.figures import COUNTED, LEVELS, Figure

_AGES = re.compile(r"^\W*(?:\d+\s*[-–]\s*\d+|\d+)\s*år\b|^\W*(?:under|över)\s+\d+\s*år", re.IGNORECASE)
_LONG_WORD = re.compile(r"\w{8,}")
#: rows of the same label in so many tables nearest to the parts are compared: a report of many years repeats a label
_NEAREST = 12


def net_elsewhere(figures: Sequence[Figure]) -> Iterator[Identity]:
    """X is net in one table; `X | revenue` and `X | cost` stand in another, with a deviation of X for both."""
    money = [f for f in figures if f.is_money and f.is_summable]
    amounts = {f.cell: f.amount for f in money}
    sides: dict[tuple[int, str], list[Figure]] = defaultdict(list)
    whole: dict[str, list[Figure]] = defaultdict(list)
    for f in money:
        if f.base_key and f.fact.account_line in ("revenue", "cost") and f.fact.row_role == "line":
            sides[f.fact.table_no, f.base_key].append(f)
        elif f.fact.account_line in ("", "net") and not f.base_key:
            whole[f.label_key].append(f)
    for (table_no, base), parts in sides.items():
        nearby = _near(whole.get(base, []), table_no)
        for row, nets in nearby.items():
            made = [i for net in nets if (i := _net(net, parts)) is not None]
            if row[0] != table_no and _agree(made, amounts):
                yield from made
                stated = {_moment(f): f for f in nets}
                for f in (f for r, own in nearby.items() if r[0] == table_no for f in own):
                    if _moment(f) in stated:
                        yield Identity("same_fact", f.cell, ((stated[_moment(f)].cell, 1),), "restated")


def _near(figures: Sequence[Figure], table_no: int) -> dict[tuple[int, int, str], list[Figure]]:
    """The figures by row, in the order of the page; of many rows those nearest to the table."""
    rows: dict[tuple[int, int, str], list[Figure]] = defaultdict(list)
    for f in figures:
        rows[f.row].append(f)
    nearest = sorted(rows, key=lambda row: abs(row[0] - table_no))[:_NEAREST]
    return {row: rows[row] for row in sorted(nearest)}


def _net(net: Figure, parts: Sequence[Figure]) -> Identity | None:
    terms = [f for f in parts if _moment(f) == _moment(net)]
    if sorted(f.fact.account_line for f in terms) != ["cost", "revenue"]:
        return None
    return Identity("revenue_plus_cost_is_net", net.cell, tuple((f.cell, 1) for f in terms), "net elsewhere")


def _agree(identities: Sequence[Identity], amounts: Mapping[str, Amount]) -> bool:
    """At least one of them holds on a telling number, and not more are violated than hold."""
    outcomes = [evaluate(i, amounts) for i in identities]
    held = [o for o in outcomes if not o.is_violated]
    telling = any(abs(o.printed) >= 10 * o.tolerance for o in held)
    return telling and len(held) * 2 >= len(outcomes)


def statement_parts(figures: Sequence[Figure]) -> Iterator[Identity]:
    """Revenues (costs) given activity by activity, against the row of the income statement that sums them up."""
    money = [f for f in figures if f.is_money and f.is_summable]
    parts: dict[tuple[object, ...], list[Figure]] = defaultdict(list)
    for f in money:
        if f.base_key and f.fact.account_line in ("revenue", "cost") and f.fact.row_role == "line":
            parts[(f.fact.account_line, *_moment(f))].append(f)
    tables: dict[int, list[Identity]] = defaultdict(list)
    amounts = {f.cell: f.amount for f in money}
    for f in money:
        if f.fact.fact_family != "income_statement" or f.base_key or f.fact.row_role == "of_which":
            continue
        terms = [p for p in parts.get((f.fact.account_line, *_moment(f)), []) if p.fact.table_no != f.fact.table_no]
        if len(terms) > 1:
            # Each part was rounded, and then adjusted so that its own table adds up.
            cells = tuple((p.cell, 1) for p in terms)
            tables[f.fact.table_no].append(Identity("parts_sum", f.cell, cells, "statement", slack=2))
    for found in tables.values():
        if _agree(found, amounts):
            yield from found


def of_which(table: Sequence[Figure]) -> Iterator[Identity]:
    """A part lies between nothing and the row it is part of; of levels only, a part may deviate more than the whole."""
    columns: dict[tuple[object, ...], list[Figure]] = defaultdict(list)
    for f in table:
        if (f.is_money or f.fact.unit in COUNTED) and f.fact.measure in LEVELS:
            columns[f.column].append(f)
    for figures in columns.values():
        parent: Figure | None = None
        for f in sorted(figures, key=lambda f: f.fact.row_no):
            if f.fact.row_role != "of_which":
                parent = f
            elif parent is not None and _is_part(f, parent):
                form = f"of which|{f.fact.table_no}|{f.fact.row_no}|{f.fact.row_label}"
                yield Identity("of_which_within_parent", f.cell, ((parent.cell, 1),), form, "at_most")


def _is_part(part: Figure, parent: Figure) -> bool:
    """A revenue under a net row is no part of it; nor is one of the other sign."""
    return not (part.is_money and part.fact.account_line == "revenue" and parent.signed <= 0)


def age_groups(figures: Sequence[Figure]) -> Iterator[Identity]:
    """A share of all lies between the shares of the age groups, also where these stand in a table of their own."""
    shares = [f for f in figures if f.fact.unit == "percent" and f.fact.measure == "actual"]
    tables: dict[int, list[Figure]] = defaultdict(list)
    for f in shares:
        tables[f.fact.table_no].append(f)
    amounts = {f.cell: f.amount for f in shares}
    totals = _totals_by_word(shares)
    for groups in tables.values():
        ages = [f for f in groups if _AGES.search(f.fact.row_label)]
        if len({f.row for f in ages}) < 2:
            continue
        for total_row in _totals_for(groups[0], totals):
            made = [i for total in total_row if (i := _between(total, ages)) is not None]
            held = sum(not evaluate(i, amounts).is_violated for i in made)
            if held >= 2 and held * 2 > len(made):
                yield from made


def _totals_by_word(shares: Sequence[Figure]) -> dict[str, list[Figure]]:
    """The total rows by every long word of their table's title: of each word the first row."""
    first: dict[str, list[Figure]] = defaultdict(list)
    for f in (f for f in shares if f.fact.row_role == "total"):
        for word in set(_LONG_WORD.findall(f.fact.table_title.casefold())):
            if not first[word] or first[word][0].row == f.row:
                first[word].append(f)
    return first


def _totals_for(group: Figure, totals: Mapping[str, list[Figure]]) -> Iterator[list[Figure]]:
    """The first total row of a table whose title shares a long word with that of the groups."""
    words = set(_LONG_WORD.findall(group.fact.table_title.casefold()))
    rows = [totals[word] for word in words if totals.get(word)]
    yield from sorted(rows, key=lambda row: row[0].row)[:1]


def _between(total: Figure, ages: Sequence[Figure]) -> Identity | None:
    terms = [f for f in ages if _moment(f) == _moment(total)]
    if len(terms) < 2:
        return None
    cells = tuple((f.cell, 1) for f in terms)
    return Identity("share_between_groups", total.cell, cells, "age groups", "between")


def _moment(figure: Figure) -> tuple[object, ...]:
    f = figure.fact
    return f.measure, f.unit if not figure.is_money else "money", f.period_end, f.as_of, f.entity, f.part_no
