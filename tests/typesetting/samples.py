"""Typesets the sample reports of data/reports from their sources in data/reports/sources: `make samples`.

Lives here: the small markup of the sources, and the command. How things look: `blocks.py` (layouts), `typeset.py`.

A source is a report as plain text, as `utfall extract` reads it too: tables are tab-separated lines, headings begin
with #, a line is a paragraph. Lines beginning with %% say how it is to be typeset and are no part of the text:

    %% page layout=rules header="..." footer="Sida {page} ({pages})" title="..." cover
    %% table header=2 widths=40,20,20,20 merge-down=1,5 merge-across=1 align=lrrr layout=grid keep no-repeat raised
    %% contents | note | title     the lines up to the next blank one
    %% newpage | gap 30            (millimetres)
"""

from __future__ import annotations

import re
import shlex
import sys
from pathlib import Path

from typesetting.blocks import LAYOUTS, Gap, Heading, NewPage, Page, TableBlock, Text
from typesetting.typeset import typeset

REPORTS = Path(__file__).parents[2] / "data" / "reports"
SOURCES = REPORTS / "sources"
_HEADING = re.compile(r"^(#+)\s+(.*)$")


def plain_text(source: str) -> str:
    """The source without its typesetting lines: the text version of the report."""
    return "".join(line for line in source.splitlines(keepends=True) if not line.startswith("%%"))


def typeset_source(source: str, layout: str = "") -> bytes:
    """Typeset a source; layout: one of LAYOUTS instead of the one the source asks for."""
    page, own, blocks = parse_source(source)
    return typeset(blocks, layout or own, page)


def parse_source(source: str) -> tuple[Page, str, list[object]]:
    """The page, the name of the layout and the blocks of a source. Raises: ValueError: an unknown directive."""
    page, layout, blocks = Page(), "grid", []
    pending: dict[str, str] = {}
    chunk: list[str] = []
    for line in [*source.splitlines(), ""]:
        if line.startswith("%%"):
            blocks += _blocks(chunk, pending)
            chunk, pending = [], {}
            name, options = _directive(line)
            if name == "page":
                page, layout = _page(options), options.get("layout", "grid")
            elif name == "newpage":
                blocks.append(NewPage())
            elif name == "gap":
                blocks.append(Gap(float(next(iter(options)))))
            elif name in ("table", "contents", "note", "title"):
                pending = {"kind": name, **options}
            else:
                raise ValueError(f"unknown directive: {line}")
        elif not line.strip("\t ") and not (chunk and "\t" in line):
            blocks += _blocks(chunk, pending)
            chunk, pending = [], {} if chunk else pending
        else:
            chunk.append(line)
    return page, layout, blocks


def _directive(line: str) -> tuple[str, dict[str, str]]:
    name, *rest = shlex.split(line[2:])
    return name, {key: value for key, _, value in (word.partition("=") for word in rest)}


def _page(options: dict[str, str]) -> Page:
    return Page(
        header=options.get("header", ""),
        footer=options.get("footer", "Sida {page} ({pages})"),
        title=options.get("title", ""),
        cover="cover" in options,
    )


def _blocks(chunk: list[str], options: dict[str, str]) -> list[object]:
    if not chunk:
        return []
    kind = options.get("kind", "")
    if kind == "contents":
        return [Text(line, "contents") for line in chunk]
    if any("\t" in line for line in chunk):
        return [_table(chunk, options)]
    return [_line(line, kind) for line in chunk]


def _line(line: str, kind: str) -> object:
    heading = _HEADING.match(line)
    if heading:
        return Heading(heading[2], len(heading[1]))
    if line.startswith("- "):
        return Text(line[2:], "bullet")
    return Text(line, kind or "body")


def _table(lines: list[str], options: dict[str, str]) -> TableBlock:
    rows = [line.split("\t") for line in lines]
    n_cols = max(len(row) for row in rows)
    across = {int(n) - 1 for n in options.get("merge-across", "").split(",") if n}
    merges = [(r, 0, r, n_cols - 1) for r, row in enumerate(rows) if len(row) == 1 or r in across]
    header = int(options.get("header", "1"))
    for column in (int(n) - 1 for n in options.get("merge-down", "").split(",") if n):
        merges += _merged_down(rows, column, header)
    if "raised" in options:
        rows = [[re.sub(r"(?<=[\d.])(\s?)\*$", r"\1<super>*</super>", cell) for cell in row] for row in rows]
    layout = options.get("layout", "")
    if layout and layout not in LAYOUTS:
        raise ValueError(f"unknown layout: {layout}")
    return TableBlock(
        rows,
        header_rows=header,
        merges=merges,
        widths=[float(w) for w in options["widths"].split(",")] if "widths" in options else None,
        align=options.get("align", ""),
        layout=layout,
        repeat_header="no-repeat" not in options,
        keep="keep" in options,
    )


def _merged_down(rows: list[list[str]], column: int, header: int) -> list[tuple[int, int, int, int]]:
    """Every cell of the column with the empty ones below it, down to the next cell with text."""
    merges, start = [], None
    for r in range(header, len(rows) + 1):
        is_end = r == len(rows) or len(rows[r]) == 1
        if is_end or rows[r][column].strip():
            if start is not None and r - start > 1:
                merges.append((start, column, r - 1, column))
            start = None if is_end else r
    return merges


def main() -> None:
    for source in sorted(SOURCES.glob("*.txt")):
        target = REPORTS / f"{source.stem}.pdf"
        target.write_bytes(typeset_source(source.read_text(encoding="utf-8")))
        print(f"{target.relative_to(REPORTS.parents[1])}: {target.stat().st_size // 1024} kB", file=sys.stdout)


if __name__ == "__main__":
    main()
