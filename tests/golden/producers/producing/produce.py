"""Sets reports with real producers of PDFs: python produce.py OUT REPORT.txt... [--only NAME,NAME]

Needs what CI has not: LibreOffice, Chromium, WeasyPrint, Typst, TeX, groff, Ghostscript, qpdf, fpdf2, pikepdf,
python-docx. So the PDFs are kept beside this folder, and made again only by hand. How each one is made is one function
below.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

from as_docx import as_docx
from as_html import as_html
from as_sources import as_latex, as_tbl, as_typst
from as_xlsx import as_xlsx
from report import Block, Heading, Paragraph, grouped, parse

#: reports to set (stem -> blocks), folder of the PDFs
Set = Callable[[dict[str, list[Block]], Path], None]
TYPE3 = r"\usepackage[T1]{fontenc}"  # without cm-super the T1 fonts are bitmaps
TAGGED = ':{"UseTaggedPDF":{"type":"boolean","value":"true"}}'
UNTAGGED = ':{"UseTaggedPDF":{"type":"boolean","value":"false"}}'


def run(*command: object, **more: object) -> None:
    subprocess.run([str(c) for c in command], check=True, capture_output=True, timeout=600, **more)


def soffice(out: Path, target: str, sources: list[Path], infilter: str = "") -> None:
    with tempfile.TemporaryDirectory() as home:
        more = [f"--infilter={infilter}"] if infilter else []
        run(
            "soffice",
            f"-env:UserInstallation=file://{home}",
            "--headless",
            *more,
            "--convert-to",
            target,
            "--outdir",
            out,
            *sources,
        )


def writer_page(reports: dict[str, list[Block]], out: Path, style: str, space: str, tags: str = UNTAGGED) -> None:
    """A web page opened in LibreOffice Writer."""
    with tempfile.TemporaryDirectory() as folder:
        for stem, blocks in reports.items():
            Path(folder, f"{stem}.html").write_text(as_html(blocks, style, space), encoding="utf-8")
        soffice(Path(folder), "odt", sorted(Path(folder).glob("*.html")), "HTML (StarWriter)")
        soffice(out, "pdf:writer_pdf_Export" + tags, sorted(Path(folder).glob("*.odt")))


def writer_word(reports: dict[str, list[Block]], out: Path, style: str, tags: str = UNTAGGED, **more: object) -> None:
    """A Word document opened in LibreOffice Writer."""
    with tempfile.TemporaryDirectory() as folder:
        for stem, blocks in reports.items():
            as_docx(blocks, str(Path(folder, f"{stem}.docx")), style, **more)
        soffice(out, "pdf:writer_pdf_Export" + tags, sorted(Path(folder).glob("*.docx")))


def calc(reports: dict[str, list[Block]], out: Path, style: str) -> None:
    """A workbook printed by LibreOffice Calc, fitted to the page's width."""
    with tempfile.TemporaryDirectory() as folder:
        for stem, blocks in reports.items():
            as_xlsx(blocks, str(Path(folder, f"{stem}.xlsx")), style)
        soffice(out, "pdf:calc_pdf_Export" + UNTAGGED, sorted(Path(folder).glob("*.xlsx")))


def chromium(reports: dict[str, list[Block]], out: Path, style: str, space: str = "\u00a0", size: str = "A4") -> None:
    """A web page printed by Chromium (tagged)."""
    with tempfile.TemporaryDirectory() as folder:
        for stem, blocks in reports.items():
            page = Path(folder, f"{stem}.html")
            page.write_text(as_html(blocks, style, space, size), encoding="utf-8")
            run("chromium", "--headless", "--no-sandbox", "--disable-gpu", f"--print-to-pdf={out / stem}.pdf", page)


def weasyprint(reports: dict[str, list[Block]], out: Path, style: str, space: str) -> None:
    from weasyprint import HTML

    for stem, blocks in reports.items():
        HTML(string=as_html(blocks, style, space)).write_pdf(out / f"{stem}.pdf")


def typst(reports: dict[str, list[Block]], out: Path) -> None:
    import typst as engine

    with tempfile.TemporaryDirectory() as folder:
        for stem, blocks in reports.items():
            source = Path(folder, f"{stem}.typ")
            source.write_text(as_typst(blocks), encoding="utf-8")
            engine.compile(str(source), output=str(out / f"{stem}.pdf"))


def latex(reports: dict[str, list[Block]], out: Path, fonts: str = "") -> None:
    """pdfTeX, twice, as longtable wants it."""
    with tempfile.TemporaryDirectory() as folder:
        for stem, blocks in reports.items():
            Path(folder, f"{stem}.tex").write_text(as_latex(blocks, fonts), encoding="utf-8")
            for _ in range(2):
                run("pdflatex", "-interaction=batchmode", f"{stem}.tex", cwd=folder)
            Path(folder, f"{stem}.pdf").rename(out / f"{stem}.pdf")


def groff(reports: dict[str, list[Block]], out: Path) -> None:
    for stem, blocks in reports.items():
        with (out / f"{stem}.pdf").open("wb") as file:
            command = ["groff", "-k", "-t", "-ms", "-T", "pdf", "-P-pa4"]
            subprocess.run(command, input=as_tbl(blocks).encode(), stdout=file, check=True, stderr=subprocess.DEVNULL)


def fpdf(reports: dict[str, list[Block]], out: Path) -> None:
    """fpdf2's own tables: horizontal lines, cells centred in height."""
    from fpdf import FPDF
    from fpdf.fonts import FontFace

    for stem, blocks in reports.items():
        pdf = FPDF(orientation="landscape")
        for name, file in (("", "LiberationSans-Regular"), ("B", "LiberationSans-Bold")):
            pdf.add_font("L", name, f"/usr/share/fonts/truetype/liberation/{file}.ttf")
        pdf.add_page()
        for block in blocks:
            pdf.set_font("L", "B" if isinstance(block, Heading) else "", 13 if isinstance(block, Heading) else 9)
            if isinstance(block, Heading | Paragraph):
                pdf.multi_cell(0, 6, block.text, new_x="LMARGIN", new_y="NEXT")
                continue
            n = len(block.rows[0])
            align = tuple("RIGHT" if block.is_number(c) else "LEFT" for c in range(n))
            style = FontFace(emphasis="BOLD")
            pdf.set_font("L", "", 8)
            with pdf.table(
                col_widths=(3, *[1] * (n - 1)),
                text_align=align,
                borders_layout="HORIZONTAL_LINES",
                headings_style=style,
                num_heading_rows=block.header_rows,
                line_height=5,
            ) as table:
                for r, texts in enumerate(block.rows):
                    row = table.row()
                    for c, text in enumerate(texts):
                        if block.span_at(r, c):
                            row.cell(grouped(text, "\u00a0"), colspan=block.span_at(r, c))
            pdf.ln(4)
        pdf.output(str(out / f"{stem}.pdf"))


def remade(reports: dict[str, list[Block]], out: Path, first: Set, command: list[str]) -> None:
    """The PDFs of another producer, made anew by a tool; @in and @out stand for the files."""
    with tempfile.TemporaryDirectory() as folder:
        first(reports, Path(folder))
        for path in sorted(Path(folder).glob("*.pdf")):
            run(*[c.replace("@in", str(path)).replace("@out", str(out / path.name)) for c in command])


def changed(reports: dict[str, list[Block]], out: Path, first: Set, change: Callable[[object], None]) -> None:
    """The PDFs of another producer, changed through pikepdf."""
    import pikepdf

    with tempfile.TemporaryDirectory() as folder:
        first(reports, Path(folder))
        for path in sorted(Path(folder).glob("*.pdf")):
            with pikepdf.open(path) as pdf:
                change(pdf)
                pdf.save(out / path.name)


def turn_pages(pdf: object) -> None:
    for page in pdf.pages:
        page.rotate(90, relative=True)


def forget_letters(pdf: object) -> None:
    """Fonts without ToUnicode: what the glyphs mean is lost."""
    for item in pdf.objects:
        if hasattr(item, "keys") and "/ToUnicode" in item:
            del item["/ToUnicode"]


GS = ["gs", "-q", "-dNOPAUSE", "-dBATCH", "-sDEVICE=pdfwrite", "-sOutputFile=@out", "@in"]
QPDF = ["qpdf", "--linearize", "--object-streams=generate", "@in", "@out"]
PRODUCERS: dict[str, Set] = {
    "writer-page-grid": partial(writer_page, style="grid", space="\u00a0"),
    "writer-page-plain": partial(writer_page, style="plain", space="\u2009"),
    "writer-page-tagged": partial(writer_page, style="plain", space="\u2009", tags=TAGGED),
    "writer-word-grid": partial(writer_word, style="Table Grid"),
    "writer-word-list": partial(writer_word, style="Light List Accent 1", tags=TAGGED, is_landscape=True),
    "writer-word-shading": partial(writer_word, style="Light Shading", space="\u202f"),
    "writer-word-plain": partial(writer_word, style="Normal Table", tags=TAGGED),
    "calc-grid": partial(calc, style="grid"),
    "calc-totals": partial(calc, style="totals"),
    "calc-plain": partial(calc, style="plain"),
    "chromium-grid": partial(chromium, style="grid"),
    "chromium-banded": partial(chromium, style="banded", space="\u2009", size="A4 landscape"),
    "chromium-card": partial(chromium, style="card"),
    "weasyprint-rules": partial(weasyprint, style="rules", space="\u202f"),
    "weasyprint-plain": partial(weasyprint, style="plain", space=" "),
    "typst": typst,
    "latex": latex,
    "latex-type3": partial(latex, fonts=TYPE3),
    "groff": groff,
    "fpdf2": fpdf,
    "ghostscript": partial(remade, first=partial(chromium, style="rules"), command=GS),
    "qpdf": partial(remade, first=partial(weasyprint, style="banded", space="\u00a0"), command=QPDF),
    "turned": partial(changed, first=partial(weasyprint, style="grid", space="\u00a0"), change=turn_pages),
    "no-letters": partial(changed, first=partial(weasyprint, style="grid", space="\u00a0"), change=forget_letters),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("reports", type=Path, nargs="+")
    parser.add_argument("--only", default="")
    choices = parser.parse_args()
    reports = {path.stem: parse(path.read_text(encoding="utf-8")) for path in choices.reports}
    for name in choices.only.split(",") if choices.only else PRODUCERS:
        folder = choices.out / name
        folder.mkdir(parents=True, exist_ok=True)
        try:
            PRODUCERS[name](reports, folder)
        except subprocess.CalledProcessError as error:
            print(name, "failed:", error.cmd[0], (error.stderr or error.stdout or b"")[-300:], file=sys.stderr)
        print(name, len(list(folder.glob("*.pdf"))), flush=True)


if __name__ == "__main__":
    main()
