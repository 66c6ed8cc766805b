"""A report as source of Typst, LaTeX and groff."""

from __future__ import annotations

import re

from report import Block, Heading, Paragraph, Table, grouped


def as_typst(blocks: list[Block], space: str = "\u00a0") -> str:
    """Tables with three rules, as Typst's own guide sets them."""
    out = ['#set page(paper: "a4", margin: 18mm)', '#set text(lang: "sv", size: 9pt)']
    for block in blocks:
        if isinstance(block, Heading):
            out.append("=" * min(block.level, 3) + f' #"{_quoted(block.text)}"')
        elif isinstance(block, Paragraph):
            out.append(f'#"{_quoted(block.text)}"')
        else:
            out.append(_typst_table(block, space))
        out.append("")
    return "\n".join(out)


def _typst_table(table: Table, space: str) -> str:
    n = len(table.rows[0])
    widths = ", ".join("auto" if table.is_number(c) else "1fr" if c == 0 else "auto" for c in range(n))
    aligns = ", ".join("right" if table.is_number(c) else "left" for c in range(n))
    lines = [f"#table(columns: ({widths},), align: ({aligns},), stroke: none, inset: (x: 4pt, y: 3pt),"]
    lines.append("table.hline(), table.header(" + _typst_rows(table, 0, table.header_rows, space) + "),")
    lines.append("table.hline(stroke: 0.5pt),")
    lines.append(_typst_rows(table, table.header_rows, len(table.rows), space) + ", table.hline())")
    return "\n".join(lines)


def _typst_rows(table: Table, first: int, last: int, space: str) -> str:
    cells = []
    for r in range(first, last):
        for c, text in enumerate(table.rows[r]):
            n = table.span_at(r, c)
            if n:
                cells.append(f'table.cell(colspan: {n})[#"{_quoted(grouped(text, space))}"]')
    return ",\n".join(cells)


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')


_TEX = {"&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#", "_": r"\_", "{": r"\{", "}": r"\}", "~": r"\textasciitilde{}"}
_TEX |= {"^": r"\textasciicircum{}", "\\": r"\textbackslash{}", "\u00a0": r"\,", "≥": r"$\ge$", "≤": r"$\le$"}
_TEX |= {"−": "$-$", "–": "--", "<": r"$<$", ">": r"$>$", "●": "*", "•": "*", "²": "$^2$"}


def as_latex(blocks: list[Block], fonts: str = "") -> str:
    """Tables with booktabs-like rules in \\small; fonts: lines for the preamble."""
    out = [
        r"\documentclass[a4paper,10pt]{article}",
        r"\usepackage[utf8]{inputenc}",
        r"\usepackage[margin=16mm]{geometry}",
    ]
    out += [fonts, r"\usepackage{longtable,booktabs}", r"\setlength{\parindent}{0pt}", r"\begin{document}"]
    for block in blocks:
        if isinstance(block, Heading):
            out.append(("\\section*{%s}" if block.level < 2 else "\\subsection*{%s}") % _tex(block.text))
        elif isinstance(block, Paragraph):
            out.append(_tex(block.text) + "\n")
        else:
            out.append(_latex_table(block))
    return "\n".join([*out, r"\end{document}"])


def _latex_table(table: Table) -> str:
    n = len(table.rows[0])
    form = "".join("r" if table.is_number(c) else "p{52mm}" if c == 0 else f"p{{{90 // n}mm}}" for c in range(n))
    lines = [r"{\footnotesize\setlength{\tabcolsep}{3pt}\begin{longtable}[l]{@{}" + form + r"@{}}\toprule"]
    for r in range(len(table.rows)):
        cells = []
        for c, text in enumerate(table.rows[r]):
            span = table.span_at(r, c)
            if span:
                cells.append(
                    (rf"\multicolumn{{{span}}}{{c}}{{{_tex(text)}}}") if span > 1 else _tex(grouped(text, "\u00a0"))
                )
        lines.append(" & ".join(cells) + r" \\" + (r"\midrule\endhead" if r + 1 == table.header_rows else ""))
    return "\n".join([*lines, r"\bottomrule\end{longtable}}"])


def _tex(text: str) -> str:
    return "".join(_TEX.get(ch, ch) for ch in text)


def as_tbl(blocks: list[Block]) -> str:
    """groff with tbl: numbers aligned by `n`, a box around nothing, single lines under the header."""
    out = [".pl 297m", ".ll 178m", ".po 16m", ".nr PS 9", ".nr VS 11", ".PP", ".ps 9", ".vs 11"]
    for block in blocks:
        if isinstance(block, Heading):
            out += [".sp 1", ".ft B", _roff(block.text), ".ft R", ".br"]
        elif isinstance(block, Paragraph):
            out += [_roff(block.text), ".br", ".sp 0.5"]
        else:
            out += [".sp 0.5", ".TS", "tab(@);", *_formats(block)]
            for r, row in enumerate(block.rows):
                out.append("@".join(_roff(grouped(t, "\u00a0")) for c, t in enumerate(row) if block.span_at(r, c)))
                if r + 1 == block.header_rows:
                    out.append("_")
            out += [".TE"]
    return "\n".join(out) + "\n"


def _formats(table: Table) -> list[str]:
    n = len(table.rows[0])
    lines = []
    for r in range(table.header_rows):
        marks = []
        for c in range(n):
            span = table.span_at(r, c)
            marks.append("s" if not span else "c" if span > 1 else "r" if table.is_number(c) else "l")
        lines.append(" ".join(marks))
    lines.append(" ".join("r" if table.is_number(c) else "l" for c in range(n)) + ".")
    return lines


def _roff(text: str) -> str:
    text = text.replace("\\", "\\e").replace("-", "\\-").replace("\u00a0", "\\~")
    return re.sub(r"^([.'])", r"\\&\1", text)
