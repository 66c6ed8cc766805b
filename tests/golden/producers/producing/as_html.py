"""A report as HTML, for Chromium, WeasyPrint and LibreOffice's import of web pages."""

from __future__ import annotations

from html import escape

from report import Block, Heading, Paragraph, Table, grouped

#: looks of tables as municipalities' pages have them
STYLES = {
    "grid": "td, th { border: 0.5pt solid #444; padding: 2pt 4pt }",
    "rules": "td, th { border-bottom: 0.4pt solid #bbb; padding: 3pt 6pt } th { border-bottom: 1.2pt solid #000 }",
    "banded": "td, th { padding: 3pt 6pt } tbody tr:nth-child(odd) { background: #e8eef4 } "
    "th { background: #24476b; color: #fff }",
    "plain": "td, th { padding: 1.5pt 6pt }",
    "card": "table { border: 0.7pt solid #999; border-radius: 4pt } td, th { padding: 4pt 8pt; "
    "border-top: 0.4pt solid #ddd } th { border-top: 0; font-weight: normal; text-transform: uppercase }",
}
_BASE = """@page { size: A4; margin: 18mm 16mm }
body { font: 9.5pt "Liberation Sans", sans-serif } h1 { font-size: 18pt } h2 { font-size: 13pt } h3 { font-size: 11pt }
table { border-collapse: collapse; margin: 6pt 0 12pt; width: 100% } th { text-align: left; vertical-align: bottom }
td { vertical-align: top } .n { text-align: right; white-space: nowrap } th.n { white-space: normal }
thead { display: table-header-group } tr { break-inside: avoid }
"""


def as_html(blocks: list[Block], style: str, space: str = "\u00a0", size: str = "A4") -> str:
    """A page of HTML; space: between thousands."""
    body = "\n".join(_block(block, space) for block in blocks)
    css = _BASE.replace("size: A4", f"size: {size}") + STYLES[style]
    head = f'<meta charset="utf-8"><style>{css}</style>'
    return f'<!DOCTYPE html><html lang="sv"><head>{head}</head><body>{body}</body></html>'


def _block(block: Block, space: str) -> str:
    if isinstance(block, Heading):
        return f"<h{min(block.level, 3)}>{escape(block.text)}</h{min(block.level, 3)}>"
    if isinstance(block, Paragraph):
        return f"<p>{escape(block.text)}</p>"
    rows = ["".join(_cells(block, r, space)) for r in range(len(block.rows))]
    lines = [f"<tr>{row}</tr>" for row in rows]
    head, body = "".join(lines[: block.header_rows]), "".join(lines[block.header_rows :])
    return f"<table><thead>{head}</thead><tbody>{body}</tbody></table>"


def _cells(table: Table, r: int, space: str) -> list[str]:
    out = []
    for c, text in enumerate(table.rows[r]):
        n = table.span_at(r, c)
        if not n:
            continue
        tag = "th" if r < table.header_rows else "td"
        kind = ' class="n"' if table.is_number(c) else ""
        span = f' colspan="{n}"' if n > 1 else ""
        total = tag == "td" and table.rows[r][0].isupper()
        inner = escape(grouped(text, space))
        out.append(f"<{tag}{kind}{span}>{'<b>' + inner + '</b>' if total else inner}</{tag}>")
    return out
