"""sources.yml: what may stand in it, and that every fault is named with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from dagster_project.domain.sources.load import SourcesError, load_sources, read_sources
from dagster_project.domain.warehouse.home import PROJECT_DIR

GOOD = """
contact: data@example.se
sources:
  - id: inbox
    folder: inbox
  - id: vaggeryd-page
    municipality: "0665"
    board: Socialnämnden
    page: https://www.example.se/uppfoljning
    links: 'tertial.*[.]pdf$'
    hosts: [files.example.com]
    awaited:
      - report_type: tertial_1
        since: 2025-01-01
      - report_type: month
        months: [3, 5, 9]
        since: 2025-01-01
  - id: store
    location: s3://reports/*.pdf
"""


def faults(text: str) -> list[str]:
    with pytest.raises(SourcesError) as raised:
        read_sources(text.encode(), "sources.yml")
    return str(raised.value).splitlines()


def test_a_whole_file_is_read_into_frozen_values() -> None:
    sources = read_sources(GOOD.encode(), "sources.yml")
    page = sources.find("vaggeryd-page")
    assert page is not None
    assert (page.municipality, page.is_http, page.hosts) == ("0665", True, ("files.example.com",))
    assert [a.end_months for a in page.awaited] == [(4,), (3, 5, 9)]
    with pytest.raises(ValueError, match="frozen"):
        page.board = "another"  # type: ignore[misc]


def test_the_shipped_file_is_sound_names_the_five_samples_and_calls_nobody() -> None:
    sources = load_sources(PROJECT_DIR / "data" / "reference" / "sources.yml")
    codes = {source.municipality for source in sources.sources} - {None}
    assert codes == {"0665", "1463", "0461", "2581", "1882"}
    assert all(source.folder and not source.is_http and not source.location for source in sources.sources)


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ('"0665"', "0665", 7, "YAML eats the zero"),
        ('"0665"', '"665"', 7, "sources[1].municipality"),
        ('"0665"', '"9999"', 7, "no municipality has the code 9999"),
        ("page: https://", "page: ftp://", 9, "https://"),
        ("https://www.example.se/upp", "https://www example.se/upp", 9, "https://"),
        ("https://www.", "https://user:secret@www.", 9, "secrets come from the environment"),
        ("'tertial.*[.]pdf$'", "'tertial('", 10, "not a pattern"),
        ("board: Soc", "bord: Soc", 8, "bord: Extra inputs are not permitted"),
        ("since: 2025-01-01\n      - report", "since: first of May\n      - report", 14, "since: "),
        ("months: [3, 5, 9]", "months: [13]", 16, "months[0]"),
        ("tertial_1", "tertial_7", 13, "report_type"),
        ("    folder: inbox\n", "", 4, "a source needs a place"),
        ("    folder: inbox", "    folder: inbox\n    folder: other", 6, "stands twice"),
        ("id: store", "id: inbox", 18, "stands on an earlier source"),
        ("s3://reports", "/reports", 18, "written as s3://"),
        ("contact: data@example.se", "contact: [", 4, "not YAML"),
    ],
)
def test_a_fault_is_named_with_its_line_and_key(old: str, new: str, line: int, words: str) -> None:
    assert old in GOOD
    found = faults(GOOD.replace(old, new, 1))
    assert any(fault.startswith(f"sources.yml:{line}: ") and words in fault for fault in found), found


def test_all_faults_are_named_at_once() -> None:
    assert len(faults(GOOD.replace('"0665"', "665").replace("[3, 5, 9]", "[]").replace("s3://", ""))) == 3


def test_a_password_is_not_repeated_in_the_message() -> None:
    assert "secret" not in "".join(faults(GOOD.replace("https://www.", "https://user:pa55@www."))).replace(
        "secrets", ""
    )
    assert "pa55" not in "".join(faults(GOOD.replace("https://www.", "https://user:pa55@www.")))


@pytest.mark.parametrize("data", [b"", b"- a\n", b"\xff\xfe", b"a: &x [*x]", b"!!python/object:os.system {}"])
def test_a_file_that_is_no_list_of_sources_is_refused_in_words(data: bytes) -> None:
    with pytest.raises(SourcesError, match=r"^sources.yml:1: "):
        read_sources(data, "sources.yml")


def test_a_folder_that_is_awaited_nothing_is_just_a_folder(tmp_path: Path) -> None:
    path = tmp_path / "sources.yml"
    path.write_text("sources:\n  - {id: a, folder: somewhere}\n", encoding="utf-8")
    assert load_sources(path).sources[0].awaited == ()
