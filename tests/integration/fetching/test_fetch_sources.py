"""All sources of a sources.yml: what comes into the archive, what becomes a row, and that nothing stops the others."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from stand_ins import files_of

from dagster_project.adapters.fetch_manners import Politeness
from dagster_project.building.fetch import SourceReceipt, fetch_all
from dagster_project.domain.documents.archive import list_originals
from dagster_project.domain.warehouse.home import Home
from dagster_project.domain.warehouse.write_raw import read_raw
from dagster_project.problems import Problem

PDF = b"%PDF-1.7\nreport\n%%EOF\n"
NIGHT = datetime(2026, 1, 2, 3, 30, tzinfo=UTC)
Fetch = Callable[..., dict[str, SourceReceipt]]


@pytest.fixture
def fetch(home: Home, web: Any, impatient: Politeness) -> Fetch:
    """Fetch with these sources (the server's address stands for WEB); the receipts by id."""

    def run(sources: str, now: datetime = NIGHT) -> dict[str, SourceReceipt]:
        home.directory.mkdir(parents=True, exist_ok=True)
        text = f"contact: data@example.se\nsources:\n{sources}".replace("WEB", web.address)
        (home.directory / "sources.yml").write_text(text, encoding="utf-8")
        return {receipt.source_id: receipt for receipt in fetch_all(home, now, impatient, environ={})}

    return run


def failures(home: Home) -> list[dict[str, Any]]:
    return read_raw("fetch_failures", home.lake).to_pylist()


def test_a_page_an_address_a_folder_and_a_store_are_fetched_side_by_side(
    home: Home, web: Any, fetch: Fetch, tmp_path: Path
) -> None:
    web.pages["/list"] = b'<a href="/files/a.pdf">A</a><a href="/files/b.pdf">B</a><a href="/c.html">C</a>'
    web.pages |= {f"/files/{name}.pdf": PDF + name.encode() for name in "abd"}
    (home.directory / "inbox").mkdir(parents=True)
    (home.directory / "inbox" / "e.pdf").write_bytes(PDF + b"e")
    (tmp_path / "store").mkdir()
    (tmp_path / "store" / "f.pdf").write_bytes(PDF + b"f")
    done = fetch(
        "  - {id: page, page: WEB/list, links: 'pdf$'}\n  - {id: direct, addresses: [WEB/files/d.pdf]}\n"
        f"  - {{id: inbox, folder: inbox}}\n  - {{id: store, location: 'file://{tmp_path}/store/*.pdf'}}\n"
    )
    assert {name: receipt.new for name, receipt in done.items()} == {
        "page": ["a.pdf", "b.pdf"],
        "direct": ["d.pdf"],
        "inbox": ["e.pdf"],
        "store": ["f.pdf"],
    }
    assert not failures(home)
    seen = {o.name: (o.sightings[0].source_id, o.first_seen_at, o.media_type) for o in list_originals(home.lake)}
    assert seen["a.pdf"] == ("page", "2026-01-02T03:30:00+00:00", "application/pdf")
    assert next(o for o in list_originals(home.lake) if o.name == "a.pdf").sightings[0].source.endswith("/files/a.pdf")


def test_a_second_night_with_nothing_new_sends_nothing_and_changes_no_file(
    home: Home, web: Any, fetch: Fetch, tmp_path: Path
) -> None:
    web.pages |= {"/a.pdf": PDF}
    (tmp_path / "f.pdf").write_bytes(PDF + b"f")
    sources = (
        "  - {id: web, addresses: [WEB/a.pdf, WEB/gone.pdf]}\n"
        f"  - {{id: store, location: 'file://{tmp_path}/*.pdf'}}\n  - {{id: inbox, folder: inbox}}\n"
    )
    fetch(sources)
    before = files_of(Path(home.lake))
    Path(home.lake, "fetch", "web.json.17.part").touch()  # of a fetch that was killed
    done = fetch(sources, NIGHT + timedelta(days=1))
    assert (len(done["web"].unchanged), len(done["store"].unchanged)) == (1, 1)
    assert files_of(Path(home.lake)) == before


def test_one_bad_source_never_stops_the_others_and_each_failure_is_a_row(
    home: Home, bad_web: Any, fetch: Fetch
) -> None:
    bad_web.pages |= {"/good.pdf": PDF, "/rebuilt": b"<p>nothing here</p>"}
    done = fetch(
        "  - {id: bad, municipality: '0665', addresses: [WEB/page.pdf, WEB/cut.pdf, WEB/good.pdf, 'WEB/k?key=pa55']}\n"
        "  - {id: rebuilt, page: WEB/rebuilt}\n"
        "  - {id: drive, folder: /nowhere/at/all}\n"
        "  - {id: store, location: 'nosuchstore://bucket/*.pdf'}\n"
        "  - {id: good, addresses: [WEB/good.pdf]}\n"
    )
    assert done["bad"].new + done["good"].new == ["good.pdf"], "the same bytes are one document"
    rows = {(row["source_id"], row["code"]) for row in failures(home)}
    assert rows == {
        ("bad", "fetch.page-instead-of-report"),
        ("bad", "fetch.cut-off"),
        ("bad", "fetch.gone"),
        ("rebuilt", "fetch.no-links"),
        ("drive", "fetch.place-unreadable"),
        ("store", "fetch.place-unreadable"),
    }
    assert all(row["remedy"] and row["remedy_sv"] for row in failures(home))
    assert {row["municipality_code"] for row in failures(home)} == {"0665", None}
    assert "pa55" not in str(failures(home))


def test_a_failure_keeps_its_first_night_and_goes_when_it_is_over(home: Home, web: Any, fetch: Fetch) -> None:
    sources = "  - {id: web, addresses: [WEB/a.pdf]}\n"
    fetch(sources)
    fetch(sources, NIGHT + timedelta(days=5))
    assert [row["failing_since_at"] for row in failures(home)] == [NIGHT]
    web.pages["/a.pdf"] = PDF
    fetch(sources, NIGHT + timedelta(days=6))
    assert failures(home) == []


def test_a_host_that_is_down_is_not_asked_for_each_of_its_files(home: Home, web: Any, fetch: Fetch) -> None:
    addresses = ", ".join(f"http://127.0.0.1:9/{n}.pdf" for n in range(50))
    done = fetch(f"  - {{id: dead, addresses: [{addresses}]}}\n")
    assert len(done["dead"].failures) == 50
    assert [f.detail for f in done["dead"].failures[1:]] == [
        "not tried: the host did not answer for another address"
    ] * 49


def test_new_bytes_at_an_address_are_a_new_document_and_the_old_one_stays(home: Home, web: Any, fetch: Fetch) -> None:
    sources = "  - {id: web, addresses: [WEB/a.pdf]}\n"
    web.pages["/a.pdf"] = PDF
    fetch(sources)
    web.pages["/a.pdf"] = PDF + b"corrected"
    fetch(sources, NIGHT + timedelta(days=1))
    assert sorted(o.first_seen_at[:10] for o in list_originals(home.lake)) == ["2026-01-02", "2026-01-03"]


def test_the_same_bytes_under_a_new_name_are_the_same_document(home: Home, web: Any, fetch: Fetch) -> None:
    web.pages |= {"/a.pdf": PDF, "/b.pdf": PDF}
    fetch("  - {id: web, addresses: [WEB/a.pdf, WEB/b.pdf]}\n")
    (original,) = list_originals(home.lake)
    assert [sighting.name for sighting in original.sightings] == ["a.pdf", "b.pdf"]


def test_what_left_the_archive_is_fetched_again_though_the_server_says_unchanged(
    home: Home, web: Any, fetch: Fetch
) -> None:
    web.pages["/a.pdf"] = PDF
    fetch("  - {id: web, addresses: [WEB/a.pdf]}\n")
    (entry,) = Path(home.lake).glob("archive/*/*/entry.json")
    entry.unlink()
    assert fetch("  - {id: web, addresses: [WEB/a.pdf]}\n")["web"].new == ["a.pdf"]


def test_what_a_source_declares_stands_in_for_a_manifest_until_it_is_taken_back(
    home: Home, web: Any, fetch: Fetch
) -> None:
    web.pages["/a.pdf"] = PDF
    declared = "  - {id: web, municipality: '2581', board: Socialnämnden, addresses: [WEB/a.pdf]}\n"
    fetch(declared)
    (original,) = list_originals(home.lake)
    assert original.manifest is not None
    assert (original.manifest.scb_code, original.manifest.municipality, original.manifest.board) == (
        "2581",
        "Piteå",
        "Socialnämnden",
    )
    fetch(declared.replace("2581", "0665"))
    (original,) = list_originals(home.lake)
    assert original.manifest is not None and original.manifest.scb_code == "0665"
    fetch("  - {id: web, addresses: [WEB/a.pdf]}\n")
    assert [o.manifest for o in list_originals(home.lake)] == [None]


def test_a_line_of_a_manifest_wins_over_the_source(home: Home, web: Any, fetch: Fetch) -> None:
    inbox = home.directory / "inbox"
    inbox.mkdir(parents=True)
    (inbox / "a.pdf").write_bytes(PDF)
    (inbox / "manifest.csv").write_text("file,scb_code\na.pdf,1463\n", encoding="utf-8")
    fetch("  - {id: box, municipality: '2581', folder: inbox}\n")
    (original,) = list_originals(home.lake)
    assert original.manifest is not None and original.manifest.scb_code == "1463"


def test_a_broken_manifest_of_one_folder_is_a_failure_of_that_folder(home: Home, web: Any, fetch: Fetch) -> None:
    inbox = home.directory / "inbox"
    inbox.mkdir(parents=True)
    (inbox / "manifest.csv").write_text("nothing\n", encoding="utf-8")
    web.pages["/a.pdf"] = PDF
    done = fetch("  - {id: box, folder: inbox}\n  - {id: web, addresses: [WEB/a.pdf]}\n")
    assert done["web"].new == ["a.pdf"]
    assert [failure.code for failure in done["box"].failures] == ["documents.manifest-broken"]


def test_one_request_at_a_time_to_a_host_though_many_sources_name_it(home: Home, web: Any, fetch: Fetch) -> None:
    at_once, most_at_once = 0, 0

    def look_around(answer: Any) -> None:
        nonlocal at_once, most_at_once
        at_once += 1
        most_at_once = max(most_at_once, at_once)
        time.sleep(0.01)
        at_once -= 1
        answer.send(200, PDF + answer.path.encode())

    web.pages |= {f"/{n}.pdf": look_around for n in range(12)}
    fetch("".join(f"  - {{id: s{n}, addresses: [WEB/{n}.pdf]}}\n" for n in range(12)))
    assert most_at_once == 1
    assert web.asked["/robots.txt"] == 1
    assert len(list(list_originals(home.lake))) == 12


def test_nobody_is_fetched_from_without_a_contact(home: Home) -> None:
    home.directory.mkdir(parents=True)
    (home.directory / "sources.yml").write_text("sources: [{id: a, page: 'https://example.se/'}]\n", encoding="utf-8")
    with pytest.raises(Problem) as stopped:
        fetch_all(home, environ={})
    assert (stopped.value.code, stopped.value.exit_status) == ("sources.no-contact", 2)


def test_the_shipped_sources_call_nobody_and_make_their_folders(home: Home) -> None:
    receipts = fetch_all(home, environ={})
    assert not [failure for receipt in receipts for failure in receipt.failures]
    assert (home.directory / "inbox" / "vaggeryd").is_dir()
