"""A server on this machine that behaves as badly as the web does, and an impatient client."""

from __future__ import annotations

import contextlib
import gzip
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from dagster_project.adapters.fetch_manners import Politeness
from dagster_project.domain.warehouse.home import Home, open_home

IMPATIENT = Politeness(
    pause_s=0,
    connect_timeout_s=1,
    read_timeout_s=0.5,
    total_s=1.0,
    attempts=2,
    first_wait_s=0.01,
    longest_wait_s=0.02,
    max_bytes=1_000_000,
    max_page_bytes=100_000,
)


def pdf(words: str) -> bytes:
    return b"%PDF-1.7\n" + words.encode() + b"\n%%EOF\n"


@dataclass
class Web:
    """The server's address, what it has been asked, and what it serves: path -> bytes or a way to behave."""

    address: str = ""
    asked: Counter[str] = field(default_factory=Counter)
    headers: list[dict[str, str]] = field(default_factory=list)
    pages: dict[str, bytes | Callable[[Answer], None]] = field(default_factory=dict)


class Answer(BaseHTTPRequestHandler):
    web: Web
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.web.asked[self.path] += 1
        self.web.headers.append({"path": self.path, **{k.lower(): v for k, v in self.headers.items()}})
        page = self.web.pages.get(self.path)
        if page is None:
            self.send(404, b"<html>not here</html>", {"Content-Type": "text/html"})
        elif callable(page):
            page(self)
        else:
            self.send(200, page, {"Content-Type": "application/pdf", "ETag": f'"{hash(page)}"'})

    def send(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        etag = (headers or {}).get("ETag")
        if etag and self.headers.get("If-None-Match") == etag:
            status, body = 304, b""
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **(headers or {})}.items():
            self.send_header(name, value)
        self.send_header("Connection", "close")
        self.end_headers()
        with contextlib.suppress(OSError):
            self.wfile.write(body)
        self.close_connection = True

    def log_message(self, *words: object) -> None:
        pass


def redirect(target: str) -> Callable[[Answer], None]:
    return lambda answer: answer.send(302, b"", {"Location": target})


def drip(answer: Answer) -> None:
    """A byte now and then, for ever: no single wait is long."""
    answer.send_response(200)
    answer.end_headers()
    with contextlib.suppress(OSError):
        for _ in range(100):
            answer.wfile.write(b"%")
            answer.wfile.flush()
            time.sleep(0.1)
    answer.close_connection = True


def drip_headers(answer: Answer) -> None:
    with contextlib.suppress(OSError):
        answer.wfile.write(b"HTTP/1.1 200 OK\r\nX-Long: ")
        for _ in range(100):
            answer.wfile.write(b"x")
            answer.wfile.flush()
            time.sleep(0.1)
    answer.close_connection = True


def endless(answer: Answer) -> None:
    answer.send_response(200)
    answer.end_headers()
    with contextlib.suppress(OSError):
        for _ in range(1000):
            answer.wfile.write(b"%PDF" * 10_000)
    answer.close_connection = True


def cut_off(answer: Answer) -> None:
    answer.send(200, pdf("half")[:20], {"Content-Length": "1000"})


BOMB = gzip.compress(bytes(5_000_000))
BAD = {
    "/slow.pdf": (lambda answer: time.sleep(1.2), "fetch.too-slow"),
    "/drip.pdf": (drip, "fetch.too-slow"),
    "/drip-headers.pdf": (drip_headers, "fetch.too-slow"),
    "/cut.pdf": (cut_off, "fetch.cut-off"),
    "/shorter-than-it-is.pdf": (lambda a: a.send(200, pdf("x" * 99), {"Content-Length": "50"}), "fetch.cut-off"),
    "/empty.pdf": (lambda a: a.send(200, b""), "fetch.cut-off"),
    "/loop.pdf": (redirect("/loop-back.pdf"), "fetch.redirect-loop"),
    "/loop-back.pdf": (redirect("/loop.pdf"), "fetch.redirect-loop"),
    "/elsewhere.pdf": (redirect("http://localhost:9/x.pdf"), "fetch.leads-elsewhere"),
    "/inwards.pdf": (redirect("http://169.254.169.254/latest/meta-data"), "fetch.leads-elsewhere"),
    "/a-file.pdf": (redirect("file:///etc/hostname"), "fetch.leads-elsewhere"),
    "/page.pdf": (lambda a: a.send(200, b"<!DOCTYPE html><p>Sidan finns inte"), "fetch.page-instead-of-report"),
    "/words.pdf": (lambda a: a.send(200, b"Service unavailable"), "fetch.page-instead-of-report"),
    "/promises-much.pdf": (lambda a: a.send(200, b"%PDF", {"Content-Length": str(10**12)}), "fetch.too-large"),
    "/endless.pdf": (endless, "fetch.too-large"),
    "/bomb.pdf": (
        lambda a: a.send(200, BOMB, {"Content-Encoding": "gzip"}),
        "fetch.too-large",
    ),
    "/not-gzip.pdf": (lambda a: a.send(200, pdf("x"), {"Content-Encoding": "gzip"}), "fetch.cut-off"),
    "/gone.pdf": (lambda a: a.send(410, b""), "fetch.gone"),
    "/forbidden.pdf": (lambda a: a.send(403, b""), "fetch.forbidden"),
    "/error.pdf": (lambda a: a.send(500, b""), "fetch.server-error"),
    "/teapot.pdf": (lambda a: a.send(418, b""), "fetch.server-error"),
    "/no-http.pdf": (lambda a: a.wfile.write(b"hello\r\n\r\n"), "fetch.cut-off"),
}


@pytest.fixture
def web() -> Iterator[Web]:
    served = Web()
    handler = type("Bound", (Answer,), {"web": served})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        server.block_on_close = False
        served.address = f"http://127.0.0.1:{server.server_port}"
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield served
        server.shutdown()


@pytest.fixture
def bad_web(web: Web) -> Web:
    web.pages |= {path: behaviour for path, (behaviour, _) in BAD.items()}
    return web


@pytest.fixture
def impatient() -> Politeness:
    return IMPATIENT


@pytest.fixture(params=sorted(BAD))
def bad_address(request: pytest.FixtureRequest) -> tuple[str, str]:
    """(path, the code it must be refused with)."""
    return request.param, BAD[request.param][1]


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return open_home(tmp_path / "home")
