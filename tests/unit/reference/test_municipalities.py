"""The list of municipalities: complete, consistent, codes as text."""

from __future__ import annotations

import csv
import re
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
ROWS = list(csv.DictReader((ROOT / "data" / "reference" / "municipalities.csv").open(encoding="utf-8", newline="")))
BY_CODE = {row["municipality_code"]: row for row in ROWS}
#: municipalities per county since 2003
COUNTIES = {
    "Stockholms län": 26,
    "Uppsala län": 8,
    "Södermanlands län": 9,
    "Östergötlands län": 13,
    "Jönköpings län": 13,
    "Kronobergs län": 8,
    "Kalmar län": 12,
    "Gotlands län": 1,
    "Blekinge län": 5,
    "Skåne län": 33,
    "Hallands län": 6,
    "Västra Götalands län": 49,
    "Värmlands län": 16,
    "Örebro län": 12,
    "Västmanlands län": 10,
    "Dalarnas län": 15,
    "Gävleborgs län": 10,
    "Västernorrlands län": 7,
    "Jämtlands län": 8,
    "Västerbottens län": 15,
    "Norrbottens län": 14,
}


def test_all_290_municipalities_are_there_once() -> None:
    assert len(ROWS) == 290
    assert len(BY_CODE) == 290
    assert len({row["name"] for row in ROWS}) == 290
    assert len({row["official_name"] for row in ROWS}) == 290


def test_a_code_is_four_digits_and_begins_with_its_county() -> None:
    assert not [row for row in ROWS if not re.fullmatch(r"\d{4}", row["municipality_code"])]
    assert not [row for row in ROWS if row["municipality_code"][:2] != row["county_code"]]


def test_each_county_has_its_number_of_municipalities() -> None:
    assert Counter(row["county"] for row in ROWS) == COUNTIES
    assert len({(row["county_code"], row["county"]) for row in ROWS}) == 21


def test_rows_stand_in_order_of_code() -> None:
    codes = [row["municipality_code"] for row in ROWS]
    assert codes == sorted(codes)


def test_no_form_of_a_name_means_two_municipalities() -> None:
    forms = [form for row in ROWS for form in {row["name"], row["official_name"], *row["aliases"].split("|")} if form]
    twice = {form for form, n in Counter(forms).items() if n > 1}
    assert not twice


@pytest.mark.parametrize(
    ("code", "official_name"),
    [
        ("0180", "Stockholms stad"),
        ("0461", "Gnesta kommun"),
        ("0665", "Vaggeryds kommun"),
        ("0980", "Region Gotland"),
        ("1463", "Marks kommun"),
        ("1480", "Göteborgs Stad"),
        ("1882", "Askersunds kommun"),
        ("2080", "Falu kommun"),
        ("2581", "Piteå kommun"),
    ],
)
def test_a_municipality_goes_by_its_own_name(code: str, official_name: str) -> None:
    assert BY_CODE[code]["official_name"] == official_name


def test_names_that_are_also_common_words_are_marked() -> None:
    marked = {row["name"] for row in ROWS if row["is_common_word"] == "true"}
    assert {"Mark", "Vara", "Berg", "Lund"} <= marked
    assert "Vaggeryd" not in marked
