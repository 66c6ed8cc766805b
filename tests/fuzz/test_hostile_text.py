"""Hostile text is read or refused within bounds: never a hang, an exception or a failure of our own."""

from __future__ import annotations

import pytest
from fuzz.harness import assert_bounded, read_apart
from fuzz.hostile_text import MEGABYTE, SHAPES
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

#: generous for a loaded machine; what these guard against is time that grows with the square of the size
SECONDS, MEGABYTES = 20.0, 400.0
#: shapes that take too long when large, on a machine that has other work
OPEN_LARGE = {
    "one_long_table": "time grows with the square of the number of rows",
    "other_digits": "time grows with the square of the number of rows",
    "odd_line_ends": "about a millisecond for every cell: minutes for 10 MB",
    "many_tables": "about a millisecond for every cell: minutes for 10 MB",
    "many_short_lines": "statements take a millisecond for every line",
}


def _large() -> list[object]:
    """The shapes; those that are open are expected to fail."""
    params = []
    for shape in SHAPES:
        reason = OPEN_LARGE.get(shape.__name__)
        own = [pytest.mark.xfail(reason=reason, strict=False)] if reason else []
        params.append(pytest.param(shape, id=shape.__name__, marks=own))
    return params


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.__name__)
def test_hostile_text_is_read_or_refused_within_bounds(shape) -> None:  # type: ignore[no-untyped-def]
    assert_bounded(read_apart(shape(12_000).encode(), seconds=SECONDS), SECONDS, MEGABYTES)


@pytest.mark.slow
@pytest.mark.parametrize("shape", _large())
def test_ten_megabytes_of_hostile_text_are_read_or_refused_within_bounds(shape) -> None:  # type: ignore[no-untyped-def]
    assert_bounded(read_apart(shape(10 * MEGABYTE).encode(), seconds=90), 90, 2000)


@pytest.mark.parametrize("at", [0, 600, 5000])
def test_text_with_nul_is_no_report(at: int) -> None:
    text = ("Verksamhet\tUtfall 2024\nHemtjänst\t1 200\n" * 400).encode()
    outcome = read_apart(text[:at] + b"\x00" + text[at:])
    assert outcome.codes == ("documents.not-a-report",)
    assert outcome.n_facts == 0


@settings(max_examples=40, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(
        st.sampled_from(
            [
                *"\t\t\n\n#*()-–,.%:;<>/",
                "<b>",
                "</p><p>",
                "**",
                "Utfall 2024",
                "Budget",
                "tkr",
                "1 200",
                "-3 41",
                "\u202e",
            ]
        ),
        max_size=200,
    )
)
def test_any_heap_of_signs_is_read_without_failure(signs: list[str]) -> None:
    outcome = read_apart("".join(signs).encode())
    assert_bounded(outcome, SECONDS, MEGABYTES)
    assert "facts.table-not-understood" not in outcome.codes


@settings(max_examples=25, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
@given(st.binary(max_size=3000))
def test_random_bytes_are_refused_or_read_without_failure(data: bytes) -> None:
    assert_bounded(read_apart(data), SECONDS, MEGABYTES)
