"""Glyphs become words: spaces that bind, gaps that part, marks that are raised."""

from __future__ import annotations

from dagster_project.domain.tables.geometry import Char
from dagster_project.domain.tables.numbers_seen import is_number, is_one_number, is_value
from dagster_project.domain.tables.words import build_lines, build_words

WIDTH = 5.0


def glyphs(text: str, x: float = 0.0, baseline: float = 100.0, size: float = 10.0) -> list[Char]:
    return [Char(ch, x + i * WIDTH, x + (i + 1) * WIDTH, baseline, size) for i, ch in enumerate(text)]


def texts(chars: list[Char]) -> list[str]:
    return [w.text for line in build_lines(build_words(chars)) for w in line.words]


def test_no_break_and_thin_spaces_hold_a_number_together():
    for space in "\u00a0\u2009\u202f\u2007":
        assert texts(glyphs(f"1{space}234")) == ["1\u00a0234"]


def test_no_break_space_between_words_parts_them():
    assert texts(glyphs("Summa\u00a0kostnader")) == ["Summa", "kostnader"]


def test_a_wide_no_break_gap_between_digits_parts_them():
    chars = glyphs("12\u00a0") + glyphs("345", x=40)
    assert texts(chars) == ["12", "345"]


def test_typographic_minus_stays_with_its_number():
    for minus in "−–-":
        assert texts(glyphs(f"{minus}1\u2009102")) == [f"{minus}1\u00a0102"]
        assert is_number(f"{minus}1 102")


def test_the_same_glyph_printed_twice_is_one_bold_glyph():
    chars = glyphs("Summa") + glyphs("Summa", x=0.3)
    (line,) = build_lines(build_words(chars))
    assert (line.text, line.is_bold) == ("Summa", True)


def test_invisible_direction_marks_are_left_out():
    assert texts(glyphs("\u202e12\u202c3\u200b")) != []
    assert "".join(texts(glyphs("\u202e12\u202c"))) == "12"


def test_ligatures_are_their_letters():
    assert texts(glyphs("Öﬂöde")) == ["Öflöde"]


def test_unicode_superscript_after_a_number_is_a_mark():
    (word,) = build_words(glyphs("1100²"))
    assert (word.text, word.marks) == ("1100", ("2",))


def test_unicode_square_metres_are_no_mark():
    (word,) = build_words(glyphs("m²"))
    assert (word.text, word.marks) == ("m²", ())


def test_raised_small_glyph_belongs_to_the_number_before_it_across_lines():
    chars = [*glyphs("1100"), Char("2", 20.5, 23, 96.0, 6.0), *glyphs("980", baseline=88.0)]
    words = {w.text: w.marks for w in build_words(chars)}
    assert words == {"1100": ("2",), "980": ()}


def test_one_number_needs_groups_of_three_after_a_head_that_is_not_zero():
    for parts in (["1", "234"], ["-", "1", "102"], ["-1", "102"], ["12", "345", "678"], ["1", "234,5"], ["95", "%"]):
        assert is_one_number(parts), parts
    for parts in (["0", "456"], ["12", "34"], ["1", "234", "5", "678"], ["-3", "41"], ["1234", "567"], ["Stab", "456"]):
        assert not is_one_number(parts), parts


def test_dashes_and_crosses_are_values_and_words_are_not():
    assert all(map(is_value, ("-", "–", "x", "12,5 %", "(340)", "1 234-", "≥ 85")))
    assert not any(map(is_value, ("Stab", "2024-04 ändrad", "KF 1")))
