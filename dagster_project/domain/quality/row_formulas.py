"""Formulas along a row: deviations, changes, budgets made of parts, net of revenue and cost columns, shares, products.

What lives here: which columns of a table a formula ties together, as identities. Amounts carry the canonical sign (a
favourable deviation is positive, a cost negative), so that every deviation is level minus budget however it is printed.
Where a row offers several levels or budgets, the pair of columns under which fewest rows break is taken.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal

from dagster_project.domain.arithmetic.identities import Identity, Relation, evaluate
from dagster_project.domain.quality.figures import COUNTED, Figure
from dagster_project.domain.swedish.headings import names_round_before

Pair = tuple[Figure, Figure]
_LEVELS = {"forecast_deviation": "forecast", "deviation": "actual", "project_deviation": "project_actual"}
#: a share of a whole with the whole's own sign, be it revenue or cost
_OWN_SIGN = 0
_SIGNS: dict[Relation, tuple[int, ...]] = {"equals": (1,), "share": (1, _OWN_SIGN, -1), "product": (1, -1)}


def row_formulas(table: Sequence[Figure]) -> Iterator[Identity]:
    """All formulas along the rows of one printed table."""
    rows: dict[object, list[Figure]] = defaultdict(list)
    for figure in table:
        rows[(*figure.row, figure.fact.entity, figure.fact.part_no)].append(figure)
    lines = list(rows.values())
    yield from _chosen(lines, "deviation_formula", _is_deviation, _is_deviation_of)
    yield from _chosen(lines, "change_formula", lambda f: f.fact.measure == "change", _is_change_of)
    yield from _chosen(lines, "share_formula", _is_share, _is_share_of, relation="share")
    yield from _chosen(lines, "product_formula", lambda f: f.is_money, _is_product_of, relation="product")
    yield from _over_two_rows(table)
    for line in lines:
        yield from _parts_of_budgets(line)
        yield from _net_columns(line)
        yield from _no_budget(line)


def _chosen(
    lines: Sequence[Sequence[Figure]],
    kind: str,
    is_result: Callable[[Figure], bool],
    fits: Callable[[Figure, Figure, Figure], bool],
    relation: Relation = "equals",
) -> Iterator[Identity]:
    """Result = first - second (or their share), with the pair of columns that fits the table best."""
    options: dict[int, dict[tuple[int, int, int], list[tuple[Figure, Pair]]]] = defaultdict(lambda: defaultdict(list))
    for line in lines:
        for result in line:
            if is_result(result):
                for first in line:
                    for second in line:
                        if first is not second and result is not first and fits(result, first, second):
                            for sign in _SIGNS[relation]:
                                key = (first.fact.col_no, second.fact.col_no, sign)
                                options[result.fact.col_no][key].append((result, (first, second)))
    for col_no, pairs in options.items():
        made = {
            key: [_difference(kind, relation, key[2], *found, col_no) for found in founds]
            for key, founds in pairs.items()
        }
        amounts = {f.cell: f.amount for founds in pairs.values() for r, pair in founds for f in (r, *pair)}
        misses = {key: [evaluate(i, amounts).is_violated for i in found] for key, found in made.items()}
        key = min(made, key=lambda k: (2 * sum(misses[k]) - len(misses[k]), k[:2], -k[2]))
        if kind == "deviation_formula" or 2 * sum(misses[key]) <= len(misses[key]) - 2:
            yield from made[key]


def _difference(kind: str, relation: Relation, sign: int, result: Figure, pair: Pair, col_no: int) -> Identity:
    second = -1 if relation == "equals" else 1
    if sign == _OWN_SIGN:
        sign = -1 if pair[1].signed < 0 else 1
    terms = ((pair[0].cell, sign), (pair[1].cell, second))
    return Identity(kind, result.cell, terms, f"{kind}|{result.fact.table_no}|{col_no}", relation)


def _is_deviation(figure: Figure) -> bool:
    """A deviation of what the table prints; one of the forecast before belongs to levels that stand elsewhere."""
    is_earlier = figure.fact.measure == "forecast_deviation" and names_round_before(figure.fact.col_label)
    return figure.fact.measure in _LEVELS and not is_earlier


def _is_deviation_of(result: Figure, level: Figure, budget: Figure) -> bool:
    r, a, b = result.fact, level.fact, budget.fact
    if not (result.is_money and level.is_money and budget.is_money and a.measure == _LEVELS[r.measure]):
        return False
    if not (a.account_line == b.account_line == r.account_line):
        return False
    if r.measure == "project_deviation":
        return b.measure == "project_budget"
    if r.measure == "forecast_deviation":
        return b.measure == "budget" and _year(result) == _year(level) == _year(budget)
    if r.period_end != a.period_end:
        return False
    if b.measure == "period_budget":
        return b.period_end == a.period_end
    return b.measure == "budget" and covers_year(level) and _year(budget) == _year(level)


def _is_change_of(result: Figure, later: Figure, earlier: Figure) -> bool:
    alike = result.fact.unit == later.fact.unit == earlier.fact.unit
    return alike and later.fact.measure == earlier.fact.measure == "actual" and _is_after(later, earlier)


def _is_after(later: Figure, earlier: Figure) -> bool:
    a, b = later.fact.period_end, earlier.fact.period_end
    return a is not None and b is not None and a > b


def _is_share(figure: Figure) -> bool:
    return figure.fact.unit == "percent" and figure.fact.measure in (
        "percent_of_budget",
        "deviation",
        "forecast_deviation",
    )


def _is_share_of(result: Figure, part: Figure, whole: Figure) -> bool:
    if not (part.is_money and whole.is_money and whole.value) or part.fact.account_line != whole.fact.account_line:
        return False
    if result.fact.measure == "percent_of_budget":
        return part.fact.measure in ("actual", "forecast") and whole.fact.measure in ("budget", "period_budget")
    return part.fact.measure == result.fact.measure and whole.fact.measure in ("budget", "period_budget")


def _is_product_of(result: Figure, number: Figure, price: Figure) -> bool:
    """A number of something times what one of it costs; two numbers above one, or any two would do."""
    alike = result.fact.measure == number.fact.measure == price.fact.measure
    moment = result.fact.period_end == number.fact.period_end == price.fact.period_end
    return alike and moment and number.fact.unit in COUNTED and price.is_money and min(number.value, price.value) > 1


def _over_two_rows(table: Sequence[Figure]) -> Iterator[Identity]:
    """One deviation printed for `X | revenue` and `X | cost`: the net of both rows against the net of their budgets."""
    sides: dict[tuple[str, str], list[Figure]] = defaultdict(list)
    for f in table:
        if f.base_key and f.is_money and f.fact.account_line in ("revenue", "cost"):
            sides[f.base_key, f.fact.section].append(f)
    for f in table:
        if f.fact.measure != "deviation" or not f.is_money or f.base_key:
            continue
        parts = sides.get((f.label_key, f.fact.section), [])
        actual = [p for p in parts if p.fact.measure == "actual" and p.fact.period_end == f.fact.period_end]
        budget = [p for p in parts if p.fact.measure == "budget" and _year(p) == _year(f)]
        if {len(actual), len(budget)} == {2} and all(covers_year(p) for p in actual):
            terms = (*((p.cell, 1) for p in actual), *((p.cell, -1) for p in budget))
            yield Identity("deviation_formula", f.cell, terms, "deviation over two rows")


def _parts_of_budgets(line: Sequence[Figure]) -> Iterator[Identity]:
    """Budget = submitted + not submitted; money left = outcome against what was submitted."""
    by = {f.fact.measure: f for f in line if f.is_money and f.fact.fact_family == "investment"}
    submitted, kept = by.get("budget_submitted"), by.get("budget_not_submitted")
    budget, left, actual = by.get("budget"), by.get("remaining_budget"), by.get("actual")
    if budget and (submitted or kept):
        terms = tuple((f.cell, 1) for f in (submitted, kept) if f)
        yield Identity("budget_parts", budget.cell, terms, f"budget parts|{budget.fact.table_no}")
    if left and (submitted or actual):
        terms = tuple((f.cell, factor) for f, factor in ((submitted, -1), (actual, 1)) if f)
        yield Identity("budget_parts", left.cell, terms, f"money left|{left.fact.table_no}")


def _net_columns(line: Sequence[Figure]) -> Iterator[Identity]:
    """Revenue, cost and net as columns of one row."""
    for net in line:
        if net.fact.account_line != "net" or not net.is_money:
            continue
        parts = [f for f in line if f.is_money and f.fact.col_no != net.fact.col_no and _moment(f) == _moment(net)]
        sides = [f for f in parts if f.fact.account_line in ("revenue", "cost")]
        if sorted(f.fact.account_line for f in sides) == ["cost", "revenue"]:
            terms = tuple((f.cell, 1) for f in sides)
            yield Identity("revenue_plus_cost_is_net", net.cell, terms, f"net columns|{net.fact.table_no}")


def _no_budget(line: Sequence[Figure]) -> Iterator[Identity]:
    """A row without a budget for the year has none for the period: its outcome and its deviation cancel out."""
    money = [f for f in line if f.is_money]
    if any(f.fact.measure == "period_budget" for f in money):
        return
    for budget in money:
        if budget.fact.measure != "budget" or budget.value != Decimal(0):
            continue
        for actual in money:
            if actual.fact.measure != "actual" or covers_year(actual) or _year(actual) != _year(budget):
                continue
            for f in money:
                if f.fact.measure == "deviation" and f.fact.period_end == actual.fact.period_end:
                    terms = ((actual.cell, 1), (f.cell, -1))
                    yield Identity("no_budget_no_period_budget", budget.cell, terms, "no budget")


def covers_year(figure: Figure) -> bool:
    """The number is of a whole calendar year."""
    start, end = figure.fact.period_start, figure.fact.period_end
    return start is not None and end is not None and (start.month, start.day, end.month, end.day) == (1, 1, 12, 31)


def _year(figure: Figure) -> int | None:
    return figure.fact.period_end.year if figure.fact.period_end else None


def _moment(figure: Figure) -> tuple[object, ...]:
    f = figure.fact
    return f.measure, f.period_end, f.as_of
