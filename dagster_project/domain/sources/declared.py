"""What sources.yml declares: where the reports of a municipality and board come from, and which of them are awaited.

What lives here: the values and the rules that one entry must keep. What does not: the file (`load`, next door),
fetching (`adapters/fetch_http`), or deciding what is late (`domain/calendar`).
"""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

ReportType = Literal[
    "month", "tertial_1", "interim_board", "interim_municipality", "annual_board", "annual_municipality"
]
PLACES = ("folder", "page", "addresses", "location")
#: the month in which the period of these types always ends
_MONTHS = {"tertial_1": (4,), "interim_board": (8,), "annual_board": (12,), "annual_municipality": (12,)}


def _code(value: object) -> object:
    if isinstance(value, int):
        raise ValueError('write the code in quotes, "0665": without them YAML eats the zero')
    return value


def _address(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname or any(ch.isspace() for ch in value):
        raise ValueError(f"{value!r} is not an address that begins with https:// or http://")
    if parts.username or parts.password:
        raise ValueError("an address must not hold a user or a password: secrets come from the environment only")
    return value


def _pattern(value: str) -> str:
    try:
        re.compile(value)
    except re.error as error:
        raise ValueError(f"{value!r} is not a pattern (regular expression): {error}") from error
    return value


Code = Annotated[str, BeforeValidator(_code), Field(pattern=r"^\d{4}$")]
Address = Annotated[str, AfterValidator(_address)]
Pattern = Annotated[str, AfterValidator(_pattern)]


class _Declared(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Awaited(_Declared):
    """A report that the board is known to make. months: in which its period ends, where the type leaves it open.

    since: the first period that is awaited begins no earlier than this day.
    """

    report_type: ReportType
    months: tuple[Annotated[int, Field(ge=1, le=12)], ...] = ()
    since: date

    @model_validator(mode="after")
    def _months_fit(self) -> Awaited:
        if self.report_type in _MONTHS and self.months not in ((), _MONTHS[self.report_type]):
            raise ValueError(f"a report of type {self.report_type} always ends in month {_MONTHS[self.report_type][0]}")
        if self.report_type not in _MONTHS and not self.months:
            raise ValueError(f"say in which months the periods of {self.report_type} end, as months: [3, 5]")
        if self.report_type == "interim_municipality" and not set(self.months) <= {6, 7, 8}:
            raise ValueError("the interim report of a municipality ends in month 6, 7 or 8")
        return self

    @property
    def end_months(self) -> tuple[int, ...]:
        return self.months or _MONTHS[self.report_type]


class Source(_Declared):
    """One place where reports come from, and whose they are.

    municipality, board, report_type: known of every report from here; they fill what the report itself does not say,
        and a report that names another municipality is set aside. Empty: the report must say it.
    Exactly one of: folder (relative to the home, or absolute), page (with `links`, a pattern that the address of a
        report matches, and `hosts`, further hosts that it may lie on), addresses, location (an fsspec address, with *).
    file_names: the language in which file names tell the period; `none` where they do not. Only used to guess which
        piece of the country a new report belongs to before it is read.
    """

    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,60}$")]
    municipality: Code | None = None
    board: str = ""
    report_type: str = ""
    folder: str = ""
    page: Address | None = None
    links: Pattern = r"(?i)\.pdf(?:$|[?#])"
    hosts: tuple[str, ...] = ()
    addresses: tuple[Address, ...] = ()
    location: str = ""
    file_names: Literal["sv", "none"] = "sv"
    awaited: tuple[Awaited, ...] = ()

    @model_validator(mode="after")
    def _one_place(self) -> Source:
        given = [name for name in PLACES if getattr(self, name)]
        if len(given) > 1:
            raise ValueError(f"a source is one place; this one has {' and '.join(given)}")
        if not given and not self.awaited:
            raise ValueError(f"a source needs a place ({', '.join(PLACES)}) or a list of awaited reports")
        if self.page is None and self.hosts:
            raise ValueError("hosts belongs to a page")
        if (self.board or self.awaited) and not self.municipality:
            raise ValueError("say of which municipality the board is, or whose reports are awaited")
        if self.location and "://" not in self.location:
            raise ValueError("a location is written as s3://bucket/folder/*.pdf; use folder for a path on this machine")
        return self

    @property
    def is_http(self) -> bool:
        return bool(self.page or self.addresses)


class Sources(_Declared):
    """The whole file. contact: who answers for the fetching, for the User-Agent; UTFALL_CONTACT wins over it."""

    contact: str = ""
    sources: tuple[Source, ...] = ()

    def find(self, source_id: str) -> Source | None:
        return next((source for source in self.sources if source.id == source_id), None)
