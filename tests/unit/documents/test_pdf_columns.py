"""Pages in two columns are read down one and then the other; tables are read across, also tables of running text."""

from __future__ import annotations

from collections.abc import Sequence

from dagster_project.domain.documents.pdf_columns import split_columns
from dagster_project.domain.tables.geometry import HRule, Line, PageGeometry, Word
from dagster_project.domain.tables.words import build_lines

LEFT, RIGHT, WIDE, SIZE = 50.0, 310.0, 240.0, 10.0
PAGE = PageGeometry(1, 595, 842)
#: a line of running text as wide as the column: eight words of thirty points each
PROSE = ["ordet"] * 8


def text_line(x: float, y: float, words: Sequence[str] = PROSE) -> list[Word]:
    return [Word(w, x + 30 * i, x + 30 * i + 27, y, SIZE) for i, w in enumerate(words)]


def table_row(x: float, y: float, label: str, *numbers: str) -> list[Word]:
    """The label at the left, numbers flush right in columns of sixty points."""
    ends = [x + WIDE - 60 * i for i in range(len(numbers))][::-1]
    return [Word(label, x, x + 40, y, SIZE), *(Word(n, e - 25, e, y, SIZE) for n, e in zip(numbers, ends, strict=True))]


def column(x: float, y: float, first: int) -> list[Word]:
    """A paragraph of `first` lines, a table of four rows, a paragraph of three lines."""
    words = [w for i in range(first) for w in text_line(x, y + 12 * i)]
    y += 12 * first + 14
    words += [w for i in range(4) for w in table_row(x, y + 16 * i, f"Rad{i}", f"{i}1,5", f"{i}2,5")]
    y += 16 * 4 + 14
    return words + [w for i in range(3) for w in text_line(x, y + 12 * i)]


def texts(stretches: Sequence[Sequence[Line]]) -> list[int]:
    return [len(stretch) for stretch in stretches]


def test_columns_with_tables_between_their_paragraphs_are_read_one_after_the_other() -> None:
    lines = build_lines([*column(LEFT, 100, 5), *column(RIGHT, 103, 7)])
    assert len(split_columns(lines, PAGE)) == 2
    left, right = split_columns(lines, PAGE)
    assert max(line.x1 for line in left) < RIGHT <= min(line.x0 for line in right)
    assert (len(left), len(right)) == (12, 14)


def test_title_over_both_columns_is_read_first() -> None:
    title = text_line(LEFT, 70, ["Delårsrapport"] * 14)
    lines = build_lines([*title, *column(LEFT, 100, 5), *column(RIGHT, 103, 7)])
    assert texts(split_columns(lines, PAGE)) == [1, 12, 14]


def test_rule_across_both_columns_is_a_table_s() -> None:
    lines = build_lines([*column(LEFT, 100, 2), *column(RIGHT, 109, 3)])
    assert len(split_columns(lines, PAGE)) == 2
    ruled = PageGeometry(1, 595, 842, h_rules=(HRule(180, LEFT, RIGHT + WIDE),))
    assert len(split_columns(lines, ruled)) == 1


def test_table_of_texts_whose_rows_begin_beside_each_other_is_read_across() -> None:
    words: list[Word] = []
    y = 100.0
    for n_left, n_right in [(2, 3), (3, 2), (2, 2), (3, 3)]:
        for x, n in ((LEFT, n_left), (RIGHT, n_right)):
            words += text_line(x, y)
            words += [w for i in range(1, n) for w in text_line(x, y + 12 * i, PROSE[:3])]
        y += 12 * max(n_left, n_right) + 10
    assert len(split_columns(build_lines(words), PAGE)) == 1


def test_two_tables_side_by_side_are_no_columns_of_text() -> None:
    words = [w for x in (LEFT, RIGHT) for i in range(12) for w in table_row(x, 100 + 16 * i, f"Rad{i}", "1,5", "2,5")]
    assert len(split_columns(build_lines(words), PAGE)) == 1


def rows(x: float, y: float, n: int, pitch: float) -> list[Word]:
    return [w for i in range(n) for w in table_row(x, y + pitch * i, f"Rad{i}", f"{i}1,5", f"{i}2,5")]


def test_columns_of_hardly_more_than_tables_are_read_one_after_the_other_if_nothing_stands_beside() -> None:
    """One line of running text on the left, five on the right; figures and labels in the tables begin everywhere."""
    left = [*text_line(LEFT, 100), *rows(LEFT, 126, 12, 17)]
    right = [*rows(RIGHT, 103, 6, 17), *(w for i in range(5) for w in text_line(RIGHT, 216 + 13 * i))]
    assert texts(split_columns(build_lines([*left, *right]), PAGE)) == [13, 11]


def test_rows_on_the_same_lines_are_one_table_though_a_remark_stands_in_each_half() -> None:
    left = [*text_line(LEFT, 100), *rows(LEFT, 126, 12, 17)]
    right = [*text_line(RIGHT, 100), *rows(RIGHT, 126, 12, 17)]
    assert texts(split_columns(build_lines([*left, *right]), PAGE)) == [13]
