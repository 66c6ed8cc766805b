"""Units as labels and titles state them, and labels joined over lines."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dagster_project.domain.swedish.text import fold, fold_spaces, join_lines, strip_marks
from dagster_project.domain.swedish.units import MONEY, counted_unit, find_unit, money_unit, to_sek


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("Driftredovisning (belopp i mnkr)", "mnkr"),
        ("RESULTATRÄKNING, TKR", "tkr"),
        ("Belopp i tusental kronor", "tkr"),
        ("Alla belopp i 1 000 kr", "tkr"),
        ("miljoner kronor", "mnkr"),
        ("Kostnad per plats, kr", "kr"),
        ("Fiktiva 26 mkr", ""),
        ("Redovisat per 2023-04-30 kr", "kr"),
        ("Kristianstad", ""),
    ],
)
def test_money_units(text: str, unit: str) -> None:
    assert money_unit(text) == unit


@pytest.mark.parametrize(
    ("label", "unit"),
    [
        ("Antal vårddygn", "days"),
        ("Antal utförda hemtjänsttimmar", "hours"),
        ("Planerad tid i hemtjänst, antal timmar", "hours"),
        ("Antal barn per årsarbetare i förskolan", "count"),
        ("Antal personer med hemtjänst", "count"),
        ("Andel anmälningar som bedöms inom 14 dagar", "percent"),
        ("Avvikelse i % av budget", "percent"),
        ("Sjukfrånvaro, %", "percent"),
        ("Antal årsarbetare", "fte"),
        ("Medelvärde ledarskapsindex", "index"),
        ("Minska antalet utförda timmar med 20% inom FS", "hours"),
        ("Långtidssjukfrånvaro > 59 dagar (%)", "percent"),
    ],
)
def test_the_thing_counted_decides(label: str, unit: str) -> None:
    assert counted_unit(label) == unit
    assert find_unit(label) == unit


@given(st.decimals(min_value=-(10**6), max_value=10**6, places=3), st.sampled_from(sorted(MONEY)))
def test_an_amount_in_sek_is_exact(value: Decimal, unit: str) -> None:
    assert to_sek(value, unit) == value * MONEY[unit]


def test_what_is_not_money_has_no_amount() -> None:
    assert to_sek(Decimal(3), "percent") is None


@pytest.mark.parametrize(
    ("printed", "label"),
    [
        ("Investerings-\nbudget 2021", "Investeringsbudget 2021"),
        ("Budget jan-\naug", "Budget jan-aug"),
        ("Individ- och\nfamiljeomsorg", "Individ- och familjeomsorg"),
        ("Budget- avvikelse", "Budgetavvikelse"),
        ("Utfall 2024-\n08-31", "Utfall 2024-08-31"),
        ("Ledning/\nstab", "Ledning/stab"),
    ],
)
def test_labels_over_lines_are_one_label(printed: str, label: str) -> None:
    assert join_lines(printed) == label


@given(st.text(max_size=80))
def test_folding_and_joining_are_done_once(text: str) -> None:
    assert fold_spaces(fold_spaces(text)) == fold_spaces(text)
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("label", "bare"),
    [("Summa 1)", "Summa"), ("per månad. *", "per månad."), ("Summa (netto)", "Summa (netto)")],
)
def test_footnote_marks_are_no_part_of_a_label(label: str, bare: str) -> None:
    assert strip_marks(label) == bare
