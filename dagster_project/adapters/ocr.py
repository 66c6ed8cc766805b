"""Recognising the text of scanned pages with tesseract, where the machine has it.

What lives here: a page's picture in, its glyphs at their places out, in the same values as the glyphs of any page, so
that the same reader finds paragraphs and tables in them. Facts read this way are marked `is_ocr`. Without an engine a
scan is refused with a sentence on how to install one.
"""

from __future__ import annotations

import functools
import os
import shutil
from collections.abc import Sequence
from statistics import median
from typing import TYPE_CHECKING, Any

import numpy as np

from dagster_project.domain.tables.geometry import Char

if TYPE_CHECKING:
    from dagster_project.domain.documents.read_pdf import Recognise

LANGUAGE = "swe"
#: dots per inch that pages are drawn with for recognition; tesseract is made for 300
RESOLUTION = 300
#: seconds for one page
PAGE_TIMEOUT = 120
#: words that tesseract is less sure of than this (percent) are left out: specks and lines taken for letters
SURE = 20
#: height of capitals and figures in parts of the font size
CAPITAL = 0.72
#: lines whose measured size differs less than this part from the page's own size are printed in that size
SAME_SIZE = 0.35
#: pages are tried turned by up to STEPS times COARSE degrees, then finer; less than LEVEL is level
COARSE, FINE, STEPS, LEVEL = 0.3, 0.03, 8, 0.1
#: the width in pixels of the picture that the turn is looked for in, and what is left out at its edges
SKEW_WIDTH, SKEW_EDGE = 900, 30
#: pixels in a straight dark run that are a ruled line, no letter; what is darker than this part of the paper is dark
RULE, DARK = 90, 0.6
#: what ruled lines, specks and folds are taken for
NOISE = frozenset("=|_~.,:;'`\"*°[]{}\\/")


def find_ocr() -> Recognise | None:
    """The recogniser of this machine, or None where tesseract or its Swedish is missing."""
    if shutil.which("tesseract") is None:
        return None
    import pytesseract

    try:
        languages = pytesseract.get_languages()
    except (pytesseract.TesseractError, OSError):
        return None
    return recognise_page if LANGUAGE in languages else None


def recognise_if_possible(data: bytes, page_no: int) -> tuple[Char, ...]:
    """The glyphs of one scanned page; none where this machine cannot recognise. Whether it can is asked when the first
    scanned page is met: asking tesseract takes longer than reading most reports."""
    recognise = _found_once()
    return recognise(data, page_no) if recognise is not None else ()


@functools.cache
def _found_once() -> Recognise | None:
    return find_ocr()


def recognise_page(data: bytes, page_no: int) -> tuple[Char, ...]:
    """The glyphs of one scanned page. Raises: RuntimeError if recognition takes longer than PAGE_TIMEOUT."""
    import pypdfium2 as pdfium
    import pytesseract

    os.environ.setdefault("OMP_THREAD_LIMIT", "1")  # one page, one core: reports are read side by side
    with pdfium.PdfDocument(data) as document:
        picture = document[page_no - 1].render(scale=RESOLUTION / 72, grayscale=True).to_pil()
    found = pytesseract.image_to_data(
        _cleaned(picture),
        lang=LANGUAGE,
        config=f"--dpi {RESOLUTION} --psm 6",
        timeout=PAGE_TIMEOUT,
        output_type=pytesseract.Output.DICT,
    )
    return _in_one_size([char for line in _lines(found) for char in _chars(line)])


def _cleaned(picture: Any) -> Any:
    """The picture with its text level, and without the ruled lines of tables (tesseract reads them as letters).

    A page goes askew through the scanner; the turn under which lines of text are sharpest in height makes it level.
    """
    from PIL import Image

    paper = _paper(picture)
    angle = _skew(picture)
    if abs(angle) >= LEVEL:
        picture = picture.rotate(angle, resample=Image.Resampling.BICUBIC, fillcolor=paper)
    pixels = np.array(picture)
    dark = pixels < paper * DARK
    pixels[_widened(_runs(dark, RULE) | _runs(dark.T, RULE).T)] = paper
    return Image.fromarray(pixels)


def _runs(dark: Any, length: int) -> Any:
    """Where a pixel is part of a run of dark ones, down its column, of at least the length."""
    sums = np.cumsum(np.pad(dark, ((1, 0), (0, 0))), axis=0, dtype=np.int32)
    ends = np.zeros(dark.shape, dtype=bool)
    ends[length - 1 :] = sums[length:] - sums[:-length] == length
    seen = np.cumsum(np.pad(ends, ((1, length), (0, 0))), axis=0, dtype=np.int32)
    return seen[length:-1] - seen[: -length - 1] > 0


def _widened(mask: Any) -> Any:
    """The mask and the pixels around it, which the scanner has made grey."""
    wide = mask.copy()
    for axis in (0, 1):
        for step in (-2, -1, 1, 2):
            wide |= np.roll(mask, step, axis=axis)
    return wide


def _skew(picture: Any) -> float:
    """By how many degrees, counter-clockwise, the picture must be turned."""
    small = picture.resize((SKEW_WIDTH, round(picture.height * SKEW_WIDTH / picture.width)))
    paper = _paper(small)

    def sharpness(angle: float) -> float:
        turned = np.asarray(small.rotate(angle, fillcolor=paper), dtype=np.float32)
        profile = turned[SKEW_EDGE:-SKEW_EDGE, SKEW_EDGE:-SKEW_EDGE].mean(axis=1)
        return float((np.diff(profile) ** 2).sum())

    coarse = max((step * COARSE for step in range(-STEPS, STEPS + 1)), key=sharpness)
    return max((coarse + step * FINE for step in range(-STEPS, STEPS + 1)), key=sharpness)


def _paper(picture: Any) -> int:
    """The grey of the paper: the most common one."""
    counts = picture.histogram()
    return int(counts.index(max(counts)))


def _in_one_size(chars: list[Char]) -> tuple[Char, ...]:
    """Measured sizes differ from line to line; those near the page's most common one are that one."""
    if not chars:
        return ()
    sizes = [c.size for c in chars]
    body = max(set(sizes), key=sizes.count)
    return tuple(c._replace(size=body) if abs(c.size - body) <= SAME_SIZE * body else c for c in chars)


def _lines(found: dict[str, list[Any]]) -> list[list[tuple[str, float, float, float, float]]]:
    """Words (text, x0, top, x1, bottom in points) by recognised line."""
    lines: dict[tuple[int, int, int], list[tuple[str, float, float, float, float]]] = {}
    point = 72 / RESOLUTION
    for i, text in enumerate(found["text"]):
        if set(text.strip()) <= NOISE or float(found["conf"][i]) < SURE:
            continue
        x0, top = found["left"][i] * point, found["top"][i] * point
        box = (text.strip(), x0, top, x0 + found["width"][i] * point, top + found["height"][i] * point)
        lines.setdefault((found["block_num"][i], found["par_num"][i], found["line_num"][i]), []).append(box)
    return list(lines.values())


def _chars(line: Sequence[tuple[str, float, float, float, float]]) -> list[Char]:
    """The glyphs of a line on one baseline and in one size; a word's width is shared evenly by its glyphs."""
    tall = [bottom - top for text, _, top, _, bottom in line if any(c.isdigit() or c.isupper() for c in text)]
    heights = tall or [bottom - top for _, _, top, _, bottom in line]
    size = round(2 * median(heights) / CAPITAL) / 2
    level = [bottom for text, _, _, _, bottom in line if not set(text) & set("gjpqy,;()")]
    baseline = median(level or [bottom for *_, bottom in line])
    glyphs: list[Char] = []
    for text, x0, _, x1, _ in line:
        step = (x1 - x0) / len(text)
        glyphs += [Char(c, x0 + i * step, x0 + (i + 1) * step, baseline, size) for i, c in enumerate(text)]
    return glyphs
