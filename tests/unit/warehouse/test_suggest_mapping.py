"""Suggestions for labels without a mapping."""

from __future__ import annotations

import random
import unicodedata

import pytest

from dagster_project.domain.warehouse.suggest_mapping import Candidate, suggest_mapping

KNOWN = [
    Candidate("Äldreomsorg", "510"),
    Candidate("Barnomsorg", "407"),
    Candidate("Barn- och ungdomsvård", "569"),
    Candidate("Ekonomiskt bistånd", "575"),
    Candidate("Särskilt boende för äldre", "510.SB", "2581", "activity_mapping"),
    Candidate("Särskilt boende/annat boende", "510.SB", "1882", "activity_mapping"),
]


@pytest.mark.parametrize(
    ("label", "target"),
    [
        ("Äldreomsorgen", "510"),
        ("ÄLDREOMSORG *", "510"),
        (unicodedata.normalize("NFD", "Äldreomsorg"), "510"),
        ("Barn och ungdomsvård", "569"),
        ("Ekonomisk bistånd", "575"),
    ],
)
def test_another_spelling_of_a_known_label_is_suggested_first(label: str, target: str) -> None:
    assert suggest_mapping(label, KNOWN)[0].target == target


def test_equal_but_for_signs_and_case_is_a_hundred() -> None:
    assert suggest_mapping("barn och ungdomsvård*", KNOWN)[0].similarity == 100.0


@pytest.mark.parametrize("label", ["", "  ", "754", "- *", "Parkering", "Barnomsorg i annan regi på entreprenad"])
def test_a_label_like_nothing_known_gets_no_suggestion(label: str) -> None:
    assert suggest_mapping(label, KNOWN) == ()


def test_a_likeness_of_half_a_word_is_no_suggestion() -> None:
    assert [s.target for s in suggest_mapping("Äldreomsorg", KNOWN)] == ["510"]


def test_the_municipalitys_own_line_comes_before_another_just_as_like() -> None:
    known = [Candidate("Stab", "92", "0461"), Candidate("Stab", "ORG", "0665"), Candidate("Stab", "100")]
    assert [s.target for s in suggest_mapping("Stab", known, "0665")] == ["ORG", "100", "92"]
    assert suggest_mapping("Stab", known, "0665")[0].is_same_municipality
    assert not any(s.is_same_municipality for s in suggest_mapping("Stab", known))


def test_a_target_is_suggested_once_by_its_best_label() -> None:
    found = suggest_mapping("Särskilt boende äldre", KNOWN, min_similarity=50)
    assert [s.candidate_label for s in found if s.target == "510.SB"] == ["Särskilt boende för äldre"]


def test_order_of_candidates_does_not_matter_and_the_limit_holds() -> None:
    shuffled = random.Random(4).sample(KNOWN, len(KNOWN))
    assert suggest_mapping("omsorg", KNOWN, min_similarity=0) == suggest_mapping("omsorg", shuffled, min_similarity=0)
    assert len(suggest_mapping("omsorg", KNOWN, min_similarity=0, limit=2)) == 2
    assert suggest_mapping("Äldreomsorg", KNOWN, limit=0) == ()
