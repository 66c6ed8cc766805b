"""Functions of PDFium that are called for every glyph or object of a page, taking and giving plain addresses.

pypdfium2's own take and give typed pointers, which cost more to make than the call itself (0.9 against 0.36
microseconds to tell a glyph's text object from the one before). What is called once for a page or a path goes through
pypdfium2.raw.
"""

from __future__ import annotations

import ctypes
from typing import Any

import pypdfium2.raw as c

_AT, _INT = ctypes.c_void_p, ctypes.c_int


def address(pointer: Any) -> int:
    """The address in a typed pointer, 0 where it points to nothing."""
    return ctypes.cast(pointer, _AT).value or 0


def _by_address(function: Any, returns: Any, *takes: Any) -> Any:
    return ctypes.CFUNCTYPE(returns, *takes)(address(function))


text_object = _by_address(c.FPDFText_GetTextObject, _AT, _AT, _INT)
unicode_of = _by_address(c.FPDFText_GetUnicode, ctypes.c_uint, _AT, _INT)
loose_box = _by_address(c.FPDFText_GetLooseCharBox, _INT, _AT, _INT, _AT)
matrix = _by_address(c.FPDFText_GetMatrix, _INT, _AT, _INT, _AT)
origin = _by_address(c.FPDFText_GetCharOrigin, _INT, _AT, _INT, _AT, _AT)
font_size = _by_address(c.FPDFText_GetFontSize, ctypes.c_double, _AT, _INT)
font = _by_address(c.FPDFTextObj_GetFont, _AT, _AT)
page_object = _by_address(c.FPDFPage_GetObject, _AT, _AT, _INT)
object_type = _by_address(c.FPDFPageObj_GetType, _INT, _AT)
content_id = _by_address(c.FPDFPageObj_GetMarkedContentID, _INT, _AT)
object_bounds = _by_address(c.FPDFPageObj_GetBounds, _INT, _AT, _AT, _AT, _AT, _AT)
