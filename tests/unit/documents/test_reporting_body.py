"""Whose report it is: a board's or the whole municipality's, by title, type and the boards it goes through."""

from __future__ import annotations

import pytest

from dagster_project.domain.documents.identify import identify
from dagster_project.domain.documents.read_text import read_text
from dagster_project.domain.model import ReportProfile


def profile(*blocks: str) -> ReportProfile:
    document, _ = read_text("\n\n".join(blocks).encode(), "0" * 64, "report.txt")
    return identify(document)


@pytest.mark.parametrize(
    "blocks",
    [
        ("# Årsredovisning 2023", "Vansbro kommun", "Kommunstyrelsen", "Socialnämnden redovisar ett underskott."),
        ("# Årsredovisning 2022 för Lunds kommun", "Innehåll", "Socialnämnd", "Barn- och skolnämnd"),
        ("# Årsredovisning 2022", "Hofors kommun", "Förvaltningsberättelse"),
    ],
)
def test_an_annual_report_that_names_no_single_board_is_the_municipalitys(blocks: tuple[str, ...]) -> None:
    found = profile(*blocks)
    assert (found.report_type, found.board) == ("annual_municipality", "")


@pytest.mark.parametrize(
    "blocks",
    [
        ("# Delårsrapport januari-augusti 2024", "Hallsbergs kommun", "Nämndernas utfall"),
        ("# Delårsrapport 2024-08-31", "Eda kommun", "Sammanställd redovisning"),
        ("# Delårsrapport 2024-08-31", "Mora kommun", "Nämnd\tUtfall\nSocialnämnden\t1\nBildningsnämnden\t2"),
    ],
)
def test_an_interim_report_over_several_boards_is_the_municipalitys(blocks: tuple[str, ...]) -> None:
    assert profile(*blocks).report_type == "interim_municipality"


@pytest.mark.parametrize(
    ("blocks", "report_type", "board"),
    [
        (("# Årsrapport 2023 socialnämnden", "Umeå kommun"), "annual_board", "Socialnämnden"),
        (("# Bokslut 22-12-31", "Tekniska nämnden, Ånge kommun"), "annual_board", "Tekniska nämnden"),
        (
            ("# Delårsrapport T2 2023", "Nämnden för arbete och välfärd"),
            "interim_board",
            "Nämnden för arbete och välfärd",
        ),
        (("# Delårsbokslut 2024-08-31", "Socialförvaltningen", "Sala kommun"), "interim_board", ""),
        (("Månadsuppföljning mars 2025", "Vård- och omsorgsnämnden, Säter"), "month", "Vård- och omsorgsnämnden"),
        (("# Uppföljning per den 31 oktober 2023", "Stockholms stad", "Socialnämnden"), "month", "Socialnämnden"),
    ],
)
def test_a_board_named_in_the_title_reports(blocks: tuple[str, ...], report_type: str, board: str) -> None:
    found = profile(*blocks)
    assert (found.report_type, found.board) == (report_type, board)


def test_a_quarterly_report_covers_the_year_to_its_quarters_end() -> None:
    found = profile("# Kvartalsrapport 3 2023", "Nynäshamns kommun", "Socialnämnden")
    assert (str(found.period_start), str(found.period_end)) == ("2023-01-01", "2023-09-30")
