"""Loading Kolada from a local server that speaks its API v3: pages, missing and withdrawn values, failures."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from dagster_project.adapters.kolada import Kolada
from dagster_project.building.load_kolada import find_indicators, load_kolada
from dagster_project.domain.model import ReportProfile, ReportReading
from dagster_project.domain.warehouse.home import Home, open_home
from dagster_project.domain.warehouse.write_raw import read_raw, write_raw
from dagster_project.problems import Problem


class Server(ThreadingHTTPServer):
    """values: (kpi, municipality, year) -> list of numbers as Kolada prints them; answers in pages of two items."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.values: dict[tuple[str, str, int], list[dict[str, Any]]] = {}
        self.failures: list[int] = []
        self.body: bytes | None = None
        self.asked: list[str] = []

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/v3"


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        status = self.server.failures.pop(0) if self.server.failures else 200
        body = self.server.body or json.dumps(self.answer()).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def answer(self) -> dict[str, Any]:
        path, _, page = self.path.partition("?page=")
        parts = path.strip("/").split("/")
        if parts[1] == "kpi":
            items = [{"id": kpi, "title": f"Title of {kpi}", "description": ""} for kpi in parts[2].split(",")]
            return {"values": items, "next_url": None}
        kpis, codes, years = (part.split(",") for part in parts[3::2])
        assert max(len(kpis), len(codes), len(years)) <= 25
        found = [
            {"kpi": kpi, "municipality": code, "period": year, "values": numbers}
            for (kpi, code, year), numbers in self.server.values.items()
            if kpi in kpis and code in codes and str(year) in years
        ]
        start = 2 * int(page or 0)
        more = start + 2 < len(found)
        following = f"{self.server.address[:-3]}{path}?page={int(page or 0) + 1}" if more else None
        return {"values": found[start : start + 2], "next_url": following, "count": len(found)}

    def log_message(self, *args: object) -> None:
        """Silent."""


@pytest.fixture
def server() -> Iterator[Server]:
    running = Server()
    thread = threading.Thread(target=running.serve_forever)
    thread.start()
    yield running
    running.shutdown()
    thread.join()
    running.server_close()


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A lake with one report read: Vaggeryd, April 2024."""
    home = open_home(tmp_path)
    profile = ReportProfile(municipality_code="0665", municipality="Vaggeryd", period_end=date(2024, 4, 30))
    write_raw(ReportReading("a" * 64, "r.txt", "text/plain", "1", 1, 0, profile), home.lake)
    return home


def ask(server: Server) -> Kolada:
    return Kolada("test", server.address, pause=0.01)


def number(value: float | None, gender: str = "T", **other: Any) -> dict[str, Any]:
    return {"gender": gender, "value": value, "count": 1, "status": "", "isdeleted": False} | other


def test_population_and_every_indicator_of_the_seeds_is_asked_for() -> None:
    ids = find_indicators()
    assert {"N01951", "N31911", "N31913", "N31915", "U28414"} <= set(ids)
    assert all(len(one) == 6 for one in ids)


def test_values_come_page_by_page_into_the_lake(server: Server, home: Home) -> None:
    server.values = {
        ("N01951", "0665", 2023): [number(14811)],
        ("N01951", "0665", 2024): [number(None, status="Missing")],
        ("N00090", "0665", 2023): [number(7.25, "T"), number(7.9, "K"), number(4.1, "M", isdeleted=True)],
        ("N01951", "0665", 2019): [number(1)],
        ("N01951", "2581", 2023): [number(2)],
    }
    receipt = load_kolada(home, ask(server))
    assert (receipt.years, receipt.municipality_codes, receipt.changed) == ((2023, 2024), ("0665",), ("0665",))
    rows = read_raw("kolada", home.lake).to_pylist()
    assert [(row["kolada_id"], row["year"], row["sex"], row["value"], row["status"]) for row in rows] == [
        ("N00090", 2023, "total", Decimal("7.25"), ""),
        ("N00090", 2023, "women", Decimal("7.9"), ""),
        ("N01951", 2023, "total", Decimal(14811), ""),
        ("N01951", 2024, "total", None, "Missing"),
    ]
    assert {row["title"] for row in rows} == {"Title of N01951", "Title of N00090"}
    assert load_kolada(home, ask(server)).changed == ()


def test_a_server_that_is_busy_is_asked_again(server: Server, home: Home) -> None:
    server.values = {("N01951", "0665", 2023): [number(14811)]}
    server.failures = [503, 429]
    assert load_kolada(home, ask(server)).n_values == 1


def test_a_server_that_is_down_leaves_what_was_loaded(server: Server, home: Home) -> None:
    server.values = {("N01951", "0665", 2023): [number(14811)]}
    load_kolada(home, ask(server))
    server.failures = [500] * 50
    with pytest.raises(Problem) as caught:
        load_kolada(home, ask(server))
    assert caught.value.code == "kolada.unreachable" and "HTTP 500" in caught.value.detail
    with pytest.raises(Problem, match=r"kolada\.unreachable"):
        load_kolada(home, Kolada("test", "http://127.0.0.1:1/v3", pause=0.01))
    assert read_raw("kolada", home.lake).num_rows == 1


@pytest.mark.parametrize(
    "body",
    [
        b"<html>maintenance</html>",
        b'{"values": [{"kpi": "N01951"}]}',
        b'{"values": [], "next_url": null}',
        b'{"values": [{"id": "N01951", "title": "t", "kpi": "N01951", "municipality": "0665", "period": "soon"}]}',
    ],
)
def test_an_answer_of_another_form_is_named_and_nothing_is_lost(server: Server, home: Home, body: bytes) -> None:
    server.values = {("N01951", "0665", 2023): [number(14811)]}
    load_kolada(home, ask(server))
    server.body = body
    with pytest.raises(Problem) as caught:
        load_kolada(home, ask(server))
    assert caught.value.code == "kolada.not-understood" and server.address[:-3] in caught.value.file
    assert read_raw("kolada", home.lake).num_rows == 1


def test_without_reports_there_is_nothing_to_compare(server: Server, tmp_path: Path) -> None:
    home = open_home(tmp_path)
    with pytest.raises(Problem, match=r"kolada\.no-reports"):
        load_kolada(home, ask(server))
    assert server.asked == []
