"""Columns of words whose places say little."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dagster_project.domain.tables.columns import find_columns
from dagster_project.domain.tables.geometry import Word


def without_width(*places: tuple[float, tuple[str, ...]]) -> list[tuple[Word, ...]]:
    """A line in pieces, one per place; all words of a piece stand at the same point, as glyphs of lost fonts do."""
    return [tuple(Word(text, x, x, 0.0, 10.0) for text in texts) for x, texts in places]


def test_numbers_without_width_at_one_place_are_one_column() -> None:
    lines = [without_width((60, ("Enhet",)), (100, ("12", "34", "5")), (200, ("7", "81"))) for _ in range(3)]
    assert find_columns(lines).extents == ((60, 60), (100, 100), (200, 200))


def test_headings_and_numbers_without_width_at_the_same_places_make_no_columns() -> None:
    heads = without_width((60, ("Post",)), (276, ("Utfall",)), (334, ("Budget",)))
    body = [without_width((60, ("Avgifter",)), (276, ("12",)), (334, ("14",))) for _ in range(2)]
    assert find_columns([heads, *body]).extents == ()


_WORDS = st.tuples(
    st.integers(0, 12),
    st.integers(0, 5),
    st.sampled_from(["Enhet", "Budget", "12", "3", "402", "1,5", "-", "2024", "(7"]),
).map(lambda drawn: Word(drawn[2], 20.0 * drawn[0], 20.0 * drawn[0] + 9.0 * drawn[1], 0.0, 10.0))
_LINES = st.lists(_WORDS, min_size=1, max_size=6).map(lambda words: [(w,) for w in sorted(words, key=lambda w: w.x0)])


@given(st.lists(_LINES, min_size=1, max_size=6), st.lists(st.integers(0, 300), max_size=3))
def test_words_anywhere_give_columns_from_the_left_to_the_right(
    lines: list[list[tuple[Word, ...]]], drawn: list[int]
) -> None:
    columns = find_columns(lines, [float(x) for x in drawn])
    starts = [x0 for x0, _ in columns.extents]
    assert starts == sorted(starts)
    assert len(columns.borders) == max(0, len(starts) - 1)
