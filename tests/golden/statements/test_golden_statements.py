"""Our own sample reports, each with the complete list of the numbers that its sentences state.

A list is complete: a missing row and a row too many both fail. The subject is compared by words (every word of the
expected subject stands in the found one), everything else exactly. The texts called `meningar` are sentences as
controllers write them, one or a few a paragraph, each with what its numbers should give. Their subjects are not asked;
where the definition leaves open what a number is, the list holds the reading we give it.
"""

from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from dagster_project.domain.documents.read_text import read_text
from dagster_project.domain.model import ReportProfile, Statement
from dagster_project.domain.statements import find_statements

HERE = Path(__file__).parent
SAMPLES = {
    "omsorgsnamnden_augusti": ("Omsorgsnämnden", date(2025, 8, 31)),
    "individnamnden_tertial": ("Individnämnden", date(2025, 8, 31)),
    "vard_och_omsorg_oktober": ("Omsorgsnämnden", date(2025, 10, 31)),
    "socialtjansten_mars": ("Socialtjänsten", date(2025, 3, 31)),
    "vard_och_omsorg_bokslut": ("Vård- och omsorgsnämnden", date(2024, 12, 31)),
    "teknik_och_skola_augusti": ("Barn- och utbildningsnämnden", date(2024, 8, 31)),
    "kommunstyrelsen_mars": ("Kommunstyrelsen", date(2025, 3, 31)),
    "individ_och_aldre_bokslut": ("Vård- och omsorgsnämnden", date(2024, 12, 31)),
    "omsorg_skaraborg_oktober": ("Omsorgsnämnden", date(2025, 10, 31)),
    "miljo_och_kultur_arsrapport": ("Kultur- och fritidsnämnden", date(2023, 12, 31)),
    "socialtjanst_norr_tertial": ("Socialnämnden", date(2024, 4, 30)),
    "vard_syd_augusti": ("Vård- och äldrenämnden", date(2025, 8, 31)),
    "arbetsmarknad_bokslut": ("Arbetsmarknads- och integrationsnämnden", date(2022, 12, 31)),
    "kommun_oversikt_t2": ("Kommunstyrelsen", date(2024, 8, 31)),
    "utbildning_vast_t1": ("Utbildningsnämnden", date(2025, 4, 30)),
    "social_smaland_helar": ("Socialnämnden", date(2024, 12, 31)),
    "meningar_delar_augusti": ("Socialnämnden", date(2024, 8, 31)),
    "meningar_bokslut": ("Socialnämnden", date(2024, 12, 31)),
    "meningar_februari": ("Socialnämnden", date(2024, 2, 29)),
    "meningar_tertial": ("Socialnämnden", date(2024, 4, 30)),
    "meningar_internbudget": ("Socialnämnden", date(2025, 12, 31)),
}


def found_in(name: str) -> list[Statement]:
    board, period_end = SAMPLES[name]
    document, _ = read_text((HERE / f"{name}.txt").read_bytes(), "sample", name)
    profile = ReportProfile(board=board, period_start=date(period_end.year, 1, 1), period_end=period_end)
    return list(find_statements(document, profile, []))


def expected_in(name: str) -> list[dict[str, str]]:
    with (HERE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


@pytest.mark.parametrize("name", SAMPLES)
def test_every_stated_number_is_found_in_order_and_nothing_else(name: str) -> None:
    found = [(s.measure, s.value, s.unit, str(s.period_end)) for s in found_in(name)]
    expected = [(e["measure"], Decimal(e["value"]), e["unit"], e["period_end"]) for e in expected_in(name)]
    assert found == expected


@pytest.mark.parametrize("name", SAMPLES)
def test_every_number_has_its_subject(name: str) -> None:
    wrong = [
        (statement.subject, expected["subject"])
        for statement, expected in zip(found_in(name), expected_in(name), strict=True)
        if not set(expected["subject"].casefold().split()) <= set(statement.subject.casefold().split())
    ]
    assert not wrong


@pytest.mark.parametrize("name", SAMPLES)
def test_every_quote_stands_in_the_text_and_holds_its_number(name: str) -> None:
    text = " ".join((HERE / f"{name}.txt").read_text(encoding="utf-8").split())
    for statement in found_in(name):
        assert statement.quote in text
        assert statement.statement_no > 0
