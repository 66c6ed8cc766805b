"""CSV and datapackage.json: what the contract declares is what a stranger reads, checked by frictionless."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pytest

from dagster_project.domain.warehouse.publish import publish

frictionless = pytest.importorskip("frictionless")


@pytest.fixture
def published(tmp_path: Path) -> Path:
    build = tmp_path / "build.duckdb"
    with duckdb.connect(str(build)) as connection:
        connection.execute("""
            create schema marts;
            create table marts.dim_municipality (municipality_code varchar primary key, name varchar not null);
            insert into marts.dim_municipality values ('0665', 'Vaggeryd'), ('2581', 'Piteå');
            create table marts.dim_report (report_id varchar primary key, municipality_code varchar not null
                references marts.dim_municipality (municipality_code), board varchar, report_type varchar,
                period_end date, file_name varchar, document varchar, status varchar, is_newest_version boolean,
                first_seen_at timestamptz);
            insert into marts.dim_report values ('r1', '0665', 'Socialnämnden', 'tertial_1', '2024-04-30',
                'vaggeryd.pdf', 'abc', 'read', true, '2026-01-02 03:04:05+01:00');
            create table marts.fct_kpi (report_id varchar not null, page integer not null, raw varchar,
                value decimal(18, 6), is_primary boolean not null);
            insert into marts.fct_kpi values
                ('', 3, 'Totalt: "73", ca' || chr(10) || 'hälften', 73.5, true), ('r1', 4, '-', null, false),
                ('r1', 5, '-', null, false);
            create table marts.fct_volume (fact_id varchar not null, value decimal(18, 6));
            insert into marts.fct_volume values ('a', 1), ('b', 1);
            comment on column marts.dim_municipality.municipality_code is 'SCB''s code as text.';
        """)
    publish(build, tmp_path / "published", ["marts"], {})
    return tmp_path / "published"


def test_the_package_is_valid_and_every_row_fits_its_schema(published: Path) -> None:
    report = frictionless.validate(str(published / "datapackage.json"))
    assert report.valid, report.flatten(["title", "rowNumber", "fieldName", "message"])
    assert report.stats["tasks"] == 5


def test_a_code_with_a_leading_zero_stays_text(published: Path) -> None:
    package = frictionless.Package(str(published / "datapackage.json"))
    assert [row["municipality_code"] for row in package.get_resource("dim_municipality").read_rows()] == [
        "0665",
        "2581",
    ]


def test_types_keys_and_descriptions_are_those_of_the_contract(published: Path) -> None:
    package = json.loads((published / "datapackage.json").read_text(encoding="utf-8"))
    resources = {resource["name"]: resource for resource in package["resources"]}
    code = resources["dim_municipality"]["schema"]["fields"][0]
    assert (code["type"], code["description"]) == ("string", "SCB's code as text.")
    required = [f["name"] for f in resources["fct_kpi"]["schema"]["fields"] if f.get("constraints")]
    assert required == ["page", "is_primary"]
    assert resources["dim_municipality"]["schema"]["primaryKey"] == ["municipality_code"]
    assert resources["fct_volume"]["schema"]["primaryKey"] == ["fact_id"]
    assert "primaryKey" not in resources["fct_kpi"]["schema"]
    assert resources["dim_report"]["schema"]["foreignKeys"][0]["reference"]["resource"] == "dim_municipality"
    types = {field["name"]: field["type"] for field in resources["fct_kpi"]["schema"]["fields"]}
    assert types == {
        "report_id": "string",
        "page": "integer",
        "raw": "string",
        "value": "number",
        "is_primary": "boolean",
    }
    assert (
        next(f for f in resources["dim_report"]["schema"]["fields"] if f["name"] == "first_seen_at")["type"]
        == "datetime"
    )


def test_licence_sources_and_the_fields_that_lead_to_the_page_are_named(published: Path) -> None:
    package = json.loads((published / "datapackage.json").read_text(encoding="utf-8"))
    assert package["licenses"][0]["name"] == "CC0-1.0"
    assert package["sources"] == [
        {
            "title": "Vaggeryd (0665), Socialnämnden, tertial_1, 2024-04-30",
            "municipality": "Vaggeryd",
            "municipality_code": "0665",
            "report": "vaggeryd.pdf",
            "period_end": "2024-04-30",
            "sha256": "abc",
        }
    ]
    assert package["address_fields"]["page"] == "page"


def test_values_come_back_from_csv_as_they_were(published: Path) -> None:
    package = frictionless.Package(str(published / "datapackage.json"))
    rows = package.get_resource("fct_kpi").read_rows()
    assert rows[0]["raw"] == 'Totalt: "73", ca\nhälften' and float(rows[0]["value"]) == 73.5
    assert rows[1]["value"] is None and rows[1]["is_primary"] is False
    seen = package.get_resource("dim_report").read_rows()[0]["first_seen_at"]
    assert seen.isoformat() == "2026-01-02T02:04:05+00:00"


def test_a_row_that_breaks_the_schema_is_found(published: Path) -> None:
    file = (published / "csv/fct_kpi.csv").resolve()
    file.write_text(file.read_text(encoding="utf-8").replace(",true", ",perhaps"), encoding="utf-8")
    assert not frictionless.validate(str(published / "datapackage.json")).valid
