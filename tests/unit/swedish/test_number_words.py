"""Number words: from `två` to `tvåhundratjugofem`."""

from __future__ import annotations

from decimal import Decimal

import pytest

from dagster_project.domain.swedish.number_words import about_word, number_word, share_wordings


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("noll", 0), ("ett", 1), ("Två", 2), ("fjorton", 14), ("tjugo", 20), ("tjugofem", 25), ("nittionio", 99),
        ("hundra", 100), ("tvåhundra", 200), ("tvåhundratjugofem", 225), ("tusen", 1000), ("femtusenåttahundra", 5800),
    ],
)  # fmt: skip
def test_a_number_word_has_its_value(word: str, value: int) -> None:
    assert number_word(word) == Decimal(value)


@pytest.mark.parametrize(
    "word", ["femte", "tretal", "sexig", "tioåring", "enhet", "ettårig", "hundratals", "", "å" * 5000]
)
def test_a_word_that_only_begins_like_a_number_is_none(word: str) -> None:
    assert number_word(word) is None


def test_rough_counts_and_shares() -> None:
    assert about_word("tiotal") == 10
    assert about_word("antal") is None
    assert share_wordings()["hälften"] == 50
    assert share_wordings()["en fjärdedel"] == 25
