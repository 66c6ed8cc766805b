"""Hostile and damaged PDFs are read or refused within bounds: never a hang, an exception or a failure of our own."""

from __future__ import annotations

from pathlib import Path

import pytest
from fuzz.harness import assert_bounded, read_apart
from fuzz.hostile_pdf import MEGABYTE, SHAPES
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typesetting.bad_files import good_pdf

SECONDS, MEGABYTES = 20.0, 400.0
SAMPLES = sorted((Path(__file__).parents[2] / "data" / "reports").glob("*.pdf"))
CALM = settings(deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.__name__)
def test_hostile_pdf_is_read_or_refused_within_bounds(shape) -> None:  # type: ignore[no-untyped-def]
    assert_bounded(read_apart(shape(MEGABYTE // 5), seconds=SECONDS), SECONDS, MEGABYTES)


@pytest.mark.slow
@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.__name__)
def test_bombs_of_hundreds_of_megabytes_are_bounded(shape) -> None:  # type: ignore[no-untyped-def]
    data = shape(300 * MEGABYTE if shape.__name__.startswith(("bomb", "same_bomb")) else MEGABYTE)
    assert_bounded(read_apart(data, seconds=60), 60, 1500)


@settings(CALM, max_examples=25)
@given(st.data())
def test_damaged_pdf_is_read_or_refused(data: st.DataObject) -> None:
    whole = good_pdf()
    assert_bounded(read_apart(_damaged(data, whole)), SECONDS, MEGABYTES)


@settings(CALM, max_examples=25)
@given(st.binary(max_size=4000))
def test_random_bytes_behind_a_pdf_header_are_refused(data: bytes) -> None:
    outcome = read_apart(b"%PDF-1.7\n" + data)
    assert_bounded(outcome, SECONDS, MEGABYTES)
    assert outcome.is_refused


@pytest.mark.slow
@pytest.mark.parametrize("path", SAMPLES, ids=lambda p: p.stem)
@settings(CALM, max_examples=15)
@given(data=st.data())
def test_cut_and_spliced_reports_are_read_or_refused(path: Path, data: st.DataObject) -> None:
    assert_bounded(read_apart(_damaged(data, path.read_bytes()), seconds=120), 120, 800)


def _damaged(data: st.DataObject, whole: bytes) -> bytes:
    """The file cut, with a piece taken out, doubled or moved, or with some bytes changed."""
    a, b = sorted(data.draw(st.tuples(st.integers(0, len(whole)), st.integers(0, len(whole)))))
    how = data.draw(st.sampled_from(["cut", "taken out", "doubled", "moved", "changed"]))
    if how == "cut":
        return whole[:b]
    if how == "taken out":
        return whole[:a] + whole[b:]
    if how == "doubled":
        return whole[:b] + whole[a:]
    if how == "moved":
        return whole[:a] + whole[b:] + whole[a:b]
    changed = bytearray(whole)
    for _ in range(data.draw(st.integers(1, 30))):
        changed[data.draw(st.integers(9, len(whole) - 1))] = data.draw(st.integers(0, 255))
    return bytes(changed)
