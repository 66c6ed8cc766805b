"""Proposed corrections: in the form of the file, and never in force without a person."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from dagster_project.domain.model import Fact, ReportProfile
from dagster_project.domain.quality.errata import Erratum, ErratumError, PrintedReport, hold_errata
from dagster_project.domain.quality.errata_file import read_errata, write_entry
from dagster_project.domain.quality.propose import propose
from dagster_project.domain.quality.reconcile import reconcile

PROFILE = ReportProfile(municipality_code="0665", report_type="tertial_1", period_end=date(2024, 4, 30))


def proposed(facts: list[Fact], known: tuple[Erratum, ...] = ()) -> list[Erratum]:
    return propose(PrintedReport("d", PROFILE, tuple(facts)), reconcile(facts), known)


def test_the_lost_minus_of_vaggeryd_is_proposed_and_nothing_else(printed):
    (erratum,) = proposed(printed["vaggeryd"])
    assert (erratum.row_label, erratum.col_label) == ("Ensamkommande barn", "Utfall 2024-04")
    assert (erratum.printed_value, erratum.corrected_value, erratum.unit) == (661, -661, "tkr")
    assert "112 153" in erratum.reason and "112 153" in erratum.reason_sv


@pytest.mark.parametrize("report", ["mark", "gnesta", "pitea", "askersund"])
def test_sound_reports_have_nothing_to_propose(printed, report):
    assert proposed(printed[report]) == []


def test_a_cell_that_has_its_correction_is_not_proposed_again(printed):
    (erratum,) = proposed(printed["vaggeryd"])
    decided = replace(erratum, erratum_id="ours", decided_on=date(2024, 6, 1), decided_by="a controller")
    assert proposed(printed["vaggeryd"], (decided,)) == []


def test_a_proposal_moved_over_as_it_is_is_refused_for_want_of_a_person(printed, tmp_path):
    (erratum,) = proposed(printed["vaggeryd"])
    path = tmp_path / "errata.yml"
    path.write_text(write_entry(erratum), encoding="utf-8")
    with pytest.raises(ErratumError, match="decided_on is missing"):
        read_errata(path)


def test_a_proposal_that_a_person_signs_corrects_the_cell(printed, tmp_path):
    (erratum,) = proposed(printed["vaggeryd"])
    path = tmp_path / "errata.yml"
    signed = replace(erratum, decided_on=date(2024, 6, 1), decided_by="a controller")
    path.write_text(write_entry(signed), encoding="utf-8")
    report = PrintedReport("d", PROFILE, tuple(printed["vaggeryd"]))
    (outcome,) = hold_errata(read_errata(path), [report])
    assert (outcome.status, outcome.corrected_amount_sek) == ("applied", Decimal(661_000))
    assert len(outcome.repairs) == 2
