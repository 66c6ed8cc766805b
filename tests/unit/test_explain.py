"""`utfall explain`: from one number back to its cell, on a small warehouse made from one typeset report."""

from __future__ import annotations

import io
from pathlib import Path

import duckdb
import pypdfium2 as pdfium
import pytest
from PIL import Image, ImageChops

from dagster_project.adapters.page_image import draw_page
from dagster_project.building.explain import explain_fact, mark_cell
from dagster_project.commands.explain import run_explain, say
from dagster_project.domain.documents.archive import archive_original
from dagster_project.domain.read_report import read_report
from dagster_project.domain.warehouse.home import Home, open_home
from dagster_project.domain.warehouse.write_raw import write_raw
from dagster_project.problems import Problem

REPORT = """Budgetuppföljning per april 2024
Vaggeryds kommun, socialnämnden

Driftredovisning, tkr
Verksamhet\tBudget 2024\tUtfall 2024-04\tPrognos 2024\tAvvikelse
Hemtjänst\t30 000\t9 800\t30 200\t-200
Särskilt boende\t50 000\t16 700\t49 600\t400
Summa\t80 000\t26 500\t79 800\t200
"""


def make_home(folder: Path, data: bytes, name: str) -> Home:
    """A home whose marts hold the report's facts with the columns that explain reads, in two versions."""
    home = open_home(folder)
    original = archive_original(home.lake, data, name, "here")
    reading = read_report(data, name)
    write_raw(reading, home.lake)
    home.published_dir.mkdir(parents=True)
    raw = f"{home.lake}/raw"
    with duckdb.connect(str(home.published_file)) as connection:
        connection.execute(f"""
            create schema marts; use marts;
            create table dim_municipality as select '0665' as municipality_code, 'Vaggeryd' as name;
            create table dim_report as select *, 'slot' as slot_id, 1 as version_no, true as is_newest_version
                from read_parquet('{raw}/reports/{original.sha256}/*.parquet');
            create table dim_activity as
                select '520.HT' as activity_code, 'Hemtjänst' as name_sv, 'Home care' as name_en, true as is_mapped;
            create table fct_cost_by_activity as
                select * exclude (measure), measure as value_kind, amount_reported_sek as amount_sek,
                    true as is_additive, true as is_additive_in_report, null::varchar as repeats_fact_id,
                    case when row_label = 'Hemtjänst' then '520.HT' end as activity_code,
                    'label' as mapping_rule, 'high' as mapping_confidence
                from read_parquet('{raw}/facts/{original.sha256}/*.parquet');
            create table fct_cost_by_activity_history as select *, 'slot' as slot_id, 1 as version_no,
                timestamptz '2024-05-01 00:00:00+00' as known_from, timestamptz '2024-06-01 00:00:00+00' as known_to
                from fct_cost_by_activity;
            insert into fct_cost_by_activity_history by name
                select * replace ('later-' || fact_id as fact_id, 2 as version_no, '9 900' as raw,
                    known_to as known_from, null as known_to) from fct_cost_by_activity_history
                where row_label = 'Hemtjänst' and value_kind = 'actual';
            create table fct_quality_identity as select 'i1' as identity_id, 'rows_sum_to_total' as identity,
                fact_id as printed_fact_id, 26500.0 as printed, 26500.0 as expected, 'tkr' as unit, 2 as n_terms,
                row_label, 'holds' as outcome
                from fct_cost_by_activity where row_label = 'Summa' and value_kind = 'actual';
            create table fct_quality_identity_term as select 'i1' as identity_id, fact_id
                from fct_cost_by_activity where row_label <> 'Summa' and value_kind = 'actual';
            create table fct_erratum as select 'e1' as erratum_id, 'applied' as status, fact_id,
                value as printed_value, -value as corrected_value, unit, 'the sign is lost' as reason
                from fct_cost_by_activity where row_label = 'Hemtjänst' and value_kind = 'actual';
        """)
    return home


def find_id(home: Home, label: str, kind: str) -> str:
    with duckdb.connect(str(home.published_file), read_only=True) as connection:
        row = connection.execute(
            "select fact_id from marts.fct_cost_by_activity where row_label = ? and value_kind = ?", [label, kind]
        ).fetchone()
    assert row is not None
    return str(row[0])


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return make_home(tmp_path, REPORT.encode(), "report.txt")


def explained(home: Home, fact_id: str) -> str:
    with duckdb.connect(str(home.published_file), read_only=True) as connection:
        connection.execute("set search_path = 'marts'")
        return "\n".join(say(explain_fact(connection, fact_id)))


def test_a_number_is_followed_to_report_cell_neighbours_mapping_corrections_checks_and_versions(home: Home) -> None:
    fact_id = find_id(home, "Hemtjänst", "actual")
    words = explained(home, fact_id)
    for part in (
        "9800 tkr",
        'Printed     "9 800"',
        "Vaggeryd (0665)",
        "report.txt, version 1 (newest)",
        'table     "Driftredovisning, tkr"',
        'row       "Hemtjänst"',
        'column    "Utfall 2024-04"',
        '"Budget 2024": "30 000" (budget',
        f'> "Utfall 2024-04": "9 800" (actual, {fact_id})',
        "520.HT: Home care · Hemtjänst (mapping_rule label, mapping_confidence high)",
        "e1 (applied): printed 9800, corrected -9800 tkr. the sign is lost",
        'rows_sum_to_total: holds (printed 26500, expected 26500 tkr; 2 terms; "Summa")',
        '> 1: "9 800"',
        '  2: "9 900"',
    ):
        assert part in words


def test_a_number_of_an_earlier_or_later_version_is_found_in_the_history(home: Home) -> None:
    words = explained(home, "later-" + find_id(home, "Hemtjänst", "actual"))
    assert "in fct_cost_by_activity_history" in words and '> 2: "9 900"' in words


def test_the_total_of_a_check_is_explained_by_it_as_well_as_its_terms(home: Home) -> None:
    assert "rows_sum_to_total: holds" in explained(home, find_id(home, "Summa", "actual"))
    assert "Checks      none" in explained(home, find_id(home, "Summa", "budget"))


def test_an_unknown_id_is_said_with_status_2(home: Home) -> None:
    with pytest.raises(Problem) as problem:
        run_explain("nope' or 1=1 --", home.directory, None)
    assert (problem.value.code, problem.value.exit_status) == ("explain.fact-unknown", 2)


def test_a_text_report_has_no_page_to_draw(home: Home, tmp_path: Path) -> None:
    with pytest.raises(Problem) as problem:
        run_explain(find_id(home, "Summa", "actual"), home.directory, tmp_path / "page.png")
    assert (problem.value.code, problem.value.exit_status) == ("explain.no-page", 2)
    assert not (tmp_path / "page.png").exists()


def test_the_cell_is_marked_where_it_stands_on_the_page(tmp_path: Path) -> None:
    sample = Path(__file__).parents[2] / "data/reports"
    pdf = next(iter(sorted(sample.glob("*vaggeryd*.pdf"))))
    home = make_home(tmp_path, pdf.read_bytes(), pdf.name)
    with duckdb.connect(str(home.published_file), read_only=True) as connection:
        connection.execute("set search_path = 'marts'")
        (fact_id, page) = connection.execute(
            "select fact_id, page from fct_cost_by_activity where raw = '661' order by col_no limit 1"
        ).fetchone() or ("", 0)
        png = mark_cell(home, explain_fact(connection, fact_id))
    plain = Image.open(io.BytesIO(draw_page(pdf.read_bytes(), page, (0, 0, 0, 0))))
    changed = ImageChops.difference(Image.open(io.BytesIO(png)), plain).crop((20, 20, *plain.size)).getbbox()
    assert changed is not None
    words = find_words(pdf, page, (changed[0] + 20, changed[1] + 20, changed[2] + 20, changed[3] + 20))
    assert "661" in words and "112" not in words


def find_words(pdf: Path, page_no: int, pixels: tuple[int, int, int, int]) -> str:
    """The text of the page inside a box of pixels, read by another library than the one that drew it."""
    import pdfplumber

    with pdfplumber.open(pdf) as document:
        return str(document.pages[page_no - 1].crop(tuple(p / 2 for p in pixels)).extract_text())


def test_the_mark_of_a_turned_page_counts_from_the_top_left_as_it_is_read() -> None:
    out = io.BytesIO()
    document = pdfium.PdfDocument.new()
    document.new_page(200, 300).set_rotation(90)
    document.save(out)
    picture = Image.open(io.BytesIO(draw_page(out.getvalue(), 1, (240, 20, 280, 40))))
    assert picture.size == (600, 400)
    marked = ImageChops.difference(picture, Image.new("RGB", picture.size, "white")).getbbox()
    assert marked is not None
    assert all(abs(a - b) <= 6 for a, b in zip(marked, (480, 40, 560, 80), strict=True))
