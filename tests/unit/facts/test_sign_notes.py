"""Sentences that say what the signs of deviations mean, and when they are asked."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from dagster_project.domain.facts.sign_notes import plus_is_worse
from dagster_project.domain.model import Fact

Reader = Callable[..., list[Fact]]


@pytest.mark.parametrize(
    "text",
    [
        "Plus = underskott, minus = överskott. Tkr.",
        "Plustecken i diffkolumnerna betyder att kostnaden är högre än budget.",
        "Minustecken betyder lägre kostnader än budget",
        "Negativa tal innebär överskott.",
        "Avvikelse (+ = högre kostnad)",
        "Positiv avvikelse betyder överskridande av budget",
    ],
)
def test_plus_is_said_to_be_worse(text: str) -> None:
    assert plus_is_worse([text])


@pytest.mark.parametrize(
    "text",
    [
        "(+ överskott / - underskott)",
        "Negativ avvikelse innebär underskott",
        "Positiv avvikelse = överskott; negativ = underskott",
        "Prognosen är negativ men bättre än i mars",
        "Ett positivt resultat, 2 mnkr bättre än budget",
        "Avvikelse (+/-)",
    ],
)
def test_sentence_of_the_usual_convention_or_of_one_amount_turns_nothing(text: str) -> None:
    assert not plus_is_worse([text])


LINES = ("Område | Avvikelse augusti | Helårsavvikelse", "Hemtjänst | 1200 | 4500", "LSS | -300 | -1000")


def test_a_note_decides_the_signs_of_deviations_without_levels(facts_of: Reader) -> None:
    turned = facts_of("Avvikelse per område, tkr (+ = underskott)", *LINES)
    usual = facts_of("Avvikelse per område, tkr", *LINES)
    assert [f.amount_reported_sek for f in turned] == [-(f.amount_reported_sek or 0) for f in usual]


def test_levels_outrank_what_is_said_of_signs(facts_of: Reader) -> None:
    facts = facts_of(
        "Drift, tkr (+ = underskott)",
        "Område | Budget jan-aug | Utfall jan-aug | Avvikelse",
        "Hemtjänst | 8000 | 8300 | -300",
        "LSS | 6000 | 5900 | 100",
    )
    assert [f.amount_reported_sek for f in facts if f.measure == "deviation"] == [-300000, 100000]
