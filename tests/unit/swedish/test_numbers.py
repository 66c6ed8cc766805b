"""Every number printed in any Swedish way reads back; what is no number is refused or left, never another number."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dagster_project.domain.swedish.numbers import RefusedCell, is_blank, parse_number, read_number_cell

SPACES = [" ", "\u00a0", "\u2009", "\u202f"]
MINUSES = ["-", "\u2212", "–", "- ", "\u2212\u00a0"]


def printed(value: Decimal, thousands: str, minus: str) -> str:
    """The number as reports print it: grouped by `thousands`, with a decimal comma."""
    text = f"{abs(value):,f}".replace(",", "\0").replace(".", ",").replace("\0", thousands)
    return (minus if value < 0 else "") + text


numbers = st.decimals(min_value=-(10**9), max_value=10**9, places=0) | st.decimals(
    min_value=-(10**6), max_value=10**6, places=1
)
small = st.decimals(min_value=-999, max_value=999, places=3)


@given(numbers, st.sampled_from([*SPACES, ""]), st.sampled_from(MINUSES))
def test_a_number_reads_back_whatever_parts_its_thousands_and_marks_its_minus(
    value: Decimal, thousands: str, minus: str
) -> None:
    assert parse_number(printed(value, thousands, minus)) == value


@given(small, st.sampled_from(MINUSES))
def test_three_decimals_are_decimals_after_a_comma(value: Decimal, minus: str) -> None:
    assert parse_number(printed(value, " ", minus)) == value


@given(numbers.filter(lambda v: v > 0), st.sampled_from(SPACES))
def test_parentheses_and_a_trailing_minus_are_negative(value: Decimal, thousands: str) -> None:
    text = printed(value, thousands, "-")
    assert parse_number(f"({text})") == -value
    assert parse_number(f"{text}-") == -value


@given(numbers, st.sampled_from(SPACES), st.sampled_from([" %", "%", " tkr", " mnkr", " kr", " dagar"]))
def test_a_unit_after_the_number_leaves_the_number(value: Decimal, thousands: str, unit: str) -> None:
    (part,) = read_number_cell(printed(value, thousands, "-") + unit)
    assert part.value == value
    assert part.unit == unit.strip()


@given(st.integers(1, 10**6), st.sampled_from(["<", ">", "≤", "≥", "=", "≤ ", "> "]))
def test_a_comparator_leaves_the_number(value: int, comparator: str) -> None:
    assert parse_number(comparator + printed(Decimal(value), " ", "-")) == value


@given(st.text(alphabet="0123456789 -,.", min_size=1, max_size=12))
def test_digits_and_signs_are_a_number_with_all_their_digits_or_refused_or_no_value(text: str) -> None:
    try:
        value = parse_number(text)
    except RefusedCell:
        return
    if value is None:
        return
    digits = [c for c in text if c.isdigit()]
    kept = [c for c in f"{abs(value):f}" if c.isdigit()]
    assert "".join(digits).strip("0") == "".join(kept).strip("0")


@pytest.mark.parametrize("text", ["-3 41", "3 41", "1 2 3", "12 34 567", "1 234 56", "--5", "1,2,3"])
def test_what_is_neither_thousands_nor_decimals_is_refused(text: str) -> None:
    with pytest.raises(RefusedCell):
        parse_number(text)


@pytest.mark.parametrize("text", ["", "-", "–", "—", "..", "i.u.", "\u00a0", "uppgift saknas", "ej mätt"])
def test_a_declared_blank_is_no_value_and_never_zero(text: str) -> None:
    assert is_blank(text)
    assert parse_number(text) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Hittills i år: 3", "3"),
        ("ca 12 500", "12500"),
        ("≤64 000", "64000"),
        ("240*", "240"),
        ("4.120.000", "4120000"),
        ("1.234,5", "1234.5"),
        ("16.4%", "16.4"),
        ("+-0,0", "0"),
        ("- 1 102", "-1102"),
        ("max 14", "14"),
    ],
)
def test_words_and_marks_around_one_number_stay_in_raw(text: str, value: str) -> None:
    (part,) = read_number_cell(text)
    assert part.value == Decimal(value)


def test_a_cell_with_labelled_numbers_gives_one_part_for_each() -> None:
    parts = read_number_cell("Direkt brukartid 52 Indirekt brukartid: 21 Totalt: 73")
    assert [(p.label, int(p.value)) for p in parts] == [
        ("Direkt brukartid", 52),
        ("Indirekt brukartid", 21),
        ("Totalt", 73),
    ]


@pytest.mark.parametrize("text", ["10-12", "2024-05-30", "31/8 2024", "230701-240630", "2020 – 2021", "5 till 10"])
def test_ranges_and_dates_are_no_value(text: str) -> None:
    assert read_number_cell(text) == ()
