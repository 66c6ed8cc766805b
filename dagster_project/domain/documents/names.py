"""Names of files are data: whoever publishes a file chose its name, and may have chosen it badly or with intent.

What lives here: any name or address to one that is safe to print, to store and to write on any system. What does not:
where a file is kept; originals lie under their sha256, so that no name ever becomes a path of ours.
"""

from __future__ import annotations

import unicodedata
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

MAX_NAME_BYTES = 150  # file systems take 255; room for what others put before and after
NAMELESS = "report"
_DEVICES = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))}
_FORBIDDEN = '<>:"|?*'


def neutralise_name(name: str) -> str:
    """The last part of a name without anything that could act: `../../x.pdf`, `C:\\x.pdf` and `x.pdf` are all `x.pdf`.

    Control characters and those that turn the direction of text or are invisible are left out; letters that look like
    a path (fullwidth `／`) are made plain first; Windows' device names get a `_` before them; the ending is kept when a
    long name is cut. Swedish letters stay, composed (NFC). A name that is fine is returned as it is.
    """
    text = unicodedata.normalize("NFC", name)
    if any(ch in "/\\:" for ch in unicodedata.normalize("NFKC", text)) and not any(ch in "/\\:" for ch in text):
        text = unicodedata.normalize("NFKC", text)
    text = "".join(ch for ch in text if unicodedata.category(ch)[0] != "C")
    text = text.replace("\\", "/").rsplit("/", 1)[-1]
    text = "".join("_" if ch in _FORBIDDEN else ch for ch in text)
    text = " ".join(text.split()).lstrip(". ").rstrip(". ")
    if not text:
        return NAMELESS
    if text.split(".", 1)[0].strip().casefold() in _DEVICES:
        text = f"_{text}"
    return _cut(text)


def name_of_address(address: str) -> str:
    """The name in the last part of an address' path, unquoted and neutralised; the host's name where there is none."""
    parts = urlsplit(address)
    return neutralise_name(unquote(parts.path.rstrip("/").rsplit("/", 1)[-1]) or parts.hostname or "")


def _cut(name: str) -> str:
    if len(name.encode()) <= MAX_NAME_BYTES:
        return name
    ending = PurePosixPath(name).suffix
    ending = ending if len(ending.encode()) <= 10 else ""
    stem = name.removesuffix(ending).encode()[: MAX_NAME_BYTES - len(ending.encode())].decode(errors="ignore")
    return stem.rstrip(". ") + ending
