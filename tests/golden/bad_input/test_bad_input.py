"""What `utfall extract` says and does about files it cannot read: code, both languages, status; the others go on."""

from __future__ import annotations

import csv
import io
import os
import subprocess
import sys
from pathlib import Path

import pytest
from typesetting import bad_files

from dagster_project.domain.refusals import CATALOGUE

REFUSED: dict[str, tuple[bytes, str]] = {
    "empty.pdf": (b"", "documents.empty"),
    "only-blank-lines.txt": (b" \n\t\n\n", "documents.empty"),
    "header-only.pdf": (bad_files.pdf_header_only(), "documents.broken-pdf"),
    "cut-at-a-fifth.pdf": (bad_files.truncated_pdf(0.2), "documents.broken-pdf"),
    "cut-in-the-middle.pdf": (bad_files.truncated_pdf(0.5), "documents.broken-pdf"),
    "cut-near-the-end.pdf": (bad_files.truncated_pdf(0.95), "documents.broken-pdf"),
    "encrypted.pdf": (bad_files.encrypted_pdf(), "documents.encrypted"),
    "scanned.pdf": (bad_files.image_only_pdf(), "documents.image-only"),
    "not-a-pdf.pdf": (bad_files.not_a_pdf(), "documents.not-a-report"),
    "report.docx": (bad_files.office_file("word/document.xml"), "documents.format-out-of-scope"),
    "report.xlsx": (bad_files.office_file("xl/workbook.xml"), "documents.format-out-of-scope"),
    "report.doc": (bad_files.old_office_file(), "documents.format-out-of-scope"),
    "report.html": (bad_files.html_page(), "documents.format-out-of-scope"),
    "picture.png": (bad_files.picture(), "documents.format-out-of-scope"),
    "latin-1.txt": (bad_files.latin1_text(), "documents.encoding-unknown"),
}


def extract(*words: str | Path, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run `utfall extract` as a user does, in a folder of its own, on a machine without text recognition."""
    command = [sys.executable, "-c", "from dagster_project.cli import main; main()", "extract", *map(str, words)]
    environment = os.environ | {"PATH": ""}
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, encoding="utf-8", timeout=120, check=False
    )


def folded(text: str) -> str:
    return " ".join(text.split())


def rows(done: subprocess.CompletedProcess[str]) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(done.stdout)))


@pytest.fixture(scope="module")
def refused_together(tmp_path_factory: pytest.TempPathFactory) -> subprocess.CompletedProcess[str]:
    """All bad files and one good in one run, as a table on standard output."""
    folder = tmp_path_factory.mktemp("reports")
    for name, (data, _) in REFUSED.items():
        (folder / name).write_bytes(data)
    (folder / "good.pdf").write_bytes(bad_files.good_pdf())
    names = [*REFUSED, "missing.pdf", "good.pdf"]
    return extract(*names, "--format", "csv", folder=folder)


@pytest.mark.parametrize("name", [*REFUSED, "missing.pdf"])
def test_a_file_that_cannot_be_read_is_named_with_its_code(
    name: str, refused_together: subprocess.CompletedProcess[str]
) -> None:
    code = REFUSED[name][1] if name in REFUSED else "documents.missing"
    said = [line for line in refused_together.stderr.splitlines() if name in line]
    assert said and any(code in line for line in said), refused_together.stderr


@pytest.mark.parametrize("code", sorted({code for _, code in REFUSED.values()} | {"documents.missing"}))
def test_a_refusal_says_in_english_and_swedish_what_happened_and_what_to_do(
    code: str, refused_together: subprocess.CompletedProcess[str]
) -> None:
    said = folded(refused_together.stderr)
    kind = CATALOGUE[code]
    for text in (kind.title, kind.remedy, kind.title_sv, kind.remedy_sv):
        assert text in said


def test_one_refused_file_gives_status_2_and_the_others_go_on(
    refused_together: subprocess.CompletedProcess[str],
) -> None:
    assert refused_together.returncode == 2
    found = rows(refused_together)
    assert {row["value"] for row in found if row["row_label"] == "Hemtjänst"} == {"-24500", "-25050", "-550"}
    assert len({row["document"] for row in found}) == 1, "only the good file gives facts"


def test_no_traceback_is_shown_to_a_user(refused_together: subprocess.CompletedProcess[str]) -> None:
    assert "Traceback" not in refused_together.stderr + refused_together.stdout


@pytest.mark.parametrize("name", ["cut-in-the-middle.pdf", "report.docx"])
def test_a_refused_file_alone_leaves_nothing_half_written(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(REFUSED[name][0])
    done = extract(name, "--format", "csv", "--out", "facts.csv", folder=tmp_path)
    assert done.returncode == 2
    left = {path.name for path in tmp_path.iterdir()} - {name}
    assert left <= {"facts.csv"}
    if left:
        assert list(csv.DictReader((tmp_path / "facts.csv").open(encoding="utf-8"))) == []


def test_an_output_file_is_whole_although_another_file_of_the_run_is_refused(tmp_path: Path) -> None:
    (tmp_path / "bad.pdf").write_bytes(REFUSED["encrypted.pdf"][0])
    (tmp_path / "good.pdf").write_bytes(bad_files.good_pdf())
    done = extract("bad.pdf", "good.pdf", "--format", "csv", "--out", "facts.csv", folder=tmp_path)
    assert done.returncode == 2
    found = list(csv.DictReader((tmp_path / "facts.csv").open(encoding="utf-8")))
    assert len(found) == 9
    assert {path.name for path in tmp_path.iterdir()} == {"bad.pdf", "good.pdf", "facts.csv"}


@pytest.mark.parametrize(
    ("name", "data"),
    [("prose.pdf", bad_files.pdf_without_tables()), ("prose.txt", bad_files.text_without_tables())],
    ids=["pdf", "text"],
)
def test_a_readable_file_without_tables_gives_no_facts_says_so_and_ends_well(
    name: str, data: bytes, tmp_path: Path
) -> None:
    (tmp_path / name).write_bytes(data)
    done = extract(name, "--format", "csv", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert rows(done) == []
    said = done.stderr.lower()
    assert name in said and "no table" in said and "ingen tabell" in said, done.stderr


def test_a_good_file_alone_ends_with_status_0(tmp_path: Path) -> None:
    (tmp_path / "good.pdf").write_bytes(bad_files.good_pdf())
    done = extract("good.pdf", "--format", "csv", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert len(rows(done)) == 9
    assert {row["municipality_code"] for row in rows(done)} == {"0665"}
