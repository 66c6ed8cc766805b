"""What the misprint benchmark corrupts: clean tables as documents, and the ways a printed figure goes wrong.

What lives here: cases (documents of tables that hang together) and corruptions of one of them. What does not: reading
and judging them (`misprints`).
"""

from __future__ import annotations

import hashlib
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

from benchmarks.made_up import draw_reports
from dagster_project.domain.arithmetic.identities import Identity, evaluate
from dagster_project.domain.documents.identify import identify
from dagster_project.domain.documents.read_text import read_text
from dagster_project.domain.facts.understand import understand
from dagster_project.domain.model import Block, Document, Fact, Paragraph, Reconciliation, ReportProfile, Table
from dagster_project.domain.quality.figures import find_figures
from dagster_project.domain.quality.identities import find_identities
from dagster_project.domain.quality.reconcile import reconcile
from dagster_project.domain.swedish.units import MONEY

ROOT = Path(__file__).parents[1]
ORIGINALS = ROOT.parent / "shared" / "reports"
SAMPLES = ROOT / "data" / "reports" / "sources"
SINGLE = (
    "sign",
    "transposed digits",
    "lost digit",
    "doubled digit",
    "factor 10, 100, 1000",
    "value of the row beside",
    "value of the column beside",
    "stale total",
)
SWAPS = ("swapped with the row beside", "swapped with the column beside")
LOST_ROW = "row lost"
CLASSES = (*SINGLE, *SWAPS, LOST_ROW)
#: a number with its sign, before it, after it or as parentheses
_NUMBER = re.compile(r"\(?[-−–+]?\s*\d[\d\s\u00a0\u2009\u202f]*(?:[.,]\d+)?(?:\)|[-−–](?=\s*$))?")


@dataclass(frozen=True)
class Case:
    """Tables of one report that share identities, and what reading them gives when nothing is wrong. promises: the
    identities that hold then."""

    origin: str
    document: Document
    profile: ReportProfile
    facts: tuple[Fact, ...]
    identities: tuple[Reconciliation, ...]
    promises: tuple[Identity, ...]


@dataclass(frozen=True)
class Corruption:
    """wrong: (table_no, row_no, col_no) -> the value printed instead. lost_row: (table_no, row_no) taken out."""

    kind: str
    fact: Fact
    document: Document
    wrong: dict[tuple[int, int, int], Decimal]
    lost_row: tuple[int, int] | None = None


def read(document: Document, profile: ReportProfile) -> tuple[tuple[Fact, ...], tuple[Reconciliation, ...]]:
    """Extraction's tables, facts and arithmetic, without statements."""
    understood = understand(document, profile)
    return understood.facts, reconcile(understood.facts, understood.refusals, understood.ignored)


def report_cases(errata: dict[str, str]) -> Iterator[Case]:
    """The five reports; `errata`: printed lines and what they must have been, so that the tables are clean."""
    folder = ORIGINALS if ORIGINALS.is_dir() else SAMPLES
    for path in sorted(folder.glob("*.txt")):
        text = path.read_text(encoding="utf-8")
        for printed, meant in errata.items():
            text = text.replace(printed, meant)
        yield from _cases(text, path.stem)


def made_up_cases(n_reports: int, seed: int) -> Iterator[Case]:
    """Reports of the synthetic generator in tests/generator, the same ones for the same seed."""
    from generator.rendering import as_text

    for report in draw_reports(n_reports, seed):
        yield from _cases(as_text(report), "made up")


def _cases(text: str, origin: str) -> Iterator[Case]:
    data = text.encode()
    document, _ = read_text(data, hashlib.sha256(data).hexdigest(), origin)
    profile = identify(document, None)
    facts, identities = read(document, profile)
    for tables in _components(facts, identities):
        part = replace(document, blocks=_around(document, tables))
        found, tested = read(part, profile)
        yield Case(origin, part, profile, found, tested, _promises(found))


def _promises(facts: tuple[Fact, ...]) -> tuple[Identity, ...]:
    figures = find_figures(facts)
    amounts = {f.cell: f.amount for f in figures}
    return tuple(i for i in find_identities(figures) if not evaluate(i, amounts).is_violated)


def _around(document: Document, tables: set[int]) -> tuple[Block, ...]:
    """The tables and what stands right above each: their titles, and nothing that takes time to read."""
    kept: list[Block] = []
    above: list[Block] = []
    for block in document.blocks:
        if isinstance(block, Paragraph):
            above.append(block)
        else:
            kept += [*above[-4:], block] if block.table_no in tables else []
            above = []
    return tuple(kept)


def _components(facts: tuple[Fact, ...], identities: tuple[Reconciliation, ...]) -> list[set[int]]:
    """Numbers of tables that share identities."""
    at = {f.fact_id: f.table_no for f in facts}
    groups = [{n} for n in sorted({f.table_no for f in facts if f.value is not None})]
    for identity in identities:
        joined = {at[c] for c in identity.fact_ids}
        touched = [g for g in groups if g & joined]
        groups = [g for g in groups if not g & joined] + [set().union(*touched)]
    return [g for g in groups if any(f.table_no in g and f.unit in (*MONEY, "count", "fte", "percent") for f in facts)]


def corrupt(case: Case, kind: str, rng: random.Random) -> Corruption | None:
    """One cell (or two, or a row) of the case gone wrong; None where the drawn cell cannot go wrong in this way."""
    numbers = [f for f in case.facts if f.value is not None and f.part_no == 1 and f.unit in (*MONEY, "count", "fte")]
    if not numbers:
        return None
    fact = rng.choice([f for f in numbers if f.row_role == "total"] or numbers if kind == "stale total" else numbers)
    place = (fact.table_no, fact.row_no, fact.col_no)
    if kind == LOST_ROW:
        return _lose_row(case, fact)
    beside = {(f.table_no, f.row_no, f.col_no): f for f in numbers}
    if "beside" in kind:
        other = _neighbour(beside, place, "row" in kind, rng)
        if other is None or other.value is None or other.value == fact.value:
            return None
        wrong = {place: other.value}
        if kind in SWAPS and fact.value is not None:
            wrong[other.table_no, other.row_no, other.col_no] = fact.value
    else:
        value = _wrong_value(fact, kind, rng)
        if value is None or value == fact.value:
            return None
        wrong = {place: value}
    document = case.document
    for where, value in wrong.items():
        document = _print(document, where, value)
    return Corruption(kind, fact, document, wrong)


def _neighbour(
    at: dict[tuple[int, int, int], Fact], place: tuple[int, int, int], in_column: bool, rng: random.Random
) -> Fact | None:
    table, row, col = place
    steps = [(-1, 0), (1, 0)] if in_column else [(0, -1), (0, 1)]
    near = [f for r, c in steps if (f := at.get((table, row + r, col + c))) is not None]
    return rng.choice(near) if near else None


def _wrong_value(fact: Fact, kind: str, rng: random.Random) -> Decimal | None:
    assert fact.value is not None
    value = fact.value
    sign, digits, exponent = value.as_tuple()
    assert isinstance(exponent, int)
    if kind == "sign":
        return -value
    if kind == "stale total":
        step = Decimal(1).scaleb(exponent)
        return value + (value * Decimal(str(rng.choice([-1, 1]) * rng.uniform(0.003, 0.06)))).quantize(step)
    if kind.startswith("factor"):
        factor = Decimal(10) ** rng.choice([1, 2, 3])
        if rng.random() < 0.5 and abs(value) >= 10 * factor:
            return (value / factor).quantize(Decimal(1).scaleb(exponent))
        return value * factor
    i = rng.randrange(len(digits))
    if kind == "transposed digits":
        pairs = [j for j in range(len(digits) - 1) if digits[j] != digits[j + 1]]
        if not pairs:
            return None
        j = rng.choice(pairs)
        changed = (*digits[:j], digits[j + 1], digits[j], *digits[j + 2 :])
    elif kind == "lost digit":
        changed = (*digits[:i], *digits[i + 1 :])
    else:
        changed = (*digits[: i + 1], *digits[i:])
    return Decimal((sign, changed, exponent)) if changed and changed[0] else None


def _print(document: Document, place: tuple[int, int, int], value: Decimal) -> Document:
    table_no, row_no, col_no = place

    def cells(table: Table) -> Table:
        changed = [
            replace(c, text=_NUMBER.sub(_swedish(value), c.text, count=1)) if (c.row_no, c.col_no) == place[1:] else c
            for c in table.cells
        ]
        return replace(table, cells=tuple(changed))

    del row_no, col_no
    blocks = tuple(cells(b) if isinstance(b, Table) and b.table_no == table_no else b for b in document.blocks)
    return replace(document, blocks=blocks)


def _swedish(value: Decimal) -> str:
    whole, _, decimals = f"{abs(value):f}".partition(".")
    grouped = f"{int(whole):,}".replace(",", " ")
    return f"{'-' if value < 0 else ''}{grouped}{',' + decimals if decimals else ''}"


def _lose_row(case: Case, fact: Fact) -> Corruption | None:
    table = next(t for t in case.document.tables if t.table_no == fact.table_no)
    if fact.row_role != "line" or any(c.row_span > 1 for c in table.cells):
        return None
    kept = [replace(c, row_no=c.row_no - (c.row_no > fact.row_no)) for c in table.cells if c.row_no != fact.row_no]
    shorter = replace(table, n_rows=table.n_rows - 1, cells=tuple(kept))
    blocks = tuple(shorter if b is table else b for b in case.document.blocks)
    document = replace(case.document, blocks=blocks)
    return Corruption(LOST_ROW, fact, document, {}, (fact.table_no, fact.row_no))
