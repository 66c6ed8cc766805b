"""Hostile text is read or refused within bounds: never a hang, an exception or a failure of our own."""

from __future__ import annotations

import pytest
from fuzz.harness import assert_bounded, read_apart
from fuzz.hostile_text import (
    MEGABYTE,
    SHAPES,
    many_short_lines,
    many_tables,
    one_long_table,
    table_of_totals,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

#: generous for a loaded machine; what these guard against is time that grows with the square of the size
SECONDS, MEGABYTES = 20.0, 400.0


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.__name__)
def test_hostile_text_is_read_or_refused_within_bounds(shape) -> None:  # type: ignore[no-untyped-def]
    assert_bounded(read_apart(shape(12_000).encode(), seconds=SECONDS), SECONDS, MEGABYTES)


@pytest.mark.slow
@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.__name__)
def test_ten_megabytes_of_hostile_text_are_read_or_refused_within_bounds(shape) -> None:  # type: ignore[no-untyped-def]
    assert_bounded(read_apart(shape(10 * MEGABYTE).encode(), seconds=90), 90, 2000)


@pytest.mark.slow
@pytest.mark.parametrize("shape", [one_long_table, table_of_totals, many_tables, many_short_lines])
def test_time_grows_with_the_size_of_a_text_not_with_its_square(shape) -> None:  # type: ignore[no-untyped-def]
    small, large = (read_apart(shape(size).encode(), seconds=120) for size in (40_000, 160_000))
    assert (small.ended, large.ended) == ("read", "read")
    assert large.n_facts > 3 * small.n_facts or shape is many_short_lines
    assert large.seconds < 8 * small.seconds + 1


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
