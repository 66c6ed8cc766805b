"""From glyphs to words and lines: where a word ends, what is a raised footnote mark, what shares a baseline.

What does not live here: columns and tables. A word ends at an ordinary space or a visible gap; a no-break or thin space
between digits does not end it, since it is put there to hold a number together.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence

from dagster_project.domain.tables.accents import with_accents
from dagster_project.domain.tables.geometry import Char, Line, Word, make_line

BASELINE_TOLERANCE = 0.2  # of the font size: glyphs of one printed line
DIGIT_GAP = 0.1  # of the font size: the same after a digit: no letter or digit of its word stands apart from it
WORD_GAP = 0.2  # of the font size: a gap without a space character that still ends a word
DOUBLE_STRIKE = 0.12  # of the font size: the same glyph drawn again this near is bold by double printing
MARK_SIZE = 0.82  # of the neighbour's size: largest raised mark
MARK_RISE = (0.08, 0.8)  # of the neighbour's size: how far above the baseline a mark is raised
MARK_GAP = 0.4  # of the neighbour's size: how far from its word a mark may stand
LONGEST_MARK = 4  # characters
BINDING_SPACES = "\u00a0\u2007\u2008\u2009\u200a\u202f\u2060"
MARKS = "⁰¹²³⁴⁵⁶⁷⁸⁹⁽⁾"
MARKS_AS_TEXT = str.maketrans(MARKS, "0123456789()")
LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"})
INVISIBLE = "\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"


def build_words(chars: Iterable[Char]) -> list[Word]:
    """Join upright glyphs to words. Raised marks are taken out of the text and kept on their word."""
    words: list[Word] = []
    upright = [c for c in chars if c.turn == 0 and c.text not in INVISIBLE]
    for row in _baseline_rows(with_accents(upright)):
        words.extend(_split_row(row))
    if len({w.size for w in words}) < 2:
        return words
    return _attach_marks(words)


def build_lines(words: Iterable[Word]) -> list[Line]:
    """Cluster words on a common baseline into lines, top to bottom."""
    lines: list[Line] = []
    current: list[Word] = []
    reference = 0.0
    for w in sorted(words, key=lambda w: (w.baseline, w.x0)):
        if current and w.baseline - reference > BASELINE_TOLERANCE * min(w.size, current[0].size):
            lines.append(make_line(current))
            current = []
        if not current:
            reference = w.baseline
        current.append(w)
    if current:
        lines.append(make_line(current))
    return lines


def segments(line: Line, gap: float) -> list[tuple[Word, ...]]:
    """Cut a line where the space between words is wider than `gap` times the font size."""
    return cut_at_gaps(line.words, gap)


def cut_at_gaps(words: Sequence[Word], gap: float) -> list[tuple[Word, ...]]:
    """Cut words beside each other where the space between them is wider than `gap` times the font size."""
    out: list[list[Word]] = [[words[0]]]
    for previous, w in itertools.pairwise(words):
        if w.x0 - previous.x1 > gap * max(w.size, previous.size):
            out.append([w])
        else:
            out[-1].append(w)
    return [tuple(s) for s in out]


def _baseline_rows(chars: list[Char]) -> list[list[Char]]:
    rows: list[list[Char]] = []
    reference = size = 0.0
    for c in sorted(chars, key=lambda c: c.baseline):
        if not rows or c.baseline - reference > BASELINE_TOLERANCE * min(c.size, size):
            rows.append([c])
            reference, size = c.baseline, c.size
        else:
            rows[-1].append(c)
    for row in rows:
        row.sort(key=lambda c: c.x0)
    return rows


def _split_row(row: Sequence[Char]) -> list[Word]:
    """Cut one row of glyphs into words; glyphs clearly smaller than their neighbour start a word of their own."""
    words: list[Word] = []
    run: list[Char] = []
    for i, c in enumerate(row):
        text = c.text
        if not text.isalnum():
            if text in BINDING_SPACES:
                before = run[-1] if run else None
                after = row[i + 1] if i + 1 < len(row) else None
                if before and after and before.text.isdigit() and after.text.isdigit() and _is_near(before, after):
                    run.append(c._replace(text="\u00a0"))
                    continue
            if not text.strip():
                if run:
                    words.append(_word(run))
                run = []
                continue
        if run:
            last = run[-1]
            if text == last.text and abs(c.x0 - last.x0) < DOUBLE_STRIKE * c.size:
                run[-1] = last._replace(is_bold=True)
                continue
            if _is_apart(last, c):
                words.append(_word(run))
                run = []
        run.append(c)
    if run:
        words.append(_word(run))
    return words


def _is_apart(last: Char, c: Char) -> bool:
    """True if a word ends between two glyphs: a gap between them, or another size."""
    size = last.size
    if c.size != size:
        if not (MARK_SIZE < c.size / size < 1 / MARK_SIZE):
            return True
        size = max(c.size, size)
    gap = c.x0 - last.x1
    if gap <= DIGIT_GAP * size:
        return False
    return gap > WORD_GAP * size or (c.text.isalnum() and last.text.isdigit())


def _is_near(before: Char, after: Char) -> bool:
    return after.x0 - before.x1 < 0.6 * before.size


def _word(run: list[Char]) -> Word:
    text = "".join([c.text for c in run]).translate(LIGATURES).strip("\u00a0")
    marks: tuple[str, ...] = ()
    stem = text.rstrip(MARKS)
    if stem and stem != text and not _is_power(stem):
        marks = (text[len(stem) :].translate(MARKS_AS_TEXT),)
        text = stem
    first = run[0]
    return Word(
        text,
        first.x0,
        run[-1].x1,
        first.baseline,
        first.size,
        2 * [c.is_bold for c in run].count(True) > len(run),
        2 * [c.is_italic for c in run].count(True) > len(run),
        marks,
    )


def _is_power(stem: str) -> bool:
    """True for m2, km2 ...: the raised digit is part of a unit, no footnote mark."""
    return stem.lower() in {"m", "km", "cm", "dm", "mm"} or stem.lower().endswith((" m", "/m"))


def _attach_marks(words: list[Word]) -> list[Word]:
    """Give each raised mark to the word it follows; what follows no word is an ordinary word."""
    largest = max(w.size for w in words)
    by_place: dict[int, list[int]] = {}
    for i, w in enumerate(words):
        by_place.setdefault(int(w.baseline // 10), []).append(i)
    taken: set[int] = set()
    for m, mark in enumerate(words):
        if len(mark.text) > LONGEST_MARK or mark.size > MARK_SIZE * largest:
            continue
        bucket = int(mark.baseline // 10)
        near = [i for b in range(bucket, bucket + 3) for i in by_place.get(b, ())]
        hosts = [i for i in near if i != m and _is_mark_of(mark, words[i])]
        if hosts:
            i = min(hosts, key=lambda i: abs(mark.x0 - words[i].x1))
            words[i] = _with_mark(words[i], mark)
            taken.add(m)
        else:
            words[m] = _settle(mark, [words[i] for i in near])
    return [w for i, w in enumerate(words) if i not in taken]


def _with_mark(w: Word, mark: Word) -> Word:
    if _is_power(w.text) and mark.text in {"2", "3"}:
        return w._replace(text=w.text + mark.text, x1=mark.x1)
    return w._replace(marks=(*w.marks, mark.text))


def _is_mark_of(mark: Word, w: Word) -> bool:
    rise = w.baseline - mark.baseline
    return (
        mark.size <= MARK_SIZE * w.size
        and MARK_RISE[0] * w.size <= rise <= MARK_RISE[1] * w.size
        and -MARK_GAP * w.size <= mark.x0 - w.x1 <= MARK_GAP * w.size
    )


def _settle(mark: Word, near: list[Word]) -> Word:
    """Put raised glyphs that start a line (a footnote's own number) on the baseline of the word they stand before."""
    after = [
        w
        for w in near
        if mark.size <= MARK_SIZE * w.size
        and 0 < w.baseline - mark.baseline <= MARK_RISE[1] * w.size
        and 0 <= w.x0 - mark.x1 <= 2 * w.size
    ]
    first = min(after, key=lambda w: w.x0 - mark.x1, default=None)
    return mark._replace(baseline=first.baseline, size=first.size) if first else mark
