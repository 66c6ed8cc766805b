"""Kolada's API v3: values of indicators for municipalities and years (source: Kolada, RKA).

What lives here: asking, page by page, and the form of the answer. What does not: which indicators, municipalities and
years (`building/load_kolada`), or keeping the values (`domain/warehouse/write_raw`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

import httpx
from pydantic import BaseModel, ValidationError
from tenacity import Retrying, retry_if_exception_type, stop_after_attempt, wait_exponential_jitter

from dagster_project.problems import Problem

_ITEMS_PER_REQUEST = 25  # the API refuses longer lists of ids or years
_PAGES_AT_MOST = 1000  # a server whose pages never end is broken
_SECONDS = 30.0
_ATTEMPTS = 4


@dataclass(frozen=True, slots=True)
class KoladaValue:
    """One value. year: that it covers; sex: total, women or men; value: None where Kolada says that it is missing."""

    kolada_id: str
    title: str
    municipality_code: str
    year: int
    sex: str
    value: Decimal | None
    status: str


class _Number(BaseModel):
    gender: str
    value: Decimal | None = None
    status: str | None = None
    isdeleted: bool = False


class _Item(BaseModel):
    kpi: str
    municipality: str
    period: int
    values: list[_Number]


class _Indicator(BaseModel):
    id: str
    title: str


class _Page(BaseModel):
    next_url: str | None = None


class _Items(_Page):
    values: list[_Item]


class _Indicators(_Page):
    values: list[_Indicator]


Answer = TypeVar("Answer", _Items, _Indicators)

_SEXES = {"T": "total", "K": "women", "M": "men"}


class Kolada:
    """Asks one server. user_agent: says who asks."""

    def __init__(self, user_agent: str, address: str, pause: float = 1.0) -> None:
        """pause: seconds before the second attempt at a request that failed; later ones wait longer."""
        self.address = address.rstrip("/")
        self._client = httpx.Client(timeout=_SECONDS, headers={"User-Agent": user_agent})
        self._pause = pause

    def find_values(
        self, kolada_ids: Iterable[str], municipality_codes: Iterable[str], years: Iterable[int]
    ) -> tuple[KoladaValue, ...]:
        """All values there are, ordered by id, municipality, year and sex; withdrawn ones are left out.

        Raises: Problem kolada.unreachable, kolada.not-understood.
        """
        asked = sorted(set(kolada_ids))
        titles = {found.id: found.title for ids in _lists(asked) for found in self._ask(f"kpi/{ids}", _Indicators)}
        items = (
            item
            for ids in _lists(asked)
            for codes in _lists(sorted(set(municipality_codes)))
            for period in _lists([str(year) for year in sorted(set(years))])
            for item in self._ask(f"data/kpi/{ids}/municipality/{codes}/year/{period}", _Items)
        )
        found = [
            KoladaValue(
                item.kpi,
                titles.get(item.kpi, ""),
                item.municipality,
                item.period,
                _SEXES.get(number.gender, number.gender),
                number.value,
                number.status or "",
            )
            for item in items
            for number in item.values
            if not number.isdeleted
        ]
        return tuple(sorted(found, key=lambda v: (v.kolada_id, v.municipality_code, v.year, v.sex)))

    def _ask(self, path: str, form: type[Answer]) -> Iterator[_Item | _Indicator]:
        address: str | None = f"{self.address}/{path}"
        for _ in range(_PAGES_AT_MOST):
            if not address:
                return
            try:
                page = form.model_validate_json(self._get(address))
            except ValidationError as error:
                first = error.errors()[0]
                where = ".".join(str(part) for part in first["loc"])
                raise Problem("kolada.not-understood", f"{where}: {first['msg']}", address) from error
            yield from page.values
            address = page.next_url
        raise Problem("kolada.not-understood", f"more than {_PAGES_AT_MOST} pages", str(address))

    def _get(self, address: str) -> bytes:
        try:
            for attempt in Retrying(
                retry=retry_if_exception_type((httpx.TransportError, _Busy)),
                stop=stop_after_attempt(_ATTEMPTS),
                wait=wait_exponential_jitter(multiplier=self._pause, max=30 * self._pause, jitter=self._pause),
                reraise=True,
            ):
                with attempt:
                    response = self._client.get(address)
                    if response.status_code == httpx.codes.TOO_MANY_REQUESTS or response.is_server_error:
                        raise _Busy(f"HTTP {response.status_code}")
        except (httpx.HTTPError, httpx.InvalidURL, _Busy) as error:
            raise Problem("kolada.unreachable", str(error) or type(error).__name__, address) from error
        if not response.is_success:
            raise Problem("kolada.unreachable", f"HTTP {response.status_code}", address)
        return response.content


class _Busy(Exception):
    """The server asks to be left alone for a while."""


def _lists(items: list[str]) -> list[str]:
    """Comma-separated lists as long as the API takes them."""
    starts = range(0, len(items), _ITEMS_PER_REQUEST)
    return [",".join(items[start : start + _ITEMS_PER_REQUEST]) for start in starts]
