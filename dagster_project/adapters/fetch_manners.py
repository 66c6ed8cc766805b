"""Manners towards a host: robots.txt kept, one request at a time, a pause between two.

What lives here: the limits (`Politeness`), leave by robots.txt, and a host's turn. What does not: the requests for
reports (`fetch_http`, next door). Source of the rules: RFC 9309.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import httpx
from protego import Protego

from dagster_project.domain.refusals import Refused

_MAX_ROBOTS_BYTES = 500_000  # RFC 9309: at least 500 kB must be read; more is not written by people
_LONGEST_CRAWL_DELAY_S = 30.0


class Transient(Refused):
    """A failure that may pass: worth another attempt in the same run. retry_after_s: what the server asked for."""

    def __init__(self, code: str, detail: str = "", retry_after_s: float = 0.0) -> None:
        super().__init__(code, detail)
        self.retry_after_s = retry_after_s


@dataclass(frozen=True, slots=True)
class Politeness:
    """Limits of time (seconds), size (bytes) and number for every request."""

    pause_s: float = 1.0
    connect_timeout_s: float = 10.0
    read_timeout_s: float = 30.0
    total_s: float = 300.0
    attempts: int = 4
    first_wait_s: float = 2.0
    longest_wait_s: float = 60.0
    max_bytes: int = 200_000_000
    max_page_bytes: int = 10_000_000
    max_redirects: int = 5


@dataclass
class _Host:
    """in_turn: held during a request. asking: held while robots.txt is fetched, so that it is fetched once."""

    pause_s: float
    in_turn: threading.Lock = field(default_factory=threading.Lock)
    asking: threading.Lock = field(default_factory=threading.Lock)
    free_at: float = 0.0


class Manners:
    """What one run has learnt of each host."""

    def __init__(self, user_agent: str, politeness: Politeness) -> None:
        self._user_agent = user_agent
        self._politeness = politeness
        self._meeting = threading.Lock()
        self._certificates = httpx.create_ssl_context()  # takes long to make; shared by all requests
        self._hosts: dict[str, _Host] = {}
        self._robots: dict[str, Protego] = {}

    def _host(self, netloc: str) -> _Host:
        with self._meeting:
            return self._hosts.setdefault(netloc, _Host(self._politeness.pause_s))

    def open_client(self, headers: dict[str, str]) -> httpx.Client:
        """A client for one request: nothing is carried from one to the next."""
        polite = self._politeness
        return httpx.Client(
            headers={"User-Agent": self._user_agent, **headers},
            timeout=httpx.Timeout(polite.read_timeout_s, connect=polite.connect_timeout_s),
            max_redirects=polite.max_redirects,
            verify=self._certificates,
        )

    @contextmanager
    def turn(self, address: str) -> Iterator[None]:
        """Wait for the host's turn and keep it while the body runs."""
        host = self._host(urlsplit(address).netloc)
        with host.in_turn:
            time.sleep(max(0.0, host.free_at - time.monotonic()))
            try:
                yield
            finally:
                host.free_at = time.monotonic() + host.pause_s

    def ask_robots(self, address: str) -> None:
        """Raises: Refused fetch.robots-forbid; Transient, if robots.txt cannot be had: then nothing is fetched."""
        parts = urlsplit(address)
        site = f"{parts.scheme}://{parts.netloc}"
        host = self._host(parts.netloc)
        with host.asking:
            if site not in self._robots:
                self._robots[site] = self._read_robots(site)
                delay = self._robots[site].crawl_delay(self._user_agent) or 0.0
                host.pause_s = max(host.pause_s, min(float(delay), _LONGEST_CRAWL_DELAY_S))
        if not self._robots[site].can_fetch(address, self._user_agent):
            raise Refused("fetch.robots-forbid", f"{site}/robots.txt")

    def _read_robots(self, site: str) -> Protego:
        """The rules of a site; none where it has no robots.txt (status 4xx)."""
        polite = self._politeness
        try:
            with (
                self.turn(site),
                self.open_client({}) as client,
                client.stream("GET", f"{site}/robots.txt", follow_redirects=True) as response,
            ):
                if response.is_client_error:
                    return Protego.parse("")
                if not response.is_success:
                    raise Transient("fetch.server-error", f"robots.txt answers with status {response.status_code}")
                return Protego.parse(_read_start(response, time.monotonic() + polite.total_s))
        except httpx.TooManyRedirects:
            return Protego.parse("")  # RFC 9309 2.3.1.2: as if there were none
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
            code = "fetch.too-slow" if isinstance(error, httpx.TimeoutException) else "fetch.unreachable"
            raise Transient(code, f"robots.txt: {type(error).__name__}: {error}"[:200]) from error


def _read_start(response: httpx.Response, until: float) -> str:
    """The first part of a robots.txt. Raises: Transient fetch.too-slow."""
    data = b""
    for chunk in response.iter_bytes():
        data += chunk
        if time.monotonic() > until:
            raise Transient("fetch.too-slow", "robots.txt")
        if len(data) > _MAX_ROBOTS_BYTES:
            break
    return data[:_MAX_ROBOTS_BYTES].decode("utf-8", errors="replace")
