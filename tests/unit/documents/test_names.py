"""Names of files from outside: data, never paths."""

from __future__ import annotations

import unicodedata
from pathlib import PurePosixPath, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dagster_project.domain.documents.names import MAX_NAME_BYTES, NAMELESS, name_of_address, neutralise_name


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("Delårsrapport augusti 2024.pdf", "Delårsrapport augusti 2024.pdf"),
        ("../../x.pdf", "x.pdf"),
        ("/etc/passwd", "passwd"),
        ("C:\\Windows\\x.pdf", "x.pdf"),
        ("..\\..\\x.pdf", "x.pdf"),
        ("x.pdf\x00.exe", "x.pdf.exe"),
        ("a\x1b[31mb\n.pdf", "a[31mb.pdf"),
        ("abc\u202efdp.exe", "abcfdp.exe"),
        ("..\uff0f..\uff0fx.pdf", "x.pdf"),
        ("CON", "_CON"),
        ("nul.pdf", "_nul.pdf"),
        ("com1.tar.gz", "_com1.tar.gz"),
        (".htaccess", "htaccess"),
        ("x.pdf. . ", "x.pdf"),
        ("a:b|c?.pdf", "a_b_c_.pdf"),
        ("..", NAMELESS),
        ("", NAMELESS),
        ("\x00", NAMELESS),
        ("Pitea\u030a.pdf", "Piteå.pdf"),
    ],
)
def test_a_name_becomes_its_last_part_without_anything_that_acts(name: str, safe: str) -> None:
    assert neutralise_name(name) == safe


def test_a_long_name_is_cut_and_keeps_its_ending() -> None:
    cut = neutralise_name("ö" * 5000 + ".pdf")
    assert cut.endswith("ö.pdf")
    assert len(cut.encode()) <= MAX_NAME_BYTES


@given(st.text(max_size=400))
def test_no_name_is_a_path_or_a_device_and_doing_it_twice_changes_nothing(name: str) -> None:
    safe = neutralise_name(name)
    assert PurePosixPath(safe).name == safe == PureWindowsPath(safe).name
    assert not PureWindowsPath(safe).is_reserved()
    assert 0 < len(safe.encode()) <= MAX_NAME_BYTES
    assert not [ch for ch in safe if unicodedata.category(ch)[0] == "C"]
    assert neutralise_name(safe) == safe


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("https://a.se/b/c%20d.pdf?x=1", "c d.pdf"),
        ("https://a.se/b/..%2F..%2Fx.pdf", "x.pdf"),
        ("https://a.se/", "a.se"),
        ("https://a.se/download/", "download"),
    ],
)
def test_an_address_gives_the_name_in_its_path(address: str, name: str) -> None:
    assert name_of_address(address) == name
