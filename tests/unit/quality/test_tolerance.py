"""What rounding explains, held against arithmetic and not against its formula."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dagster_project.domain.arithmetic.identities import Amount, Identity, Outcome, evaluate, solve
from dagster_project.domain.arithmetic.tolerances import sum_breaks_above, sum_warns_above


def total_of(values: list[int], total: int, step: str = "1") -> Outcome:
    """A column of figures under one total."""
    half = Decimal(step) / 2
    amounts = {str(i): Amount(Decimal(v) * Decimal(step), half) for i, v in enumerate([*values, total])}
    terms = tuple((str(i), 1) for i in range(len(values)))
    return evaluate(Identity("rows_sum_to_total", str(len(values)), terms), amounts)


@pytest.mark.parametrize(("n", "most"), [(1, 1), (3, 2), (12, 6), (30, 15), (200, 100)])
@pytest.mark.parametrize("sign", [-1, 1])
def test_every_figure_may_be_off_by_half_its_unit(n, most, sign):
    values = [1000 + i for i in range(n)]
    assert not total_of(values, sum(values) + sign * most).is_violated
    assert total_of(values, sum(values) + sign * (most + 1)).is_violated


@pytest.mark.parametrize(("n", "usual"), [(1, 1), (3, 1), (4, 2), (12, 2), (13, 3), (30, 3), (200, 9)])
def test_rounding_rarely_reaches_what_it_may(n, usual):
    assert sum_warns_above(n, Decimal(1)) == usual
    assert usual <= sum_breaks_above(n, Decimal(1))


def test_the_step_is_that_of_the_printed_figures():
    assert total_of([40, 25, 30], 97, step="0.1").tolerance == Decimal("0.2")


def test_figures_of_different_precision_count_by_their_own():
    amounts = {"tkr": Amount(Decimal(436_812), Decimal("0.5")), "mnkr": Amount(Decimal(436_800), Decimal(50))}
    outcome = evaluate(Identity("same_fact", "mnkr", (("tkr", 1),)), amounts)
    assert (outcome.tolerance, outcome.is_violated) == (Decimal("50.5"), False)


def test_a_part_may_be_anything_up_to_its_whole_and_a_share_anything_between_its_groups():
    amounts = {name: Amount(Decimal(value), Decimal("0.5")) for name, value in {"w": -90, "p": -91, "q": -92}.items()}
    assert not evaluate(Identity("of_which_within_parent", "p", (("w", 1),), "", "at_most"), amounts).is_violated
    assert evaluate(Identity("of_which_within_parent", "q", (("w", 1),), "", "at_most"), amounts).is_violated
    between = Identity("share_between_groups", "p", (("w", 1), ("q", 1)), "", "between")
    assert evaluate(between, amounts).difference == 0


exact = st.lists(st.integers(-9_999_999, 9_999_999), min_size=1, max_size=40)


@given(amounts=exact)
def test_amounts_rounded_one_by_one_never_violate_their_rounded_total(amounts):
    """In tkr from SEK: whatever the amounts were, printing them rounded is no error of the report."""
    printed = [round(Decimal(a) / 1000) for a in amounts]
    assert not total_of(printed, round(Decimal(sum(amounts)) / 1000)).is_violated


@given(part=st.integers(1, 10_000_000), whole=st.integers(1_000, 10_000_000))
def test_a_rounded_share_of_rounded_amounts_is_never_violated(part, whole):
    share = (Decimal(100 * part) / whole).quantize(Decimal("0.1"))
    amounts = {
        "share": Amount(share, Decimal("0.05")),
        "part": Amount(Decimal(round(Decimal(part) / 100) * 100), Decimal(50)),
        "whole": Amount(Decimal(round(Decimal(whole) / 100) * 100), Decimal(50)),
    }
    identity = Identity("share_formula", "share", (("part", 1), ("whole", 1)), "", "share")
    outcome = evaluate(identity, amounts)
    # The spread is worked out to the first order; what is left is of the second.
    assert abs(outcome.difference) <= outcome.tolerance * Decimal("1.06")


@given(values=exact, position=st.integers(0, 39))
def test_the_solved_value_makes_the_identity_hold(values, position):
    cells = [str(i) for i in range(len(values))]
    amounts = {c: Amount(Decimal(v), Decimal("0.5")) for c, v in zip(cells, values, strict=True)}
    amounts["total"] = Amount(Decimal(12_345), Decimal("0.5"))
    identity = Identity("rows_sum_to_total", "total", tuple((c, 1) for c in cells))
    cell = [*cells, "total"][position % (len(cells) + 1)]
    value = solve(identity, cell, amounts)
    assert value is not None
    assert evaluate(identity, amounts | {cell: Amount(value, Decimal("0.5"))}).difference == 0
