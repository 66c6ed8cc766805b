"""Fetching over HTTP with good manners: one request at a time to a host, robots.txt kept, nothing fetched twice.

What lives here: downloading an address to a file, or a page to text, with limits of time and size; every failure is a
`Refused` with a code of stage `fetch`. What does not: which addresses (`building/fetch`), robots.txt and pauses
(`fetch_manners`, next door), or what becomes of the bytes (`domain/documents/archive`).
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import Message
from pathlib import Path
from typing import TypeVar
from urllib.parse import urljoin, urlsplit

import httpx
from tenacity import RetryCallState, Retrying, retry_if_exception_type, stop_after_attempt, wait_exponential_jitter

from dagster_project.adapters.fetch_manners import Manners, Politeness, Transient
from dagster_project.domain.documents.archive import guess_media_type
from dagster_project.domain.documents.names import name_of_address, neutralise_name
from dagster_project.domain.refusals import Refused

T = TypeVar("T")

_STATUS_CODES = {401: "fetch.forbidden", 403: "fetch.forbidden", 404: "fetch.gone", 410: "fetch.gone"}
_BUSY = {408, 425, 429, 500, 502, 503, 504}
_TAIL_BYTES = 64_000  # a whole PDF ends with %%EOF; some producers put a little after it
_HEAD_BYTES = 64_000


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server said of a file last time, so that it can answer "not changed". Empty where it said nothing."""

    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True, slots=True)
class Download:
    """A file that was fetched. name: as the server or else the address calls it, neutralised."""

    name: str
    path: Path
    validators: Validators


class PoliteClient:
    """Fetches for one run. Safe to share between threads."""

    def __init__(self, contact: str, version: str, politeness: Politeness | None = None) -> None:
        """contact: an e-mail or web address of who answers for the fetching; it goes into the User-Agent."""
        self.politeness = politeness or Politeness()
        self.user_agent = f"utfall/{version} (+{''.join(ch for ch in contact if ch.isprintable())})"
        self._manners = Manners(self.user_agent, self.politeness)

    def download(
        self, address: str, known: Validators, into: Path, is_allowed: Callable[[str], bool]
    ) -> Download | None:
        """Fetch an address into the folder `into`; None if the server says that it has not changed.

        Args: is_allowed: whether a redirect may lead to this host.
        Raises: Refused with a code of stage fetch; OSError, if the folder cannot be written.
        """

        def receive(response: httpx.Response, until: float) -> Download | None:
            if response.status_code == httpx.codes.NOT_MODIFIED:
                return None
            name = _name(response)
            path = into / "received"
            self._receive(response, path, self.politeness.max_bytes, until)
            refuse_wrong_content(path, name)
            headers = response.headers
            return Download(name, path, Validators(headers.get("etag", ""), headers.get("last-modified", "")))

        headers = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified}
        return self._with_retries(address, {k: v for k, v in headers.items() if v}, is_allowed, receive)

    def read_page(self, address: str, into: Path, is_allowed: Callable[[str], bool]) -> tuple[str, str]:
        """The text of a page, and the address where it was found in the end. Raises: as `download`."""

        def receive(response: httpx.Response, until: float) -> tuple[str, str]:
            path = into / "page"
            self._receive(response, path, self.politeness.max_page_bytes, until)
            return path.read_bytes().decode(response.encoding or "utf-8", errors="replace"), str(response.url)

        return self._with_retries(address, {}, is_allowed, receive)

    def _with_retries(
        self,
        address: str,
        headers: dict[str, str],
        is_allowed: Callable[[str], bool],
        receive: Callable[[httpx.Response, float], T],
    ) -> T:
        polite = self.politeness
        backoff = wait_exponential_jitter(multiplier=polite.first_wait_s, max=polite.longest_wait_s)

        def wait(state: RetryCallState) -> float:
            error = state.outcome.exception() if state.outcome else None
            asked = error.retry_after_s if isinstance(error, Transient) else 0.0
            return max(backoff(state), min(asked, polite.longest_wait_s))

        for attempt in Retrying(
            stop=stop_after_attempt(polite.attempts),
            wait=wait,
            retry=retry_if_exception_type(Transient),
            reraise=True,
        ):
            with attempt, self._follow(address, headers, is_allowed) as (response, until):
                return receive(response, until)
        raise AssertionError("tenacity returns or raises")

    @contextmanager
    def _follow(
        self, address: str, headers: dict[str, str], is_allowed: Callable[[str], bool]
    ) -> Iterator[tuple[httpx.Response, float]]:
        """The response at the end of the redirects, open; every host on the way is asked for leave."""
        seen: set[str] = set()
        while True:
            if address in seen or len(seen) > self.politeness.max_redirects:
                raise Refused("fetch.redirect-loop", f"{len(seen)} redirects, the last to {address[:200]}")
            seen.add(address)
            host = urlsplit(address).hostname or ""
            if not is_allowed(host):
                raise Refused("fetch.leads-elsewhere", f"to {host}")
            self._manners.ask_robots(address)
            with self._open(address, headers) as (response, until):
                target = response.headers.get("location", "")
                if not (response.has_redirect_location and target):
                    _refuse_status(response)
                    yield response, until
                    return
            address = urljoin(address, target)
            if urlsplit(address).scheme not in ("http", "https"):
                raise Refused("fetch.leads-elsewhere", f"to {address[:200]}")

    @contextmanager
    def _open(self, address: str, headers: dict[str, str]) -> Iterator[tuple[httpx.Response, float]]:
        """One request, in the host's turn. A timer closes it at the limit: a server that sends a byte now and then
        keeps every other clock from running out."""
        polite = self.politeness
        headers = {"Accept": "application/pdf, text/*;q=0.9, */*;q=0.5", **headers}
        with self._manners.turn(address), self._manners.open_client(headers) as client:
            until = time.monotonic() + polite.total_s
            timer = threading.Timer(polite.total_s, client.close)
            timer.daemon = True
            timer.start()
            try:
                with client.stream("GET", address, follow_redirects=False) as response:
                    yield response, until
            except (httpx.HTTPError, httpx.InvalidURL, OSError, RuntimeError) as error:
                if isinstance(error, OSError) and not isinstance(error, ConnectionError) and error.filename:
                    raise  # ours: the file that is written
                raise _as_refused(error, is_over=time.monotonic() >= until) from error
            finally:
                timer.cancel()

    def _receive(self, response: httpx.Response, path: Path, limit: int, until: float) -> None:
        """Stream the body to a file. Raises: Refused fetch.too-large, fetch.too-slow."""
        promised = response.headers.get("content-length", "")
        if promised.isdigit() and int(promised) > limit:
            raise Refused("fetch.too-large", f"{promised} bytes, limit {limit}")
        received = 0
        with path.open("wb") as file:
            for chunk in response.iter_bytes():
                received += len(chunk)
                if received > limit:
                    raise Refused("fetch.too-large", f"more than {limit} bytes")
                if time.monotonic() > until:
                    raise Transient("fetch.too-slow", f"{received} bytes in {self.politeness.total_s:.0f} s")
                file.write(chunk)


def refuse_wrong_content(path: Path, name: str) -> None:
    """Hold what came against what a report must be, whatever its name and headers say.

    Raises: Refused fetch.page-instead-of-report; Transient fetch.cut-off for nothing at all or a PDF without its end.
    """
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES)
        file.seek(max(0, path.stat().st_size - _TAIL_BYTES))
        tail = file.read()
    if not head:
        raise Transient("fetch.cut-off", "an empty file")
    media_type = guess_media_type(head, name)
    if media_type == "application/pdf" and b"%%EOF" not in tail:
        raise Transient("fetch.cut-off", f"a PDF without its end, {path.stat().st_size} bytes")
    is_pdf_by_name = name.lower().endswith(".pdf")
    if media_type == "text/html" or (is_pdf_by_name and media_type == "text/plain"):
        raise Refused("fetch.page-instead-of-report", f"{name} is {media_type}, {path.stat().st_size} bytes")


def _refuse_status(response: httpx.Response) -> None:
    status = response.status_code
    if response.is_success or status == httpx.codes.NOT_MODIFIED:
        return
    detail = f"status {status}"
    if status in _BUSY:
        asked = response.headers.get("retry-after", "")
        raise Transient("fetch.server-error", detail, float(asked) if asked.isdigit() else 0.0)
    raise Refused(_STATUS_CODES.get(status, "fetch.server-error"), detail)


def _as_refused(error: Exception, is_over: bool) -> Refused:
    words = f"{type(error).__name__}: {error}"[:200]
    if is_over or isinstance(error, httpx.TimeoutException):
        return Transient("fetch.too-slow", words)
    if isinstance(error, httpx.RemoteProtocolError | httpx.ReadError | httpx.DecodingError):
        return Transient("fetch.cut-off", words)
    if isinstance(error, httpx.TransportError):
        return Transient("fetch.unreachable", words)
    return Refused("fetch.unreachable", words)


def _name(response: httpx.Response) -> str:
    """The name in Content-Disposition, else in the address."""
    header = Message()
    header["Content-Disposition"] = response.headers.get("content-disposition", "")
    given = header.get_filename()
    return neutralise_name(given) if given else name_of_address(str(response.url))
