"""manifest.csv: what is read from it, and what is said when it is broken."""

from __future__ import annotations

from datetime import date

import pytest

from dagster_project.domain.documents.manifest import ManifestRow, decode_manifest, read_manifest
from dagster_project.domain.refusals import Refused

HEADER = "file,municipality,scb_code,board,report_type,period_end,note\n"


def test_a_line_gives_a_row_with_the_code_as_text() -> None:
    rows = read_manifest(HEADER + 'a.pdf,Vaggeryd,0665,Socialnämnden,tertialrapport,2024-04-30,"one, two"\n')
    assert rows == {
        "a.pdf": ManifestRow(
            "a.pdf", "Vaggeryd", "0665", "Socialnämnden", "tertialrapport", date(2024, 4, 30), "one, two"
        )
    }


def test_semicolons_and_a_byte_order_mark_of_a_swedish_spreadsheet_are_read() -> None:
    data = "\ufefffile;scb_code;period_end\r\na.pdf;0665;2024-04-30\r\n".encode()
    assert read_manifest(decode_manifest(data))["a.pdf"].scb_code == "0665"


def test_absent_columns_and_blank_fields_are_empty() -> None:
    assert read_manifest("file\na.pdf\n\n")["a.pdf"] == ManifestRow("a.pdf")


def test_the_last_line_needs_no_newline() -> None:
    assert set(read_manifest("file,scb_code\na.pdf,0665\nb.pdf,1463")) == {"a.pdf", "b.pdf"}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "no column named 'file'"),
        ("name,code\na.pdf,0665\n", "no column named 'file'"),
        (HEADER + "a.pdf,Vaggeryd,665,,,,\n", "line 2: scb_code '665' has three digits"),
        (HEADER + "a.pdf,Vaggeryd,Vaggeryd,,,,\n", "is not four digits"),
        (HEADER + "a.pdf,,,,,30/4 2024,\n", "is not a date written YYYY-MM-DD"),
        (HEADER + ",Vaggeryd,0665,,,,\n", "no file name"),
        (HEADER + "a.pdf,Vaggeryd,0665,,,,one, two\n", "a comma inside a field needs quotes"),
        (HEADER + "a.pdf,Vaggeryd,0665,,,,\na.pdf,Mark,1463,,,,\n", "line 3: the file 'a.pdf' has an earlier line"),
    ],
)
def test_a_broken_manifest_is_refused_with_the_line_and_the_fault(text: str, words: str) -> None:
    with pytest.raises(Refused) as refused:
        read_manifest(text)
    assert refused.value.code == "documents.manifest-broken"
    assert words in refused.value.detail


def test_every_faulty_line_is_named_at_once() -> None:
    with pytest.raises(Refused) as refused:
        read_manifest(HEADER + "a.pdf,,665,,,,\nb.pdf,,,,,soon,\n")
    assert "line 2" in refused.value.detail and "line 3" in refused.value.detail


def test_a_manifest_that_is_not_utf8_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        decode_manifest("file,municipality\na.pdf,Piteå".encode("latin-1"))
    assert refused.value.code == "documents.manifest-broken"
