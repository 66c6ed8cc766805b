"""Raw Parquet: what goes in comes out, twice is once, and an older reading stays."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import uuid4

import fsspec
import pyarrow.parquet as pq
import pytest

from dagster_project.domain.model import (
    Box,
    Fact,
    IgnoredCell,
    Reconciliation,
    Refusal,
    ReportProfile,
    ReportReading,
    Statement,
)
from dagster_project.domain.warehouse.raw_schema import SCHEMAS, STATUSES, to_table
from dagster_project.domain.warehouse.write_raw import (
    prepare_raw,
    read_raw,
    report_status,
    write_errata,
    write_pieces,
    write_raw,
)

DOCUMENT = "ab" * 32


def make_fact(**changes: object) -> Fact:
    fact = Fact(
        document=DOCUMENT,
        municipality_code="0665",
        page=2,
        table_no=1,
        row_no=3,
        col_no=2,
        part_no=1,
        table_title="Driftredovisning, tkr",
        section="",
        row_code="771",
        row_label="Äldreomsorg",
        row_role="line",
        col_label="Budget 2024",
        raw="134 114",
        value=Decimal("134114"),
        unit="tkr",
        is_unit_inferred=False,
        measure="budget",
        period_start=date(2024, 1, 1),
        period_end=date(2024, 12, 31),
        as_of=date(2024, 4, 30),
        fact_family="cost",
        account_line="",
        entity="",
        amount_reported_sek=Decimal("-134114000"),
        confidence=Decimal("0.95"),
        reading="heading",
        box=Box(10.5, 20.25, 30.0, 40.0),
        fact_id="f1",
    )
    return replace(fact, **changes)  # type: ignore[arg-type]


def make_reading(**changes: object) -> ReportReading:
    reading = ReportReading(
        document=DOCUMENT,
        name="rapport.pdf",
        media_type="application/pdf",
        reader_version="0.1.0",
        n_pages=3,
        n_cells=12,
        profile=ReportProfile(
            municipality_code="0665",
            municipality="Vaggeryd",
            board="Socialnämnden",
            report_type="tertial_1",
            period_start=date(2024, 1, 1),
            period_end=date(2024, 4, 30),
        ),
        facts=(make_fact(), make_fact(col_no=3, fact_id="f2", value=None, amount_reported_sek=None, box=None)),
        ignored=(IgnoredCell(DOCUMENT, 1, 1, 1, 2, "header", "Budget 2024"),),
        refusals=(Refusal(DOCUMENT, "facts.number-unreadable", "12x", page=2, table_no=1, row_no=4, col_no=2),),
        reconciliations=(
            Reconciliation(
                reconciliation_id="r1",
                document=DOCUMENT,
                table_no=1,
                table_title="Driftredovisning, tkr",
                kind="rows_sum_to_total",
                row_label="TOTALT",
                col_label="Budget 2024",
                printed=Decimal(11),
                unit="tkr",
                result="within_rounding",
                printed_fact_id="f1",
                expected=Decimal(10),
                difference=Decimal(1),
                tolerance=Decimal("1.5"),
                n_terms=2,
                fact_ids=("f1", "f2"),
                coefficients=(-1, 1),
            ),
        ),
        statements=(
            Statement(DOCUMENT, "0665", 2, "Analys", "q", "nämnden", "deviation", Decimal("-10.5"), "mnkr", None),
        ),
    )
    return replace(reading, **changes)  # type: ignore[arg-type]


@pytest.fixture(params=["folder", "memory"])
def lake(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    if request.param == "memory":
        return f"memory://{uuid4().hex}"
    return str(tmp_path_factory.mktemp("lake"))


def list_files(lake: str) -> dict[str, bytes]:
    fs, root = fsspec.url_to_fs(lake)
    return {path: fs.cat_file(path) for path in fs.find(root)}


def test_every_column_of_a_fact_survives_the_lake(lake: str) -> None:
    write_raw(make_reading(), lake)
    row = read_raw("facts", lake).to_pylist()[0]
    fact = make_fact()
    for name in set(SCHEMAS["facts"].names) - {"reader_version", "box_x0", "box_top", "box_x1", "box_bottom"}:
        assert row[name] == getattr(fact, name), name
    assert (row["box_x0"], row["box_top"], row["box_x1"], row["box_bottom"]) == (10.5, 20.25, 30.0, 40.0)


def test_the_schema_of_facts_has_every_field_of_the_model() -> None:
    assert set(Fact.__dataclass_fields__) - {"box"} <= set(SCHEMAS["facts"].names)
    assert set(Statement.__dataclass_fields__) <= set(SCHEMAS["statements"].names)
    assert set(Reconciliation.__dataclass_fields__) <= set(SCHEMAS["reconciliations"].names)
    assert set(Refusal.__dataclass_fields__) <= set(SCHEMAS["refusals"].names)
    assert set(IgnoredCell.__dataclass_fields__) <= set(SCHEMAS["ignored_cells"].names)


def test_a_blank_value_stays_null_and_never_becomes_zero(lake: str) -> None:
    write_raw(make_reading(), lake)
    blank = next(row for row in read_raw("facts", lake).to_pylist() if row["fact_id"] == "f2")
    assert blank["value"] is None
    assert blank["amount_reported_sek"] is None
    assert blank["box_x0"] is None


def test_the_report_row_counts_what_was_written(lake: str) -> None:
    write_raw(make_reading(), lake)
    row = read_raw("reports", lake).to_pylist()[0]
    assert (row["n_facts"], row["n_ignored_cells"], row["n_refusals"]) == (2, 1, 1)
    assert (row["n_reconciliations"], row["n_statements"], row["n_cells"]) == (1, 1, 12)
    assert (row["municipality_code"], row["status"]) == ("0665", "read")


def test_writing_the_same_reading_twice_changes_no_file(lake: str) -> None:
    first = write_raw(make_reading(), lake)
    before = list_files(lake)
    second = write_raw(make_reading(), lake)
    assert first.written[-1] == "reports"  # the mark that the rest is complete comes last
    assert second.written == ()
    assert list_files(lake) == before


def test_the_order_of_facts_in_a_reading_does_not_change_the_bytes(lake: str) -> None:
    reading = make_reading()
    write_raw(reading, lake)
    assert write_raw(replace(reading, facts=tuple(reversed(reading.facts))), lake).written == ()


def test_a_newer_reader_version_stands_beside_the_older_one(lake: str) -> None:
    write_raw(make_reading(), lake)
    write_raw(make_reading(reader_version="0.2.0", facts=(make_fact(),)), lake)
    versions = [row["reader_version"] for row in read_raw("facts", lake).to_pylist()]
    assert sorted(versions) == ["0.1.0", "0.1.0", "0.2.0"]


def test_a_new_version_of_a_report_is_a_new_document_and_the_old_stays(lake: str) -> None:
    write_raw(make_reading(), lake)
    write_raw(make_reading(document="cd" * 32, facts=(make_fact(document="cd" * 32),)), lake)
    assert set(read_raw("reports", lake)["document"].to_pylist()) == {DOCUMENT, "cd" * 32}


def test_a_reading_that_changed_replaces_its_own_file_only(lake: str) -> None:
    write_raw(make_reading(), lake)
    receipt = write_raw(make_reading(facts=(make_fact(raw="1"),)), lake)
    assert receipt.written == ("facts", "reports")
    assert read_raw("facts", lake)["raw"].to_pylist() == ["1"]


def test_the_earliest_sighting_of_a_document_stays(lake: str) -> None:
    early, late = datetime(2024, 6, 1, tzinfo=UTC), datetime(2024, 7, 1, tzinfo=UTC)
    write_raw(make_reading(), lake, first_seen_at=late)
    write_raw(make_reading(reader_version="0.2.0"), lake, first_seen_at=early)
    write_raw(make_reading(reader_version="0.3.0"), lake)
    seen = {row["reader_version"]: row["first_seen_at"] for row in read_raw("reports", lake).to_pylist()}
    assert seen == {"0.1.0": late, "0.2.0": early, "0.3.0": early}


def test_no_half_written_file_is_left_behind(lake: str) -> None:
    write_raw(make_reading(), lake)
    assert all(path.endswith(".parquet") for path in list_files(lake))


def test_a_crash_while_writing_leaves_the_old_file(tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> None:
    lake = str(tmp_path)
    write_raw(make_reading(), lake)
    before = list_files(lake)

    def fail(*_: object, **__: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr("fsspec.implementations.local.LocalFileSystem.mv", fail)
    with pytest.raises(OSError, match="disk full"):
        write_raw(make_reading(facts=(make_fact(raw="1"),)), lake)
    assert list_files(lake) == before


@pytest.mark.parametrize("dataset", sorted(SCHEMAS))
def test_an_empty_lake_has_every_dataset_with_its_columns(dataset: str, lake: str) -> None:
    prepare_raw(lake)
    table = read_raw(dataset, lake)
    assert table.schema.equals(SCHEMAS[dataset])
    assert table.num_rows == 0


def test_a_file_of_an_older_schema_is_read_with_the_new_column_empty(lake: str) -> None:
    write_raw(make_reading(), lake)
    fs, root = fsspec.url_to_fs(f"{lake}/raw/facts")
    path = fs.glob(f"{root}/{DOCUMENT}/*.parquet")[0]
    older = read_raw("facts", lake).drop_columns(["is_ocr"])
    with fs.open(path, "wb") as out:
        pq.write_table(older, out)
    assert read_raw("facts", lake)["is_ocr"].to_pylist() == [None, None]


def test_a_number_too_large_to_be_one_is_refused_and_counted(lake: str) -> None:
    write_raw(make_reading(facts=(make_fact(), make_fact(fact_id="f9", value=Decimal(10) ** 12))), lake)
    report = read_raw("reports", lake).to_pylist()[0]
    assert (report["n_facts"], report["n_refusals"]) == (1, 2)
    refusal = [row for row in read_raw("refusals", lake).to_pylist() if row["row_label"] == "Äldreomsorg"]
    assert [row["code"] for row in refusal] == ["facts.number-unreadable"]


def test_a_refusal_carries_its_remedy_in_both_languages(lake: str) -> None:
    write_raw(make_reading(), lake)
    row = read_raw("refusals", lake).to_pylist()[0]
    assert all(row[name] for name in ("title", "remedy", "title_sv", "remedy_sv"))


def test_a_report_without_municipality_is_set_aside() -> None:
    reading = make_reading(profile=ReportProfile(period_end=date(2024, 3, 31)))
    assert report_status(reading)[0] == "set_aside"


def test_a_report_whose_manifest_contradicts_its_text_is_set_aside() -> None:
    reading = make_reading(profile=replace(make_reading().profile, conflicts=("text says Mark",)))
    status, reason = report_status(reading)
    assert status == "set_aside"
    assert "text says Mark" in reason


def test_a_refused_file_is_written_with_its_refusal(lake: str) -> None:
    reading = make_reading(
        facts=(),
        ignored=(),
        reconciliations=(),
        statements=(),
        refusals=(Refusal(DOCUMENT, "documents.encrypted"),),
    )
    receipt = write_raw(reading, lake)
    assert (receipt.status, receipt.status_reason) == ("refused", "documents.encrypted")
    assert receipt.status in STATUSES


@pytest.mark.parametrize("changes", [{"document": "../x"}, {"reader_version": "../0.1"}, {"reader_version": ""}])
def test_an_address_that_could_leave_its_folder_is_an_error(changes: dict[str, str], lake: str) -> None:
    with pytest.raises(ValueError, match=r"sha256|version"):
        write_raw(make_reading(**changes), lake)


def test_a_row_with_an_unknown_column_is_an_error() -> None:
    with pytest.raises(ValueError, match="colour"):
        to_table("errata", [{"colour": "red"}])


def test_writing_errata_replaces_the_list(lake: str) -> None:
    row = {
        "erratum_id": "e1",
        "document": DOCUMENT,
        "fact_id": "f1",
        "status": "applied",
        "printed_value": Decimal(661),
        "corrected_value": Decimal(-661),
        "reason": "the column's total",
    }
    assert write_errata([row], lake)
    assert not write_errata([row], lake)
    assert write_errata([row | {"erratum_id": "e2"}], lake)
    assert read_raw("errata", lake)["erratum_id"].to_pylist() == ["e2"]


def test_pieces_of_a_dataset_are_written_only_where_they_changed_and_emptied_when_gone(lake: str) -> None:
    def slot(code: str, status: str) -> dict[str, object]:
        row = dict.fromkeys(SCHEMAS["slots"].names)
        return row | {"municipality_code": code, "period_end": date(2024, 4, 30), "status": status}

    pieces = {"0665": [slot("0665", "expected")], "1463": [slot("1463", "expected")]}
    assert write_pieces("slots", pieces, lake) == ("0665", "1463")
    assert write_pieces("slots", pieces, lake) == ()
    assert write_pieces("slots", {"0665": [slot("0665", "late")]}, lake) == ("0665", "1463")
    assert [(row["municipality_code"], row["status"]) for row in read_raw("slots", lake).to_pylist()] == [
        ("0665", "late")
    ]
