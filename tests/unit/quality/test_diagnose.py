"""Planted misprints: the one cell is named with what it meant, or nobody is; never another with confidence."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from dagster_project.domain.arithmetic.diagnose import Diagnosis, PrintedCell, diagnose
from dagster_project.domain.arithmetic.identities import Identity, evaluate
from dagster_project.domain.arithmetic.misprints import (
    DOUBLED_DIGIT,
    FACTOR,
    MISSING_DIGIT,
    MISSING_ROW,
    NEIGHBOUR,
    SIGN,
    STALE_TOTAL,
    SWAPPED,
    TRANSPOSED,
    meant_values,
)

Cells = dict[str, PrintedCell]


def table(columns: dict[str, list[int]], formulas: bool = True) -> tuple[Cells, list[Identity], list[frozenset[int]]]:
    """Columns of rows under a total; `a` - `b` = `d` row by row where asked. Cells are called a0, a1 ... aT."""
    cells: Cells = {}
    names = list(columns)
    size = len(columns[names[0]])
    for k, name in enumerate(names):
        figures = [*columns[name], sum(columns[name])]
        for i, value in enumerate(figures):
            row = "T" if i == size else str(i)
            near = [f"{name}{'T' if j == size else j}" for j in (i - 1, i + 1) if 0 <= j <= size]
            near += [f"{names[j]}{row}" for j in (k - 1, k + 1) if 0 <= j < len(names)]
            cells[name + row] = PrintedCell(Decimal(value), Decimal(1), Decimal(1), tuple(near), row == "T")
    sums = [Identity("rows_sum_to_total", f"{n}T", tuple((f"{n}{i}", 1) for i in range(size)), "sum") for n in names]
    rows = [Identity("deviation_formula", f"d{i}", ((f"a{i}", 1), (f"b{i}", -1)), "row") for i in [*range(size), "T"]]
    return cells, [*sums, *(rows if formulas else [])], [frozenset(range(len(sums)))]


BUDGET = [1_302, 1_100, 14_506, 29_124, 10_429, 27_110, 134_114, 39_139, 67_101]
ACTUAL = [1_456, 1_366, 14_881, 31_265, 13_637, 28_873, 146_576, 33_712, 62_558]
DEVIATION = [a - b for a, b in zip(ACTUAL, BUDGET, strict=True)]
FULL = {"a": ACTUAL, "b": BUDGET, "d": DEVIATION}


def printed(cells: Cells, **wrong: int) -> Cells:
    return cells | {name: replace(cells[name], value=Decimal(value)) for name, value in wrong.items()}


def only(found: dict[int, Diagnosis]) -> tuple[str, tuple[tuple[str, Decimal], ...]]:
    """The one explanation that all violated identities share."""
    named = {d.named for d in found.values()}
    assert len(named) == 1 and None not in named, found
    (explanation,) = named
    assert explanation is not None
    return explanation.kind, explanation.changes


@pytest.mark.parametrize(
    ("cell", "wrong", "kind"),
    [
        ("a3", -31_265, SIGN),
        ("b4", 10_249, TRANSPOSED),
        ("a6", 14_576, MISSING_DIGIT),
        ("b8", 677_101, DOUBLED_DIGIT),
        ("a7", 3_371_200, FACTOR),
        ("b2", 145_060, FACTOR),
        ("b5", 28_873, NEIGHBOUR),
    ],
)
def test_every_kind_of_misprint_is_named_with_what_was_meant(cell, wrong, kind):
    cells, identities, totals = table(FULL)
    found = diagnose(printed(cells, **{cell: wrong}), identities, totals)
    assert only(found) == (kind, ((cell, cells[cell].value),))
    assert all(d.ranked[0][1] > 0.9 for d in found.values())


def test_cells_that_changed_places_are_named_together():
    cells, identities, totals = table(FULL)
    found = diagnose(printed(cells, a3=BUDGET[3], b3=ACTUAL[3]), identities, totals)
    assert only(found) == (SWAPPED, (("a3", Decimal(ACTUAL[3])), ("b3", Decimal(BUDGET[3]))))


def test_rows_that_changed_places_in_one_column_are_named_together():
    cells, identities, totals = table(FULL)
    found = diagnose(printed(cells, b3=BUDGET[4], b4=BUDGET[3]), identities, totals)
    assert {i for i, identity in enumerate(identities) if identity.kind == "rows_sum_to_total"}.isdisjoint(found)
    assert only(found)[0] == SWAPPED


def test_a_total_that_was_not_brought_up_to_date_is_named():
    cells, identities, totals = table({"a": ACTUAL, "b": BUDGET, "d": DEVIATION})
    stale = int(cells["aT"].value) - 4_321
    assert only(diagnose(printed(cells, aT=stale), identities, totals)) == (STALE_TOTAL, (("aT", cells["aT"].value),))


def test_a_lost_row_is_no_cell_s_fault():
    cells, identities, totals = table(FULL)
    kept = [
        replace(i, terms=tuple(t for t in i.terms if t[0][1:] != "4")) if i.printed.endswith("T") else i
        for i in identities
        if not i.printed.endswith("4")
    ]
    found = diagnose(cells, kept, totals)
    assert only(found) == (MISSING_ROW, ())


def test_lost_minus_sign_in_a_column_without_formulas():
    values = [456, -466, 4_881, -661, 11_265, 3_637, 8_873, 46_576, 13_712, 22_558]
    cells, identities, totals = table({"u": values}, formulas=False)
    found = diagnose(printed(cells, u3=661), identities, totals)
    assert only(found) == (SIGN, (("u3", Decimal(-661)),))
    assert found[0].n_rivals == 0


def test_amounts_with_turned_sign_and_thousands_give_the_printed_number_back():
    cells, identities, totals = table({"u": [456, -466, 4_881, -661, 11_265]}, formulas=False)
    turned = {name: replace(cell, scale=Decimal(-1000)) for name, cell in printed(cells, u3=661).items()}
    assert only(diagnose(turned, identities, totals)) == (SIGN, (("u3", Decimal(-661)),))


def test_table_that_adds_up_accuses_nobody():
    cells, identities, totals = table(FULL)
    assert diagnose(cells, identities, totals) == {}


def test_two_equal_rows_leave_the_question_open():
    cells, identities, totals = table({"a": [-661, 661, 5_000, 12_000]}, formulas=False)
    found = diagnose(printed(cells, a0=661), identities, totals)
    assert found[0].named is None or found[0].ranked[0][1] <= 0.5 + 1e-9
    assert found[0].n_rivals >= 1


def test_an_intact_identity_clears_its_cells():
    cells, identities, totals = table({"a": [661, -661, 5_000, 12_000]}, formulas=False)
    cells |= {"copy": PrintedCell(Decimal(661), Decimal(1), Decimal(1))}
    repeated = Identity("same_fact", "copy", (("a0", 1),), "restated")
    found = diagnose(printed(cells, a1=661), [*identities, repeated], totals)
    assert only(found) == (SIGN, (("a1", Decimal(-661)),))


def test_cannot_tell_is_an_answer():
    cells, identities, totals = table({"a": [1_234, 5_678, 91_011]}, formulas=False)
    found = diagnose(printed(cells, aT=97_923 + 40_404), identities, totals)
    assert found[0].named is None
    assert found[0].n_rivals > 0


@pytest.mark.parametrize("figure", [Decimal("0"), Decimal("4.0"), Decimal("-17")])
def test_a_misprint_never_means_the_printed_number_itself(figure: Decimal):
    assert figure not in {value for _, value, _ in meant_values(figure)}


figures = st.integers(min_value=-400_000, max_value=400_000).filter(lambda v: abs(v) > 50)


@st.composite
def rounded_tables(draw: st.DrawFn) -> tuple[Cells, list[Identity], list[frozenset[int]]]:
    """Rows with actual, budget and deviation and a total row, every figure within its rounding."""
    size = draw(st.integers(2, 9))
    budget = draw(st.lists(figures, min_size=size, max_size=size))
    actual = draw(st.lists(figures, min_size=size, max_size=size))
    noise = draw(st.lists(st.integers(-1, 1), min_size=size, max_size=size))
    deviation = [a - b + n for a, b, n in zip(actual, budget, noise, strict=True)]
    assume(abs(sum(noise)) <= 1)
    cells, identities, totals = table({"a": actual, "b": budget, "d": deviation})
    return cells, identities, totals


@given(rounded_tables(), st.data())
def test_a_planted_misprint_of_a_checked_cell_is_found_and_no_other_cell_accused(made, data):
    cells, identities, totals = made
    assume(not any(evaluate(i, {n: c.amount for n, c in cells.items()}).is_violated for i in identities))
    target = data.draw(st.sampled_from(sorted(cells)))
    true_value = cells[target].value
    kinds = st.sampled_from([value for _, value, _ in meant_values(true_value) if value == value.to_integral_value()])
    planted = data.draw(kinds)
    spoilt = cells | {target: replace(cells[target], value=planted)}
    found = diagnose(spoilt, identities, totals)
    violated = {
        n for n, i in enumerate(identities) if evaluate(i, {c: p.amount for c, p in spoilt.items()}).is_violated
    }
    assert set(found) == violated
    assume(violated >= {n for n, i in enumerate(identities) if target in i.cells})
    best = [d.ranked[0][0] for d in found.values()]
    # Where neighbours could have changed places as well, both are said; else the planted cell stands first.
    assert all(target in dict(e.changes) for e in best)
    for explanation in best:
        repaired = spoilt | {c: replace(spoilt[c], value=v) for c, v in explanation.changes}
        amounts = {c: p.amount for c, p in repaired.items()}
        assert not any(evaluate(i, amounts).is_violated for i in identities)
