"""Numbers as Swedish reports print them, alone in a cell or with words around them.

Lives here: from a cell's text to values, blanks or a refusal. Not here: what the number means (`facts/`), numbers in
sentences (`statements/`) and number words (`number_words.py`).
Source: Svenska skrivregler (space between thousands, decimal comma) and the formats met in reports (DOMAIN.md T18).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from dagster_project.domain.swedish.text import fold_spaces, plain_minus

#: how a table says "nothing here": never a zero
BLANKS = frozenset(
    {
        "",
        "-",
        "--",
        "–",
        "—",
        "..",
        "...",
        "…",
        "i.u.",
        "iu",
        "e.t.",
        "ej tillämpligt",
        "n/a",
        "na",
        "u.s.",
        "uppgift saknas",
        "saknas",
        "x x",
    }
)
_BLANK_WORDS = re.compile(r"^(?:saknas|uppgift saknas|ej aktuellt|ej mätt|ej m[äa]tning|redovisas .*|\(?-\)?)$", re.I)

_BODY = r"(?:[1-9]\d{0,2}(?: \d{3})+|[1-9]\d{0,2}(?:\.\d{3}){2,}|[1-9]\d{0,2}(?:\.\d{3})+(?=,\d)|\d+)(?:[.,]\d+)?"
_NUMBER = re.compile(_BODY)
_ALONE = re.compile(
    rf"^(?P<comparator>[<>≤≥=~]{{0,2}})\s*(?P<open>\()?\s*(?P<sign>\+-|\+/-|±"
    rf"|[-–+])?\s*(?P<body>{_BODY})\s*(?P<close>\))?"
    r"\s*(?P<trailing>-)?\s*(?P<unit>%|procent|tkr\.?|mnkr|mkr|kr|kronor|st|dagar|dygn"
    r"|timmar|tim|h|åa|år|p\.?)?\s*(?P<mark>\*+|\d\))?$",
    re.I,
)
_SINGLE = re.compile(rf"(?<![\w.,/:-])(?P<sign>[-–+]\s?)?(?P<body>{_BODY})(?![\w/:]|[.,]\d|-\d)\s*(?P<unit>%)?")
_LABELLED = re.compile(
    rf"(?P<label>[^\W\d][^\d:;\n]*?)\s*:?\s*(?P<sign>[-–]\s?)?(?P<body>{_BODY})\s*(?P<unit>%"
    rf"|procent)?\s*[;,]?\s*(?=[^\W\d]|$)"
)
_DATE = re.compile(
    r"^(?:(?:19|20)\d\d[-–/.]\d{1,2}(?:[-–/.]\d{1,2})?|\d{1,2}/\d{1,2}(?:[ -]+(?:19"
    r"|20)?\d\d|/(?:19|20)\d\d)?|\d{6,8}\s*[-–]\s*\d{6,8}|\d{2}-\d{2}-\d{2})$"
)
_RANGE = re.compile(r"^\D{0,12}\d[\d ]*(?:[.,]\d+)?\s*(?:-|–|till)\s*\d[\d ]*(?:[.,]\d+)?\s*(?:%|\w+)?$")
_YEAR = re.compile(r"^(?:19|20)\d\d$")
#: a longer row of digits is no amount or count
MOST_DIGITS = 18
#: more words than this around a number make a cell prose
MAX_WORDS_AROUND = 7


class RefusedCell(Exception):
    """A cell that looks like a number but cannot be read as one. `code` is a key of refusals.CATALOGUE."""

    code = "facts.number-unreadable"


@dataclass(frozen=True, slots=True)
class NumberPart:
    """One number of a cell. label: the words that name it where the cell holds several; unit: `%` or a unit word."""

    value: Decimal
    label: str = ""
    unit: str = ""


def _decimal(body: str, is_negative: bool) -> Decimal:
    text = body.replace(" ", "")
    if len(text) > MOST_DIGITS:
        raise RefusedCell(body)
    if text.count(".") > 1 or ("." in text and "," in text) or re.fullmatch(r"[1-9]\d{0,2}\.\d{3}", text):
        text = text.replace(".", "")
    value = Decimal(text.replace(",", "."))
    return -value if is_negative and value else value


def parse_number(text: str) -> Decimal | None:
    """Read a cell that holds nothing but a number.

    Args: text: such as "1 234,5", "- 1 102", "≤64 000", "(12)", "12-", "8,2 %", "240*"; spaces may be U+00A0, U+2009
        or U+202F, the minus U+2212 or an en dash.
    Returns: the value in the column's printed unit, or None for a declared blank ("", "-", "..").
    Raises: RefusedCell: facts.number-unreadable, if any character is left over.
    """
    parts = read_number_cell(text)
    if len(parts) > 1:
        raise RefusedCell(text)
    return parts[0].value if parts else None


def is_blank(text: str) -> bool:
    """True for an empty cell and for the declared blanks: dashes, dots, `saknas` and their like."""
    flat = fold_spaces(text).replace("\n", " ").strip().casefold()
    return flat in BLANKS or bool(_BLANK_WORDS.match(flat))


def is_date(text: str) -> bool:
    """True for a cell that is a date or a span of dates (`2024-05-30`, `31/8 2024`, `230701-240630`)."""
    return bool(_DATE.match(plain_minus(fold_spaces(text)).replace("\n", " ").strip()))


def is_year(text: str) -> bool:
    """True for a bare year, 1900-2099."""
    return bool(_YEAR.match(fold_spaces(text)))


def is_number(text: str) -> bool:
    """True for a cell that is nothing but one number, whatever stands for its sign, comparator, unit or mark."""
    flat = plain_minus(fold_spaces(text)).replace("\n", " ").strip()
    return bool(flat) and not is_date(flat) and _match_alone(flat) is not None


def _match_alone(flat: str) -> re.Match[str] | None:
    match = _ALONE.match(flat)
    return None if match is None or bool(match["open"]) != bool(match["close"]) else match


def read_number_cell(text: str) -> tuple[NumberPart, ...]:
    """All numbers of a cell: none for a blank, one for a number (words around it allowed), several where labelled.

    Returns: parts in printed order. Empty for blanks, dates, ranges and prose: no value, no refusal.
    Raises: RefusedCell where the cell is made of digits and signs but is no number (`-3 41`, `1 2 3`).
    """
    flat = plain_minus(fold_spaces(text)).replace("\n", " ").strip()
    if is_blank(flat) or is_date(flat):
        return ()
    match = _match_alone(flat)
    if match:
        sign = match["sign"] or ""
        is_negative = sign in ("-", "–") or bool(match["open"]) or bool(match["trailing"])
        return (NumberPart(_decimal(match["body"], is_negative), unit=(match["unit"] or "").casefold()),)
    if _RANGE.match(flat):
        return ()
    if not re.search(r"[^\W\d_]", flat):
        if re.search(r"\d", flat):
            raise RefusedCell(flat)
        return ()
    return _read_with_words(flat)


def _read_with_words(flat: str) -> tuple[NumberPart, ...]:
    numbers = list(_SINGLE.finditer(flat))
    if len(re.findall(r"\d[\d ]*", flat)) > len(numbers) or not numbers:
        return ()
    words = re.findall(r"[^\W\d_]+", flat)
    if len(numbers) == 1:
        number = numbers[0]
        is_bare_year = _YEAR.match(number["body"]) and not number["unit"] and not number["sign"]
        if len(words) > MAX_WORDS_AROUND or is_bare_year:
            return ()
        is_negative = (number["sign"] or "").strip() in ("-", "–")
        return (NumberPart(_decimal(number["body"], is_negative), unit=number["unit"] or ""),)
    labelled = list(_LABELLED.finditer(flat))
    if len(labelled) == len(numbers) and "".join(m.group(0) for m in labelled) == flat:
        if any(len(m["label"].split()) > MAX_WORDS_AROUND or _YEAR.match(m["body"]) for m in labelled):
            return ()
        return tuple(
            NumberPart(_decimal(m["body"], bool(m["sign"])), m["label"].strip(), m["unit"] or "") for m in labelled
        )
    return ()
