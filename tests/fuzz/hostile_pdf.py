"""PDF files that are built to harm a reader: bombs, loops, lies about sizes. Each function is named after its harm."""

from __future__ import annotations

import zlib
from collections.abc import Callable

MEGABYTE = 1_000_000
_FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"


def raw_pdf(objects: dict[int, bytes], root: int = 1) -> bytes:
    """A PDF of these objects with a correct cross-reference table."""
    out = bytearray(b"%PDF-1.7\n")
    offsets = {}
    for number, body in sorted(objects.items()):
        offsets[number] = len(out)
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    start, size = len(out), max(objects) + 1
    out += b"xref\n0 %d\n0000000000 65535 f \n" % size
    for number in range(1, size):
        out += b"%010d 00000 n \n" % offsets[number] if number in offsets else b"0000000000 65535 f \n"
    out += b"trailer\n<< /Size %d /Root %d 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, root, start)
    return bytes(out)


def stream(data: bytes, more: bytes = b"", is_packed: bool = True) -> bytes:
    body = zlib.compress(data, 9) if is_packed else data
    filters = b"/Filter /FlateDecode " if is_packed else b""
    return b"<< /Length %d " % len(body) + filters + more + b">>\nstream\n" + body + b"\nendstream"


def _one_page(
    contents: bytes, more: bytes = b"", resources: bytes = b"", extra: dict[int, bytes] | None = None
) -> bytes:
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
    page += b"/Resources << /Font << /F1 5 0 R >> " + resources + b" >> " + more + b">>"
    objects = {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        3: page,
        4: contents,
        5: _FONT,
    }
    return raw_pdf(objects | (extra or {}))


_WORDS = b"BT /F1 9 Tf 60 700 Td (Utfall 2024) Tj 0 -12 Td (1 200) Tj ET\n"


def bomb_of_spaces(size: int) -> bytes:
    """A small stream that unpacks to size bytes of nothing."""
    return _one_page(stream(_WORDS + b" " * size))


def bomb_of_lines(size: int) -> bytes:
    return _one_page(stream(_WORDS + b"60 60 m 500 60 l S\n" * (size // 19)))


def bomb_of_rectangles(size: int) -> bytes:
    return _one_page(stream(_WORDS + b"60 60 100 100 re f\n" * (size // 19)))


def bomb_of_words(size: int) -> bytes:
    return _one_page(stream(b"BT /F1 9 Tf 60 700 Td " + b"(12 345) Tj 0 -1 Td " * (size // 20) + b"ET"))


def bomb_of_one_string(size: int) -> bytes:
    return _one_page(stream(b"BT /F1 9 Tf 60 700 Td (" + b"1" * size + b") Tj ET"))


def bomb_in_bomb(size: int) -> bytes:
    """A stream packed twice."""
    inner = zlib.compress(_WORDS + b" " * size, 9)
    body = zlib.compress(inner, 9)
    packed = b"<< /Length %d /Filter [/FlateDecode /FlateDecode] >>\nstream\n" % len(body) + body + b"\nendstream"
    return _one_page(packed)


def same_bomb_many_times(size: int) -> bytes:
    """A page whose contents name one stream over and over."""
    objects = {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents [" + b"4 0 R " * 200 + b"] >>",
        4: stream(b" " * (size // 200)),
    }
    return raw_pdf(objects)


def nested_arrays(size: int) -> bytes:
    return _one_page(stream(_WORDS + b"[" * size + b"]" * size + b" TJ"))


def nested_dictionaries(size: int) -> bytes:
    return _one_page(stream(_WORDS), more=b"/X " + b"<< /A " * (size // 10) + b"1" + b" >>" * (size // 10) + b" ")


def saved_states(size: int) -> bytes:
    return _one_page(stream(b"q 1 0 0 1 1 1 cm\n" * (size // 17) + _WORDS))


def form_that_draws_itself(size: int) -> bytes:
    form = stream(
        b"/X Do /X Do\n" + _WORDS,
        b"/Type /XObject /Subtype /Form /BBox [0 0 500 500] /Resources << /XObject << /X 6 0 R >> >> ",
    )
    return _one_page(stream(b"/X Do\n" * min(size, 10)), resources=b"/XObject << /X 6 0 R >>", extra={6: form})


def forms_that_double(size: int) -> bytes:
    """Twenty-four forms, each drawing the next one twice: sixteen million words from two kilobytes."""
    depth = 24
    forms = {}
    for n in range(6, 6 + depth):
        inner = b"/X Do /X Do\n" if n < 5 + depth else _WORDS
        more = b"/Type /XObject /Subtype /Form /BBox [0 0 595 842] "
        more += b"/Resources << /Font << /F1 5 0 R >> /XObject << /X %d 0 R >> >> "
        forms[n] = stream(inner, more % min(n + 1, 5 + depth))
    return _one_page(stream(b"/X Do"), resources=b"/XObject << /X 6 0 R >>", extra=forms)


def huge_image(size: int) -> bytes:
    """An image that says it is 100 000 by 100 000, with one row of data."""
    image = stream(
        b"\xff" * 1000,
        b"/Type /XObject /Subtype /Image /Width 100000 /Height 100000 /ColorSpace /DeviceGray /BitsPerComponent 8 ",
    )
    return _one_page(
        stream(b"500 0 0 500 50 50 cm /X Do\n" + _WORDS), resources=b"/XObject << /X 6 0 R >>", extra={6: image}
    )


def page_tree_that_loops(size: int) -> bytes:
    objects = {1: b"<< /Type /Catalog /Pages 2 0 R >>", 2: b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 1000000 >>"}
    return raw_pdf(objects)


def count_of_pages_that_lies(size: int) -> bytes:
    objects = {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        2: b"<< /Type /Pages /Kids [3 0 R] /Count 2000000000 >>",
        3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>",
        4: stream(_WORDS),
    }
    return raw_pdf(objects)


def same_page_many_times(size: int) -> bytes:
    n = size // 100
    objects = {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        2: b"<< /Type /Pages /Kids [" + b"3 0 R " * n + b"] /Count %d >>" % n,
        3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        4: stream(_WORDS),
        5: _FONT,
    }
    return raw_pdf(objects)


def endless_page(size: int) -> bytes:
    data = _one_page(stream(_WORDS))
    return data.replace(b"[0 0 595 842]", b"[0 0 9e9 9e9]")


def page_without_size(size: int) -> bytes:
    return _one_page(stream(_WORDS)).replace(b"/MediaBox [0 0 595 842]", b"/MediaBox [0 0 0 0]    ")


def letters_without_size(size: int) -> bytes:
    return _one_page(stream(b"BT /F1 0 Tf 60 700 Td (Utfall 2024) Tj ET BT /F1 1e30 Tf 0 0 Td (12) Tj ET"))


def coordinates_beyond_numbers(size: int) -> bytes:
    return _one_page(stream(b"1e38 0 0 1e38 1e38 1e38 cm\n" + _WORDS + b"nan inf m 99999999999999999999 0 l S\n" * 50))


def contents_that_are_the_page(size: int) -> bytes:
    return _one_page(stream(_WORDS)).replace(b"/Contents 4 0 R", b"/Contents 3 0 R")


def length_that_lies(size: int) -> bytes:
    return _one_page(stream(_WORDS, is_packed=False)).replace(b"/Length ", b"/Length 9999999")


SHAPES: list[Callable[[int], bytes]] = [
    bomb_of_spaces,
    bomb_of_lines,
    bomb_of_rectangles,
    bomb_of_words,
    bomb_of_one_string,
    bomb_in_bomb,
    same_bomb_many_times,
    nested_arrays,
    nested_dictionaries,
    saved_states,
    form_that_draws_itself,
    forms_that_double,
    huge_image,
    page_tree_that_loops,
    count_of_pages_that_lies,
    same_page_many_times,
    endless_page,
    page_without_size,
    letters_without_size,
    coordinates_beyond_numbers,
    contents_that_are_the_page,
    length_that_lies,
]
