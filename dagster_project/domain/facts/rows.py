"""What a row is: its label and code, its role (line, subtotal, total, of which), and what the label itself says.

Lives here: the row's own words. The arithmetic that proves totals is in `arithmetic/sums.py`; sections come from
`anatomy.py`.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from decimal import Decimal

from dagster_project.domain.arithmetic.sums import SumRow, find_sums
from dagster_project.domain.arithmetic.tolerances import unit_step
from dagster_project.domain.facts.anatomy import BodyRow, Segment
from dagster_project.domain.facts.cells import is_period
from dagster_project.domain.facts.columns import find_entity
from dagster_project.domain.facts.row_codes import split_code
from dagster_project.domain.model import Cell
from dagster_project.domain.swedish.headings import named_measures, spell_out
from dagster_project.domain.swedish.lexicon import first_match, lexicon
from dagster_project.domain.swedish.numbers import is_year
from dagster_project.domain.swedish.periods import Period, find_period
from dagster_project.domain.swedish.text import fold, strip_marks
from dagster_project.domain.swedish.units import MONEY, find_unit

_UNIT_SUFFIX = re.compile(
    r"[\s,(]+(?:i )?(?:tkr|mnkr|mkr|kr|(?:(?:miljoner|tusen|miljarder) )?kronor|%|procent)\)?\s*$", re.I
)
_MONTH_NAME = re.compile(
    r"^(?:jan|feb|mar|apr|maj|jun|jul|aug|sep|okt|nov|dec)[a-z]*(?: (?:(?:19|20)\d\d|[123]\d))?$"
    r"|^(?:19|20)\d\d ?(?:0[1-9]|1[0-2])$"
)
#: `Nettokostnadsökning, %`: the compound says of what
_CHANGE_IN_PERCENT = re.compile(r"^\w{3,}s(?:ökning|förändring|utveckling|minskning) (?:i )?(?:%|procent)$")
_YEAR_AT_END = re.compile(r"\D((?:19|20)\d\d)$")
#: words that claim a sum outright; a result or a net that opens a table carries a figure over from elsewhere
_SUM_WORD = re.compile(r"summa|total|slutsumma|s a\b|sa\b|.*\b(?:totalt?|summa)$")
_MANY_WORDS = 6
_NOTE_TITLE = re.compile(r"not(?: nr)?\.? ?\d+\W+", re.I)
#: rows that name boards are no account lines, and the lines beside them finance them
_BOARD = re.compile(r"(?:nämnd(?:en)?|styrelse(?:n)?|förvaltning(?:en)?)$")


@dataclass(frozen=True, slots=True)
class Row:
    """A body row understood by its label. measure: names that the label stands for as a whole; empty otherwise.

    year_at_end: the year that closes the label, 0 for none.
    group: the outer label where the row has an inner one beside it (`Äldreomsorg/LSS` of `Äldreomsorg/LSS | Kostnad`).
    unit: the unit that a column of units prints for the row, empty if none.
    whole: the label of the row that an `of which` row is a part of.
    """

    row_no: int
    label: str
    inner: str
    group: str
    code: str
    section: tuple[str, ...]
    role: str
    account_line: str
    measures: tuple[str, ...]
    period: Period | None
    names_month: bool
    year_at_end: int
    entity: str
    is_bold: bool
    cells: dict[int, Cell]
    unit: str = ""
    whole: str = ""


def read_row(body: BodyRow, default_year: int, has_figures: bool = False) -> Row:
    """Read one body row. has_figures: single figures before labels are codes (`row_codes.py`)."""
    labels = [strip_marks(text) for text in body.labels if text.strip()]
    code, labels = split_code(body.code, labels, has_figures)
    inner = labels[-1] if labels else ""
    first = labels[0] if labels else ""
    measures = _measures(inner)
    names_period = bool(first) and (is_year(first) or is_period(first) or bool(measures))
    return Row(
        body.row_no,
        " | ".join(labels),
        inner,
        labels[0] if len(labels) > 1 else "",
        strip_marks(code),
        body.section,
        _role(inner if len(labels) > 1 else first, body, is_lone=len(labels) == 1),
        account_line_of(inner),
        measures,
        find_period(first, default_year) if names_period else None,
        names_period and bool(_MONTH_NAME.match(fold(first))),
        int(year[1]) if (year := _YEAR_AT_END.search(_UNIT_SUFFIX.sub("", inner))) else 0,
        find_entity((first,)) if first else "",
        body.is_bold,
        body.cells,
        find_unit(body.unit),
    )


def with_wholes(rows: list[Row]) -> list[Row]:
    """The rows; each `of which` row knows the label of the row it is a part of: the last other one of its section."""
    found: list[Row] = []
    for row in rows:
        above = found[-1] if found and found[-1].section == row.section else None
        if row.role == "of_which" and above is not None:
            row = replace(row, whole=above.whole if above.role == "of_which" else above.inner)
        found.append(row)
    return found


def _measures(label: str) -> tuple[str, ...]:
    """The measure that a label names as a whole: from the list of such labels, else read like a heading."""
    bare = spell_out(_UNIT_SUFFIX.sub("", label))
    if _CHANGE_IN_PERCENT.search(fold(label)):
        return ("change_pct",)
    listed = first_match(lexicon().row_measures, bare)
    if listed or len(fold(bare).split()) < 2 or not lexicon().measure_labels.match(fold(bare)):
        return listed
    return named_measures(bare)[:1]


def _role(label: str, body: BodyRow, is_lone: bool) -> str:
    folded = fold(label)
    words = lexicon()
    if words.of_which_rows.match(folded) or any(words.of_which_rows.match(fold(s)) for s in body.section[-1:]):
        return "of_which"
    if words.total_rows.match(folded) or (is_lone and words.whole_rows.match(folded)):
        return "total"
    if words.total_suffix.search(folded) and len(folded.split()) <= 4 and not folded.startswith(("antal", "andel")):
        return "total"
    return "line"


def claims_sum(label: str) -> bool:
    """True where a label says outright that its row sums others up."""
    return bool(_SUM_WORD.match(fold(label)))


def account_line_of(label: str) -> str:
    """The account line that a label or a title names as a whole; empty for every other."""
    folded = fold(spell_out(_UNIT_SUFFIX.sub("", label)))
    if not folded or len(folded.split()) > _MANY_WORDS:
        return ""
    bare = re.sub(r"^(?:varav|därav|summa|totalt|totala|verksamhetens) ", "", folded)
    found = first_match(lexicon().account_lines, bare)
    return found[0] if found and lexicon().income_statement_rows.match(folded) else ""


def numbers_of(
    rows: list[Row], values: dict[tuple[int, int], Decimal], columns: list[int]
) -> list[list[Decimal | None]]:
    """The grid of values by row and column, in the rows' order."""
    return [[values.get((row.row_no, c)) for c in columns] for row in rows]


def prove_roles(
    rows: list[Row], values: dict[tuple[int, int], Decimal], columns: list[int]
) -> tuple[list[Row], list[SumRow]]:
    """The rows with totals and subtotals told apart by arithmetic, and the sums found.

    A row that sums others is a total; a total that is a term of a later one, or is followed by a total over the same
    lines, is a subtotal. An unlabelled row that sums the lines above it is a total too.
    """
    grid = _in_one_unit(rows, numbers_of(rows, values, columns))
    excluded = [row.role == "of_which" or _is_memo(row) for row in rows]
    claimed = [row.role == "total" or (not row.label and i > 0) for i, row in enumerate(rows)]
    kinds = [row.inner if row.group else "" for row in rows]
    found = find_sums(grid, claimed, excluded, [row.section for row in rows], [_side(row) for row in rows], kinds)
    sums = [s for s in found if claimed[s.total] or not _has_code_of_its_own(rows, s)]
    proven = {s.total for s in sums if s.is_proven}
    first = next((i for i, row in enumerate(rows) if row.cells), 0)
    if len(rows) > 1 and first not in proven and not claims_sum(rows[first].label) and rows[first].role == "total":
        rows = [replace(row, role="line") if i == first else row for i, row in enumerate(rows)]
    units = {find_unit(row.inner) for row in rows} - {""}
    if units - MONEY.keys():
        rows = [_as_key_figure(row) if i not in proven else row for i, row in enumerate(rows)]
    totals = proven | {i for i, row in enumerate(rows) if row.role == "total"}
    inner = {t for s in sums if s.is_proven for t in s.terms if t in totals}
    covered = _covered_totals(sums) | _parents(sums, claimed, len(rows))
    proved = []
    for i, row in enumerate(rows):
        role = row.role
        if i in totals and role != "of_which":
            is_part = i in inner or i in covered or bool(lexicon().subtotal_rows.match(fold(row.label)))
            role = "subtotal" if is_part else "total"
        elif not row.label and role == "line" and i == len(rows) - 1 and len(rows) > 2:
            role = "total"
        proved.append(replace(row, role=role))
    return proved, sums


def _has_code_of_its_own(rows: list[Row], found: SumRow) -> bool:
    """True for `503` after `500`, `501`, `502`, which that row sums by chance: a sum has no code of its terms' kind,
    but one that theirs begin with (`510` over `511`, `512`)."""
    code, terms = rows[found.total].code, [rows[t].code for t in found.terms]
    is_alike = code.isdigit() and all(term.isdigit() and len(term) == len(code) for term in terms)
    return is_alike and not all(term.startswith(code.rstrip("0")) for term in terms)


def _in_one_unit(rows: list[Row], grid: list[list[Decimal | None]]) -> list[list[Decimal | None]]:
    """The numbers of rows that print different units of money, in the largest of them and rounded as its own are."""
    units = [find_unit(row.inner) for row in rows]
    printed = {unit for unit in units if unit in MONEY}
    if len(printed) < 2:
        return grid
    largest = max(printed, key=lambda unit: MONEY[unit])
    step = unit_step(v for row, u in zip(grid, units, strict=True) if u == largest for v in row if v is not None)
    factors = [MONEY[u] / MONEY[largest] if u in printed and u != largest else None for u in units]
    return [
        [v if v is None or f is None else (v * f).quantize(step) for v in row]
        for row, f in zip(grid, factors, strict=True)
    ]


def _as_key_figure(row: Row) -> Row:
    """A result or net that prints its unit (`Årets resultat, mnkr`) among counts and shares sums nothing up, nor does
    a share (`Total sjukfrånvaro i %`)."""
    unit = find_unit(row.inner)
    is_figure = unit in ("percent", "index", "fte") or (unit in MONEY and not claims_sum(row.label))
    return replace(row, role="line") if row.role == "total" and is_figure else row


def _covered_totals(sums: list[SumRow]) -> set[int]:
    """Totals whose terms are all terms of a later one, wider or the same with nothing between them."""
    proven = [(s.total, s.terms[0], max(s.terms), frozenset(s.terms)) for s in sums if s.is_proven]
    with_term: dict[int, list[tuple[int, frozenset[int]]]] = defaultdict(list)
    for total, _, _, terms in proven:
        for term in terms:
            with_term[term].append((total, terms))
    return {
        total
        for total, first, last, terms in proven
        if any(last < total < other and terms <= wider for other, wider in with_term[first])
    }


def _parents(sums: list[SumRow], claimed: list[bool], n_rows: int) -> set[int]:
    """Rows that sum the rows under them without saying so, beside other rows: a board above its units."""
    return {s.total for s in sums if not claimed[s.total] and s.total < min(s.terms) and len(s.terms) + 1 < n_rows}


def _side(row: Row) -> str:
    """The side of a statement that a row is a line of; empty for a net and for what is no account line."""
    return {"revenue": "revenue", "net": "", "": ""}.get(row.account_line, "cost")


def _is_memo(row: Row) -> bool:
    """A row that names a measure (Budgetavvikelse below the net) is no term of a sum."""
    return bool(row.measures)


def is_account_row(label: str) -> bool:
    """True where a label as a whole is a line of a statement (`Personalkostnader`, `Årets resultat, mnkr`)."""
    return bool(lexicon().income_statement_rows.match(fold(spell_out(_UNIT_SUFFIX.sub("", label)))))


def _may_be_money(row: Row) -> bool:
    return find_unit(row.inner) in ("", *MONEY)


def _is_note_to_a_line(title: str) -> bool:
    """`Not 5 Skatteintäkter`: the parts of one line of a statement, whatever they are called."""
    match = _NOTE_TITLE.match(title)
    return match is not None and bool(account_line_of(title[match.end() :]))


def _stand_under_activities(rows: list[Row], of_accounts: list[Row]) -> bool:
    """The same account lines (`Kostnader`, `Intäkter`) under one row after the other: those rows are activities."""
    counted = Counter(r.inner for r in of_accounts)
    repeated = sum(n for n in counted.values() if n > 1)
    return len(rows) - len(of_accounts) > 1 and 4 * repeated >= 3 * len(of_accounts)


def is_income_statement(segment: Segment, rows: list[Row], section: tuple[str, ...], title: str) -> bool:
    """True where the rows of a section are account lines of one body, not activities."""
    own = [r for r in rows if r.section == section and r.cells and r.role != "of_which" and _may_be_money(r)]
    if any(r.group for r in own):
        return False
    if any(lexicon().statement_titles.search(fold(text)) for text in (title, *section)) or _is_note_to_a_line(title):
        return True
    if sum(bool(_BOARD.search(fold(r.inner))) for r in own) >= 2:
        return False
    matching = [r for r in own if is_account_row(r.inner)]
    if not own or len(matching) < 0.5 * len(own) or (len(matching) == len(own) == 1 and own[0].role == "total"):
        return False
    if _stand_under_activities(own, matching):
        return False
    repeated = {r.label for r in rows if r.section != section and r.section} & {r.label for r in own}
    named = (
        bool(section)
        and not find_entity(section)
        and not re.search(r"\b(?:nämnd|förvaltning|total|summa)", fold(" ".join(section)))
    )
    return not (repeated and named)
