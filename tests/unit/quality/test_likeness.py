"""What a cell may be expected to print, from its row in the other columns."""

from __future__ import annotations

from decimal import Decimal

from dagster_project.domain.arithmetic.diagnose import PrintedCell, diagnose
from dagster_project.domain.arithmetic.identities import Identity
from dagster_project.domain.arithmetic.likeness import GridCell, predict

BUDGET = {"a": 12_000, "b": 300, "c": 4_500, "d": 900}


def grid(actual: dict[str, int]) -> dict[str, GridCell]:
    columns = {"budget": BUDGET, "actual": actual}
    return {
        f"{row} {col}": GridCell(row, col, Decimal(value))
        for col, values in columns.items()
        for row, value in values.items()
    }


def test_a_cell_is_expected_in_the_proportion_of_the_other_rows():
    expected = predict(grid({"a": 4_000, "b": 999, "c": 1_500, "d": 300}))["b actual"]
    assert round(expected.value) == 100
    assert expected.likeness(Decimal(100)) > 10 * expected.likeness(Decimal(999))
    assert expected.likeness(Decimal(-100)) == expected.likeness(Decimal(0))


def test_two_columns_that_nothing_compares_expect_nothing():
    cells = grid({"a": 4_000, "b": 999})
    assert "a actual" not in predict(cells)


def test_of_two_cells_that_print_the_same_the_one_unlike_its_row_is_the_copy():
    printed = {"a": 4_000, "b": 4_000, "c": 1_500, "d": 300, "total": 5_900}
    expected = predict(grid({row: value for row, value in printed.items() if row != "total"}))
    near = {"a": ("b",), "b": ("a", "c"), "c": ("b", "d"), "d": ("c",), "total": ("d",)}
    cells = {
        row: PrintedCell(Decimal(v), Decimal(1), Decimal(1), near[row], row == "total", expected.get(f"{row} actual"))
        for row, v in printed.items()
    }
    total = Identity("rows_sum_to_total", "total", tuple((row, 1) for row in "abcd"))
    named = diagnose(cells, [total])[0].named
    assert named is not None
    assert named.changes == (("b", Decimal(100)),)
    assert named.kind == "neighbour_value"


def test_a_total_a_little_off_is_stale_rather_than_any_of_its_many_terms():
    printed = {row: 1_000 + 37 * n for n, row in enumerate("abcdefgh")}
    total = sum(printed.values()) + 113
    cells = {row: PrintedCell(Decimal(v), Decimal(1), Decimal(1)) for row, v in printed.items()}
    cells["total"] = PrintedCell(Decimal(total), Decimal(1), Decimal(1), is_total=True)
    identity = Identity("rows_sum_to_total", "total", tuple((row, 1) for row in printed))
    ranked = diagnose(cells, [identity])[0].ranked
    assert (ranked[0][0].kind, ranked[0][0].changes[0]) == ("stale_total", ("total", Decimal(total - 113)))
