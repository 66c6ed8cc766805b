"""Which rows add up to which, and what proves it."""

from __future__ import annotations

from decimal import Decimal

from dagster_project.domain.arithmetic.sums import find_sums, try_sum


def grid(*rows: str) -> list[list[Decimal | None]]:
    """Rows of numbers; a dash is a blank, or a cell that cannot be read."""
    return [[None if cell == "-" else Decimal(cell) for cell in row.split()] for row in rows]


def test_a_column_that_lacks_a_term_does_not_disprove_a_sum() -> None:
    found = try_sum(grid("124 127 129 -40", "- 31 28 29", "2 3 3 -", "95 93 98 -51"), 0, [1, 2, 3])
    assert (found.held, found.tested, found.lacking) == (2, 4, 2)
    assert found.is_proven


def test_one_column_proves_no_sum_that_the_others_lack_terms_for() -> None:
    found = try_sum(grid("124 127 129", "- 31 -", "2 3 3", "95 93 98"), 0, [1, 2, 3])
    assert (found.held, found.lacking) == (1, 2)
    assert not found.is_proven


def test_full_columns_that_miss_disprove_a_sum() -> None:
    found = try_sum(grid("124 127 129 200", "- 31 28 29", "2 3 3 30", "95 93 98 51"), 0, [1, 2, 3])
    assert found.is_proven
    assert not try_sum(grid("124 127 190 200", "- 31 28 29", "2 3 3 30", "95 93 98 51"), 0, [1, 2, 3]).is_proven


def test_a_total_of_several_lines_sums_the_rows_of_each() -> None:
    values = grid("10 11", "-30 -32", "-20 -21", "4 5", "-14 -15", "-10 -10", "14 16", "-44 -47", "-30 -31")
    claimed = [False, False, True, False, False, True, True, True, True]
    found = find_sums(values, claimed, [False] * 9, [()] * 9, kinds=["revenue", "cost", "net"] * 3)
    assert {s.total: s.terms for s in found if s.total in (6, 7)} == {6: (0, 3), 7: (1, 4)}
    assert all(s.is_proven for s in found)
