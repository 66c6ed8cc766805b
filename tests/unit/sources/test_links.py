"""Links of a page, and what a file name tells."""

from __future__ import annotations

import pytest

from dagster_project.domain.sources.hints import year_of_name
from dagster_project.domain.sources.links import MAX_LINKS, find_links, is_host_allowed

PAGE = "https://www.example.se/politik/uppfoljning/"


def test_links_are_made_absolute_kept_once_and_in_order() -> None:
    html = """<html><body><a href="b.pdf">B</a> <a href='/files/a.pdf?x=1#page=2'>A</a>
      <a href=b.pdf>again</a> <a href="../other.html">no</a> <a>none</a>"""
    assert find_links(html, PAGE, r"\.pdf") == (
        "https://www.example.se/politik/uppfoljning/b.pdf",
        "https://www.example.se/files/a.pdf?x=1",
    )


def test_a_base_element_moves_relative_links() -> None:
    html = '<base href="https://files.example.se/x/"><a href="a.pdf">A</a>'
    assert find_links(html, PAGE, "pdf") == ("https://files.example.se/x/a.pdf",)


@pytest.mark.parametrize(
    "target", ["mailto:a@b.pdf", "javascript:x.pdf", "data:text/plain,x.pdf", "file:///etc/x.pdf", "http://[x.pdf"]
)
def test_what_is_no_http_address_is_no_link(target: str) -> None:
    assert find_links(f'<a href="{target}">x</a>', PAGE, "") == ()


def test_a_page_of_a_million_links_is_cut() -> None:
    html = "".join(f'<a href="{n}.pdf">' for n in range(MAX_LINKS + 100))
    assert len(find_links(html, PAGE, "pdf")) == MAX_LINKS


@pytest.mark.parametrize(
    ("host", "allowed"),
    [
        ("www.example.se", True),
        ("example.se", True),
        ("files.example.se", True),
        ("FILES.example.com", True),
        ("evilexample.se", False),
        ("example.se.evil.com", False),
        ("169.254.169.254", False),
        ("localhost", False),
    ],
)
def test_a_page_leads_to_its_own_hosts_and_those_named(host: str, allowed: bool) -> None:
    assert is_host_allowed(host, "www.example.se", ("files.example.com",)) is allowed


@pytest.mark.parametrize(
    ("name", "year"),
    [
        ("Tertialrapport_april-2024.pdf", 2024),
        ("delarsrapport-2024-08.pdf", 2024),
        ("20240530-tertial.pdf", 2024),
        ("a83f.pdf", None),
        ("budget 2024 2025.pdf", None),
    ],
)
def test_a_file_name_gives_a_year_only_when_it_says_one(name: str, year: int | None) -> None:
    assert year_of_name(name) == year
