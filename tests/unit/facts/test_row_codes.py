"""Codes before labels: when a single figure is one."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from dagster_project.domain.model import Fact

Reader = Callable[..., list[Fact]]


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        (("1 Politik", "2 Ledning", "31 Hemtjänst"), [("1", "Politik"), ("2", "Ledning"), ("31", "Hemtjänst")]),
        (("1 Politik", "2 Ledning", "5 Omsorg"), [("1", "Politik"), ("2", "Ledning"), ("5", "Omsorg")]),
        (("1 Barn", "Äldre", "Vuxna"), [("", "1 Barn"), ("", "Äldre"), ("", "Vuxna")]),
    ],
)
def test_a_figure_alone_is_a_code_among_codes(
    facts_of: Reader, labels: tuple[str, ...], expected: list[tuple[str, str]]
) -> None:
    facts = facts_of("Drift, tkr", "Verksamhet | Budget 2024", *(f"{label} | 14{i}0" for i, label in enumerate(labels)))
    assert [(f.row_code, f.row_label) for f in facts] == expected
