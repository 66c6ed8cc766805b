"""What a PDF unpacks and draws, counted before PDFium loads a page of it: PDFium itself knows no limits.

What lives here: the streams of the file as bytes, their decoded size, the longest string in them, forms that draw
forms. What does not: reading any of it (pdf_pdfium.py). Streams are unpacked piece by piece and thrown away.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from typing import NamedTuple

from dagster_project.domain.refusals import Refused

MOST_STREAM = 24_000_000  # bytes of one stream, unpacked; the contents of a dense page are some 200 000
MOST_FILE = 1_000_000_000  # bytes of all streams of a file, unpacked
LONGEST_STRING = 32_767  # bytes of one string in page contents: the limit of the PDF standard itself
MOST_DRAWN = 20_000  # forms drawn in all by one form, through the forms that it draws
PIECE = 1 << 20  # bytes unpacked at a time
LONGEST_DICTIONARY = 8_000  # bytes before a stream that are looked at for its dictionary
_STREAM = re.compile(rb"(?<!end)stream\r?\n")
_OBJECT = re.compile(rb"(\d+)\s+\d+\s+obj\b")
_PICTURE = re.compile(rb"/Subtype\s*/Image\b")
_FONT = re.compile(
    rb"/Length[123]\b|/Subtype\s*/(?:Type1C|CIDFontType0C|OpenType)\b|/Type\s*/(?:XRef|ObjStm|Metadata)\b"
)
_FLATE = re.compile(rb"/(?:FlateDecode|Fl)\b")
_STRING = re.compile(rb"\([^()]{%d}|<[0-9A-Fa-f\s]{%d}" % (LONGEST_STRING, 2 * LONGEST_STRING))
_DO = re.compile(rb"/([^\s/<>\[\]()]+)\s+Do\b")
_REFERENCE = re.compile(rb"/([^\s/<>\[\]()]+)\s+(\d+)\s+\d+\s+R\b")
_RESOURCES = re.compile(rb"/Resources\s+(\d+)\s+\d+\s+R\b")


class _Form(NamedTuple):
    """A form: the names that it draws, as often as it draws them, and the objects that its dictionary names."""

    drawn: tuple[bytes, ...]
    named: dict[bytes, int]


def check_bounds(data: bytes) -> None:
    """Raises: Refused: documents.too-heavy, where the file unpacks or draws more than a report ever does."""
    total = 0
    forms: dict[int, _Form] = {}
    for number, about, start in _streams(data):
        size, content = _unpacked(data, start, about)
        total += size
        if size > MOST_STREAM or total > MOST_FILE:
            raise Refused("documents.too-heavy", f"unpacks to more than {min(size, total) // 1_000_000} MB")
        if content is None:
            continue
        if b" Tf" in content and _STRING.search(content):
            raise Refused("documents.too-heavy", f"a string of more than {LONGEST_STRING} bytes")
        if b"/Form" in about:
            forms[number] = _Form(tuple(_DO.findall(content)), _names(data, about))
    costs: dict[int, int] = {}
    for number in forms:
        if _draws(number, forms, costs, frozenset()) > MOST_DRAWN:
            raise Refused("documents.too-heavy", "forms that draw each other without end")


def _streams(data: bytes) -> Iterator[tuple[int, bytes, int]]:
    """(object number, dictionary, where the bytes begin) of every stream but pictures: those are never unpacked."""
    for match in _STREAM.finditer(data):
        before = data[max(0, match.start() - LONGEST_DICTIONARY) : match.start()]
        objects = list(_OBJECT.finditer(before))
        about = before[objects[-1].end() :] if objects else before
        if not _PICTURE.search(about):
            yield int(objects[-1][1]) if objects else 0, about, match.end()


def _unpacked(data: bytes, start: int, about: bytes) -> tuple[int, bytes | None]:
    """The decoded size of a stream, counted no further than MOST_STREAM, and its content unless it is a font's."""
    n_layers = len(_FLATE.findall(about))
    end = data.find(b"endstream", start)
    end = len(data) if end < 0 else end
    keeps = not _FONT.search(about)
    if not n_layers:
        return end - start, data[start:end] if keeps else None
    pieces = _inflated(iter([data[start:end]]))
    for _ in range(n_layers - 1):
        pieces = _inflated(pieces)
    size, kept = 0, []
    for piece in pieces:
        size += len(piece)
        if keeps:
            kept.append(piece)
        if size > MOST_STREAM:
            return size, None
    return size, b"".join(kept) if keeps else None


def _inflated(packed: Iterator[bytes]) -> Iterator[bytes]:
    """The bytes unpacked, in pieces. What is damaged or encrypted ends there: PDFium will find the same."""
    unpack = zlib.decompressobj()
    try:
        for part in packed:
            rest = part
            while rest and not unpack.eof:
                yield unpack.decompress(rest, PIECE)
                rest = unpack.unconsumed_tail
    except zlib.error:
        return


def _names(data: bytes, about: bytes) -> dict[bytes, int]:
    """The objects that a form may draw, by name: from its dictionary, or from the resources that it refers to."""
    shared = _RESOURCES.search(about)
    if shared:
        at = re.search(rb"(?<!\d)%s\s+\d+\s+obj(.{0,20000}?)endobj" % shared[1], data, re.S)
        about += at[1] if at else b""
    return {name: int(number) for name, number in _REFERENCE.findall(about)}


def _draws(number: int, forms: dict[int, _Form], costs: dict[int, int], above: frozenset[int]) -> int:
    """How many forms are drawn when this one is; one that draws itself draws more than any limit."""
    if number in above or len(above) > MOST_DRAWN:
        return MOST_DRAWN + 1
    if number not in forms:
        return 0
    if number not in costs:
        form = forms[number]
        targets = [form.named[name] for name in form.drawn if name in form.named]
        costs[number] = 1 + sum(_draws(t, forms, costs, above | {number}) for t in targets)
    return costs[number]
