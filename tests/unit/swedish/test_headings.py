"""Headings with abbreviations, compounds of them and lost spaces name the same measures as the full words."""

from __future__ import annotations

import pytest

from dagster_project.domain.facts.columns import read_column
from dagster_project.domain.swedish.headings import forecast_round, named_measures, read_legend, spell_out


@pytest.mark.parametrize(
    ("printed", "spelled"),
    [
        ("Ack.utf", "ackumulerat utfall"),
        ("Ack utf % av budg", "ackumulerat utfall % av budget"),
        ("Helårsbudg.", "helårsbudget"),
        ("Budavv", "budgetavvikelse"),
        ("Progn.avv", "prognos avvikelse"),
        ("Bud per", "budget perioden"),
        ("Per.bud", "perioden budget"),
        ("UtfallJan-Aug2024", "Utfall Jan-Aug 2024"),
        ("Utfall2013", "Utfall 2013"),
        ("Utfall_proc", "Utfall procent"),
    ],
)
def test_abbreviations_and_lost_spaces_are_written_out(printed: str, spelled: str) -> None:
    assert spell_out(printed) == spelled


@pytest.mark.parametrize(
    "heading", ["Prognos per april", "Kostnad per plats", "Verksamhet", "T1 2024", "Avvikelse", "R12"]
)
def test_full_words_stay_as_printed(heading: str) -> None:
    assert spell_out(heading) == heading


@pytest.mark.parametrize(
    ("heading", "measure"),
    [
        ("Bud", "budget"),
        ("Perbud", "period_budget"),
        ("Ack. budg", "period_budget"),
        ("Bud per", "period_budget"),
        ("Utf -23", "actual"),
        ("Redov. 2016", "actual"),
        ("Bokfört t.o.m. april", "actual"),
        ("Avv ack", "deviation"),
        ("Differens mot bud", "deviation"),
        ("Jmf budget", "deviation"),
        ("Bu-prognos", "forecast_deviation"),
        ("Progn.avv", "forecast_deviation"),
        ("Avv prognos", "forecast_deviation"),
        ("Prognostiserat överskott/underskott", "forecast_deviation"),
        ("Helårsprogn", "forecast"),
        ("Fg prognos", "prior_forecast"),
        ("Förändr. fr föreg. progn.", "change"),
        ("Förbr. %", "percent_of_budget"),
        ("Kvar", "remaining_budget"),
        ("Utfall exkl. resultatdispositioner", "actual"),
        ("Inkl. budgetjusteringar", "budget"),
    ],
)
def test_an_abbreviated_heading_names_its_measure(heading: str, measure: str) -> None:
    assert named_measures(heading)[:1] == (measure,)


def test_an_abbreviated_heading_keeps_its_period_and_its_printed_label() -> None:
    column = read_column(1, ("Utf jan-aug2023",), 2024)
    assert column.period is not None
    assert (column.label, str(column.period.end)) == ("Utf jan-aug2023", "2023-08-31")


def test_letters_over_columns_are_what_the_legend_says_and_stay_as_printed() -> None:
    legend = read_legend("Belopp i mnkr U=Utgifter I=Inkomster")
    assert legend == {"U": "Utgifter", "I": "Inkomster"}
    column = read_column(2, ("Budget 2016–2019", "I"), 2019, legend)
    assert (column.label, column.account_line) == ("Budget 2016–2019 > I", "revenue")
    assert column.period is not None
    assert (str(column.period.start), str(column.period.end)) == ("2016-01-01", "2019-12-31")


def test_no_legend_is_found_in_other_equations() -> None:
    assert read_legend("Index 2015=100, B = 3, kvot=ABC") == {}


@pytest.mark.parametrize(
    ("heading", "number"),
    [
        ("Progn. 1", 1),
        ("Diff prognos 2", 2),
        ("Helårsprognos 3", 3),
        ("Prognos 31/8", 0),
        ("Prognos 2024", 0),
        ("Prognos", 0),
    ],
)
def test_rounds_of_forecasts_are_numbered(heading: str, number: int) -> None:
    assert forecast_round(heading) == number
