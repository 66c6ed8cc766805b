"""Whose report it is: municipality, board, type and period from the document's own words, and a manifest beside it."""

from __future__ import annotations

from datetime import date

import pytest

from dagster_project.domain.documents.identify import identify
from dagster_project.domain.documents.manifest import ManifestRow
from dagster_project.domain.documents.read_text import read_text
from dagster_project.domain.model import Document, Paragraph, ReportProfile


def profile_of(text: str, manifest: ManifestRow | None = None) -> ReportProfile:
    document, _ = read_text(text.encode(), "sha", "report.txt")
    return identify(document, manifest)


TITLE = "Budgetuppföljning april 2024\n\nMariestads kommun\n\nSocialnämnden\n\n"
TABLE = "Verksamhet (tkr)\tBudget 2024\tUtfall 2024-04\nHemtjänst\t100\t40\n"


def test_title_page_names_municipality_board_type_and_period() -> None:
    profile = profile_of(TITLE + TABLE)
    assert (profile.municipality_code, profile.municipality) == ("1493", "Mariestad")
    assert (profile.board, profile.report_type) == ("Socialnämnden", "tertial_1")
    assert (profile.period_start, profile.period_end) == (date(2024, 1, 1), date(2024, 4, 30))


def test_code_keeps_its_leading_zero() -> None:
    assert profile_of("Delårsrapport 2024\n\nKnivsta kommun\n\n" + TABLE).municipality_code == "0330"


def test_a_municipality_is_known_without_its_genitive() -> None:
    assert profile_of("Månadsrapport maj 2024\n\nOrust kommun\n\n" + TABLE).municipality == "Orust"


def test_neighbours_named_in_the_text_lose_by_number() -> None:
    text = TITLE + "Ett samarbete med Skövde kommun har inletts.\n\nMariestads kommun leder arbetet.\n\n" + TABLE
    assert profile_of(text).municipality == "Mariestad"


def test_report_that_names_no_municipality_has_an_empty_code() -> None:
    profile = profile_of("Månadsuppföljning mars 2024\n\nSocialtjänsten\n\n" + TABLE)
    assert profile.municipality_code == ""
    assert profile.period_end == date(2024, 3, 31)
    assert profile.report_type == "month"


def test_common_word_that_is_also_a_municipality_is_not_taken_for_one_in_running_text() -> None:
    text = "Delårsrapport 2024\n\nNämnden har köpt mark och en å rinner genom det.\n\n" + TABLE
    assert profile_of(text).municipality_code == ""


@pytest.mark.parametrize(
    ("title", "report_type", "end"),
    [
        ("Årsredovisning 2023", "annual_board", date(2023, 12, 31)),
        ("Verksamhetsberättelse 2022", "annual_board", date(2022, 12, 31)),
        ("Delårsrapport per 31 augusti 2024", "interim_board", date(2024, 8, 31)),
        ("Tertialrapport 1 2024", "tertial_1", date(2024, 4, 30)),
        ("Månadsuppföljning oktober 2023", "month", date(2023, 10, 31)),
        ("Delårsrapport januari - juni 2024", "interim_board", date(2024, 6, 30)),
        ("Ekonomisk uppföljning 2024-05", "month", date(2024, 5, 31)),
    ],
)
def test_type_and_period_follow_from_the_title(title: str, report_type: str, end: date) -> None:
    profile = profile_of(f"{title}\n\nSocialnämnden\n\nVerksamhet (tkr)\tBudget\tUtfall\nHemtjänst\t100\t40\n")
    assert (profile.report_type, profile.period_end) == (report_type, end)


def test_a_report_that_is_yearly_by_nature_covers_its_year() -> None:
    profile = profile_of(
        "Kvalitetsberättelse 2023\n\nMariestads kommun\n\nSocialnämnden\n\nMått\t2023\nKontinuitet\t14\n"
    )
    assert (profile.report_type, profile.period_end) == ("annual_board", date(2023, 12, 31))


def test_date_of_the_letter_is_not_the_period() -> None:
    text = "Upprättad: 2021-09-24\n\nSocialnämnden\n\n## Delårsrapport 2021\n\nResultatet till och med augusti 2021.\n"
    profile = profile_of(text + "\nEnhet (tkr)\tBudget 2021\tUtfall per augusti\nStab\t10\t7\n")
    assert profile.document_date == date(2021, 9, 24)
    assert profile.period_end == date(2021, 8, 31)


def test_manifest_fills_what_the_text_does_not_say() -> None:
    row = ManifestRow("x.txt", "Piteå", "2581", "Socialnämnden", "månadsuppföljning", date(2024, 3, 31))
    profile = profile_of("Månadsuppföljning mars 2024\n\nSocialtjänsten\n\n" + TABLE, row)
    assert (profile.municipality_code, profile.board, profile.source) == ("2581", "Socialnämnden", "manifest")
    assert profile.conflicts == ()


def test_manifest_against_the_text_is_a_conflict_that_names_both() -> None:
    row = ManifestRow("x.txt", "Skövde", "1496", "Socialnämnden", "tertialrapport", date(2024, 8, 31))
    profile = profile_of(TITLE + TABLE, row)
    assert profile.municipality_code == "1493"
    assert len(profile.conflicts) == 2
    assert "Skövde" in profile.conflicts[0] and "2024-08-31" in profile.conflicts[1]


def test_a_budget_names_itself_and_reports_on_no_period() -> None:
    profile = profile_of(
        "# Internbudget 2025 med plan 2026-2027\n\nSocialnämnden, Habo kommun\n\nPlatser den 31 december 2024.\n"
    )
    assert (profile.printed_type, profile.report_type, profile.period_end) == ("Internbudget", "", None)


def test_a_follow_up_of_a_budget_is_a_report() -> None:
    profile = profile_of("# Uppföljning av internbudget 2024, mars\n\nSocialnämnden, Habo kommun\n")
    assert profile.period_end == date(2024, 3, 31)


@pytest.mark.parametrize("said", ["Antagen av nämnden i december 2020", "Fastställd av fullmäktige 2021-01-31"])
def test_a_budget_reports_on_no_period_whenever_it_was_adopted(said: str) -> None:
    table = "Ålder\t31/12 2020\t31/12 2021\n6 år\t216\t225\n"
    profile = profile_of(f"Sjöbo kommun\n\nBudget 2021 med plan 2022-2023\n\n{said}\n\n{table}")
    assert (profile.printed_type, profile.period_end) == ("Budget", None)


def test_a_title_with_its_year_names_the_type_before_a_page_footer_does() -> None:
    footer = Paragraph("Ekonomisk uppföljning Sida 1 (4)", 1, "furniture")
    title = Paragraph("Omsorgsnämnden Årsredovisning 2013", 1, "heading", 1)
    document = Document("sha", "x.pdf", "application/pdf", 1, (footer, Paragraph("Ljusdals kommun", 1), title))
    profile = identify(document)
    assert (profile.printed_type, profile.period_end) == ("Årsredovisning", date(2013, 12, 31))


def test_a_month_among_other_months_of_a_table_is_not_what_the_report_is_for() -> None:
    title = (
        "Sollefteå kommun\n\nOmsorgsnämnden\n\nEkonomi- och verksamhetsrapport per mars 2025, placeringar och köer\n\n"
    )
    table = "Mkr\tjan 25\tfeb 25\tmars 25\nHVB\t1,21\t1,08\t1,32\nSiS\t0,31\t0,28\t0,00\n"
    assert profile_of(title + table).period_end == date(2025, 3, 31)
    untitled = "Sollefteå kommun\n\nOmsorgsnämnden\n\nPlaceringar 2025\n\nUtfall till och med mars.\n\n"
    assert profile_of(untitled + table).period_end == date(2025, 3, 31)
