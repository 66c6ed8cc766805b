"""Planted misprints: the one cell is found, or nobody is named; never another cell."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from dagster_project.domain.quality.misprints import MISSING_DIGIT, SIGN, meant_values
from dagster_project.domain.quality.suspects import Identity, PrintedCell, find_suspects

TKR = Decimal(1)


def column(name: str, values: list[int], total: int) -> tuple[dict[str, PrintedCell], Identity]:
    cells = {f"{name}{i}": PrintedCell(f"{name}{i}", Decimal(v)) for i, v in enumerate(values)}
    cells[f"{name}T"] = PrintedCell(f"{name}T", Decimal(total))
    terms = tuple((cell, -1 if cell.endswith("T") else 1) for cell in cells)
    n = len(values)
    return cells, Identity(name, terms, tolerance=TKR * (2 if n > 3 else 1), error_tolerance=TKR * (n + 1) / 2)


def test_lost_minus_sign_is_the_only_cell_that_explains_the_column():
    values = [456, -466, 4881, 661, 11265, 3637, 8873, 46576, 13712, 22558]
    cells, identity = column("u", values, 110_831)
    suspect = find_suspects(cells, [identity])["u"]
    assert (suspect.cell_id, suspect.printed, suspect.expected, suspect.kind) == ("u3", 661, -661, SIGN)


def test_amounts_with_turned_sign_and_thousands_give_the_printed_number_back():
    values = [456, -466, 4881, 661, 11265]
    plain, identity = column("u", values, sum(values) - 2 * 661)
    cells = {k: PrintedCell(k, c.value, Decimal(-1000)) for k, c in plain.items()}
    in_sek = Identity("u", identity.terms, identity.tolerance * 1000, identity.error_tolerance * 1000)
    assert find_suspects(cells, [in_sek])["u"].expected == -661


def test_column_that_holds_accuses_nobody():
    cells, identity = column("a", [100, 200, 300], 600)
    assert find_suspects(cells, [identity]) == {}


def test_two_equal_rows_leave_the_question_open():
    cells, identity = column("a", [661, 661, 5000, 12000], 17_000)
    assert find_suspects(cells, [identity]) == {}


def test_an_intact_identity_clears_its_cells():
    cells, column_sum = column("a", [661, 661, 5000, 12000], 17_000)
    cells["copy"] = PrintedCell("copy", Decimal(661))
    repeated = Identity("same", (("a0", 1), ("copy", -1)), TKR, TKR)
    suspect = find_suspects(cells, [column_sum, repeated])["a"]
    assert (suspect.cell_id, suspect.expected) == ("a1", -661)


def test_row_and_column_together_name_a_cell_that_no_usual_misprint_explains():
    cells, column_sum = column("a", [1000, 2000, 3000], 6_777)
    cells |= {"budget": PrintedCell("budget", Decimal(1777)), "deviation": PrintedCell("deviation", Decimal(0))}
    row = Identity("row", (("a0", 1), ("budget", -1), ("deviation", -1)), TKR, TKR * Decimal("1.5"))
    suspect = find_suspects(cells, [column_sum, row])["a"]
    assert suspect.cell_id == "a0"
    assert abs(suspect.expected - 1777) <= 1
    assert set(suspect.explains) == {"a", "row"}


def test_a_lost_row_is_not_blamed_on_a_cell():
    cells, identity = column("a", [1234, 5678, 91011], 1234 + 5678 + 91011 + 40_404)
    assert find_suspects(cells, [identity]) == {}


def test_lost_digit_is_named_as_such():
    cells, identity = column("a", [31_476, 5_810, 902], 314_276 + 5_810 + 902)
    suspect = find_suspects(cells, [identity])["a"]
    assert (suspect.cell_id, suspect.expected, suspect.kind) == ("a0", 314_276, MISSING_DIGIT)


@pytest.mark.parametrize("printed", [Decimal("0"), Decimal("4.0"), Decimal("-17")])
def test_a_misprint_never_means_the_printed_number_itself(printed: Decimal):
    assert printed not in {value for _, value in meant_values(printed)}


figures = st.integers(min_value=-400_000, max_value=400_000).filter(lambda v: abs(v) > 20)


@st.composite
def consistent_tables(draw: st.DrawFn) -> tuple[dict[str, PrintedCell], list[Identity]]:
    """Rows with actual, budget and deviation, and a total row: every row and every column adds up, within rounding."""
    n = draw(st.integers(2, 9))
    budget = draw(st.lists(figures, min_size=n, max_size=n))
    actual = draw(st.lists(figures, min_size=n, max_size=n))
    noise = draw(st.integers(-1, 1))
    a, a_sum = column("a", actual, sum(actual) + noise)
    b, b_sum = column("b", budget, sum(budget))
    deviation = [x - y for x, y in zip(actual, budget, strict=True)]
    d, d_sum = column("d", deviation, sum(deviation))
    with_rows = draw(st.booleans())
    rows = [
        Identity(f"row{i}", ((f"a{i}", 1), (f"b{i}", -1), (f"d{i}", -1)), TKR, TKR * Decimal("1.5")) for i in range(n)
    ]
    return a | b | d, [a_sum, b_sum, d_sum, *(rows if with_rows else [])]


@given(consistent_tables(), st.data())
def test_the_planted_cell_or_nobody_is_named(table, data):
    cells, identities = table
    assert find_suspects(cells, identities) == {}
    target = data.draw(st.sampled_from(sorted(cells)))
    true_value = cells[target].value
    wrong = [value for _, value in meant_values(true_value)]
    planted = data.draw(st.sampled_from(wrong))
    assume(true_value in {value for _, value in meant_values(planted)})
    spoilt = cells | {target: PrintedCell(target, planted)}
    found = find_suspects(spoilt, identities)
    broken = {i.identity_id for i in identities if i.is_broken(spoilt)}
    assert set(found) <= broken
    for suspect in found.values():
        assert suspect.cell_id == target
        repaired = spoilt | {target: PrintedCell(target, suspect.expected)}
        assert not any(i.is_broken(repaired) for i in identities)


@given(consistent_tables(), st.data())
def test_a_wrong_sign_in_a_checked_row_is_always_found(table, data):
    cells, identities = table
    assume(len(identities) > 3)
    target = data.draw(st.sampled_from(sorted(c for c in cells if not c.endswith("T"))))
    spoilt = cells | {target: PrintedCell(target, -cells[target].value)}
    assume(all(i.is_broken(spoilt) for i in identities if i.factor_of(target)))
    found = find_suspects(spoilt, identities)
    assert found and {s.cell_id for s in found.values()} == {target}
    assert all(abs(s.expected - cells[target].value) <= 1 for s in found.values())
