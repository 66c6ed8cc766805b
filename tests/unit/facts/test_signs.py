"""Canonical signs: revenue +, cost -, net their sum, deviation + where it is favourable, under every convention."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dagster_project.domain.facts.level_signs import Amount, Line
from dagster_project.domain.facts.signs import canonical_factors

sizes = st.integers(10, 10**6)
#: signs with which revenue, cost and net are printed, for canonical amounts (+, -, own sign)
CONVENTIONS = {"signed": (1, 1, 1), "ledger": (-1, -1, -1), "sizes, net cost": (1, -1, -1)}


def statement(measures: list[str], cells: list[tuple[Line, list[int]]]) -> list[Amount]:
    return [
        Amount(row, col, measure, line, Decimal(value), line in ("net", "result"), True, date(2024, 12, 31))
        for row, (line, values) in enumerate(cells)
        for col, (measure, value) in enumerate(zip(measures, values, strict=True))
    ]


@pytest.mark.parametrize("convention", CONVENTIONS)
@given(st.tuples(sizes, sizes), st.tuples(sizes, sizes))
def test_a_statement_is_canonical_whatever_convention_it_follows(
    convention: str, revenue: tuple[int, int], cost: tuple[int, int]
) -> None:
    r, c, n = CONVENTIONS[convention]
    net = [a - b for a, b in zip(revenue, cost, strict=True)]
    amounts = statement(
        ["budget", "actual"],
        [("revenue", [r * v for v in revenue]), ("cost", [-c * v for v in cost]), ("net", [n * v for v in net])],
    )
    factors = canonical_factors(amounts)
    canonical = {(a.row, a.col): a.value * factors[(a.row, a.col)] for a in amounts}
    for col in (0, 1):
        assert canonical[(0, col)] == revenue[col]
        assert canonical[(1, col)] == -cost[col]
        if abs(net[col]) > 6:  # smaller ones fit both signs within rounding
            assert canonical[(2, col)] == net[col]


@given(st.lists(st.tuples(sizes, sizes), min_size=2, max_size=8), st.booleans())
def test_net_costs_of_activities_are_negative_and_a_surplus_against_budget_positive(
    rows: list[tuple[int, int]], is_cost_positive: bool
) -> None:
    sign = 1 if is_cost_positive else -1
    amounts = []
    for row, (budget, actual) in enumerate(rows):
        for col, (measure, value) in enumerate(
            (("budget", sign * budget), ("actual", sign * actual), ("deviation", budget - actual))
        ):
            amounts.append(Amount(row, col, measure, "net", Decimal(value), False, False, date(2024, 12, 31)))
    factors = canonical_factors(amounts)
    for amount in amounts:
        canonical = amount.value * factors[(amount.row, amount.col)]
        budget, actual = rows[amount.row]
        assert canonical == {"budget": -budget, "actual": -actual, "deviation": budget - actual}[amount.measure]


@given(st.lists(st.tuples(sizes, sizes).filter(lambda p: p[0] != p[1]), min_size=2, max_size=6))
def test_a_deviation_printed_as_outcome_less_budget_of_positive_costs_is_turned(rows: list[tuple[int, int]]) -> None:
    amounts = [
        Amount(row, col, measure, "net", Decimal(value), False)
        for row, (b, a) in enumerate(rows)
        for col, (measure, value) in enumerate((("budget", b), ("actual", a), ("deviation", a - b)))
    ]
    factors = canonical_factors(amounts)
    assert {factors[(row, 2)] for row in range(len(rows))} == {-1}


def test_a_result_keeps_its_sign_and_lines_without_a_side_follow_the_statement() -> None:
    amounts = statement(
        ["actual"], [("revenue", [900]), ("cost", [-1000]), ("unclear", [160]), ("unclear", [-40]), ("result", [20])]
    )
    assert set(canonical_factors(amounts).values()) == {1}


def test_a_balance_sheet_keeps_every_sign() -> None:
    amounts = statement(["closing_balance"], [("unclear", [120]), ("unclear", [-7])])
    assert set(canonical_factors(amounts).values()) == {1}


def test_a_column_of_net_revenues_among_costs_keeps_its_own_sign_per_row() -> None:
    rows = [("net", [4881, 14506]), ("net", [-661, -700]), ("net", [11265, 32124])]
    amounts = [
        Amount(row, col, ("actual", "forecast")[col], "net", Decimal(v), False)
        for row, (_, values) in enumerate(rows)
        for col, v in enumerate(values)
    ]
    factors = canonical_factors(amounts)
    assert -661 * factors[(1, 0)] == 661


@given(
    st.lists(st.integers(10, 10**6), min_size=4, max_size=12),
    st.booleans(),
    st.booleans(),
    st.data(),
)
def test_one_wrong_sign_never_turns_the_other_amounts_of_its_column(
    costs: list[int], is_cost_positive: bool, has_total: bool, data: st.DataObject
) -> None:
    printed = [cost if is_cost_positive else -cost for cost in costs]
    rows = [(value, False) for value in printed] + ([(sum(printed), True)] if has_total else [])
    wrong = data.draw(st.integers(0, len(rows) - 1))
    amounts = [Amount(r, 0, "actual", "net", Decimal(v), is_sum) for r, (v, is_sum) in enumerate(rows)]
    broken = [replace(a, value=-a.value) if a.row == wrong else a for a in amounts]
    assert canonical_factors(broken) == canonical_factors(amounts)


@pytest.mark.parametrize("convention", CONVENTIONS)
@given(st.lists(st.tuples(sizes, sizes), min_size=3, max_size=5), st.data())
def test_one_wrong_sign_never_turns_a_statement_of_three_columns(
    convention: str, columns: list[tuple[int, int]], data: st.DataObject
) -> None:
    r, c, n = CONVENTIONS[convention]
    amounts = statement(
        ["actual"] * len(columns),
        [
            ("revenue", [r * a for a, _ in columns]),
            ("cost", [-c * b for _, b in columns]),
            ("net", [n * -abs(a - b) for a, b in columns]),
        ],
    )
    wrong = data.draw(st.sampled_from([a for a in amounts if a.line != "net"]))
    broken = [replace(a, value=-a.value) if a is wrong else a for a in amounts]
    before, after = canonical_factors(amounts), canonical_factors(broken)
    for line in ("revenue", "cost"):
        cells = [(a.row, a.col) for a in amounts if a.line == line]
        assert [after[cell] for cell in cells] == [before[cell] for cell in cells]


@given(
    st.lists(st.tuples(sizes, sizes).filter(lambda p: p[0] != p[1]), min_size=4, max_size=8), st.booleans(), st.data()
)
def test_one_wrong_sign_never_turns_a_column_of_deviations(
    rows: list[tuple[int, int]], is_turned: bool, data: st.DataObject
) -> None:
    amounts = [
        Amount(row, col, measure, "net", Decimal(value), False)
        for row, (b, a) in enumerate(rows)
        for col, (measure, value) in enumerate(
            (("budget", b), ("actual", a), ("deviation", a - b if is_turned else b - a))
        )
    ]
    wrong = data.draw(st.sampled_from([a for a in amounts if a.measure == "deviation"]))
    broken = [replace(a, value=-a.value) if a is wrong else a for a in amounts]
    assert canonical_factors(broken) == canonical_factors(amounts)


def test_a_revenue_that_lost_its_sign_beside_its_like_is_no_other_convention() -> None:
    amounts = [
        Amount(row, col, measure, line, Decimal(value), False)
        for row, (line, values) in enumerate((("revenue", (6569, -5415)), ("cost", (-6625, -5471))))
        for col, (measure, value) in enumerate(zip(("actual", "budget"), values, strict=True))
    ]
    assert set(canonical_factors(amounts).values()) == {1}


def test_a_sum_alone_does_not_turn_a_column_whose_lines_say_nothing() -> None:
    amounts = [
        Amount(row, col, "budget", "net", Decimal(value), is_sum)
        for row, (values, is_sum) in enumerate((((-15, 0), False), ((0, 0), False), ((8, 16), True)))
        for col, value in enumerate(values)
    ]
    assert set(canonical_factors(amounts).values()) == {1}
