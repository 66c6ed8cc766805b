"""The sample reports: typeset from their sources, byte for byte, and nothing lost on the way."""

from __future__ import annotations

import re
from collections import Counter
from io import BytesIO

import pdfplumber
import pypdfium2 as pdfium
import pytest
from typesetting.blocks import LAYOUTS, TableBlock
from typesetting.samples import REPORTS, SOURCES, parse_source, plain_text, typeset_source
from typesetting.typeset import typeset, typeset_table

STEMS = sorted(path.stem for path in SOURCES.glob("*.txt"))
_NUMBER = re.compile(r"\d+")


def _source(stem: str) -> str:
    return (SOURCES / f"{stem}.txt").read_text(encoding="utf-8")


def test_there_is_one_sample_for_each_of_the_five_municipalities() -> None:
    assert [stem.split("_")[0] for stem in STEMS] == ["askersund", "gnesta", "mark", "pitea", "vaggeryd"]


@pytest.mark.parametrize("stem", STEMS)
def test_the_sample_in_git_is_the_one_its_source_gives(stem: str) -> None:
    assert (REPORTS / f"{stem}.pdf").read_bytes() == typeset_source(_source(stem)), "run `make samples` and commit"


@pytest.mark.parametrize("layout", sorted(LAYOUTS))
@pytest.mark.parametrize("stem", STEMS)
def test_every_digit_of_every_table_is_printed_in_every_layout(stem: str, layout: str) -> None:
    wanted = Counter(_NUMBER.findall(plain_text(_source(stem))))
    pages = pdfium.PdfDocument(typeset_source(_source(stem), layout))
    printed = Counter(_NUMBER.findall("\n".join(page.get_textpage().get_text_bounded() for page in pages)))
    assert not wanted - printed, "digits of the source that are not in the PDF"


def test_a_sample_source_without_its_directives_is_plain_text() -> None:
    text = plain_text(_source("mark_2024_delar"))
    assert "%%" not in text and "Driftredovisning (belopp i mnkr)\tUtfall 2023" in text


def test_pitea_is_named_by_the_manifest_only() -> None:
    assert "pite" not in _source("pitea_2024_03").lower()
    assert "pitea_2024_03.pdf,Piteå,2581" in (REPORTS / "manifest.csv").read_text(encoding="utf-8")


def test_cells_without_text_below_a_label_are_merged_where_the_source_says_so() -> None:
    source = "%% table merge-down=1,3\nVerk\t\tNetto\nÄldre\tIntäkt\t-20\n\tKostnad\t\n"
    _, _, blocks = parse_source(source)
    assert isinstance(blocks[0], TableBlock)
    assert list(blocks[0].merges) == [(1, 0, 2, 0), (1, 2, 2, 2)]


def test_an_unknown_directive_is_an_error_not_a_paragraph() -> None:
    with pytest.raises(ValueError, match="unknown directive"):
        parse_source("%% tabel header=1\na\tb\n")


def test_a_long_table_repeats_its_header_on_the_next_page() -> None:
    rows = [["Enhet", "Utfall"], *[[f"Enhet {n}", str(n)] for n in range(90)]]
    with pdfplumber.open(BytesIO(typeset_table(rows, "rules"))) as pdf:
        assert len(pdf.pages) > 1
        assert all("Enhet Utfall" in page.extract_text() for page in pdf.pages)


def test_the_same_blocks_give_the_same_bytes() -> None:
    block = TableBlock([["a", "b"], ["x", "1 200"]])
    assert typeset([block], "shaded") == typeset([block], "shaded")
