"""Accents that are glyphs of their own belong to the letter that they stand over."""

from __future__ import annotations

from dagster_project.domain.tables.geometry import Char
from dagster_project.domain.tables.words import build_words


def glyph(text: str, x0: float, x1: float, baseline: float = 100.0) -> Char:
    return Char(text, x0, x1, baseline, 10.0)


def test_an_accent_drawn_before_its_letter_makes_one_letter():
    glyphs = [glyph("n", 0, 5), glyph("\u00a8", 5, 10), glyph("a", 5.1, 9.9), glyph("r", 10, 13)]
    assert [w.text for w in build_words(glyphs)] == ["när"]


def test_the_raised_ring_of_a_capital_belongs_to_it():
    glyphs = [glyph("\u02da", 1, 6, 97.8), glyph("A", 0, 7), glyph("r", 7, 10)]
    assert [w.text for w in build_words(glyphs)] == ["År"]


def test_accent_and_letter_that_come_as_one_glyph_are_composed():
    assert [w.text for w in build_words([glyph("\u00a8o", 0, 5), glyph("v", 5, 9)])] == ["öv"]


def test_an_accent_that_stands_over_nothing_is_kept():
    glyphs = [glyph("a", 0, 5), glyph("\u00b4", 5, 8), glyph("s", 8.1, 12)]
    assert [w.text for w in build_words(glyphs)] == ["a\u00b4s"]


def test_the_raised_accent_of_a_capital_may_come_anywhere():
    glyphs = [glyph("\u00a8", 1, 6, 97.8), glyph("1", 50, 55, 90.0), glyph("O", 0, 7), glyph("v", 7, 10)]
    assert [w.text for w in build_words(glyphs)] == ["1", "Öv"]
