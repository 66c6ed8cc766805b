"""Which family of facts a row belongs to: investment, kpi, staffing, income statement, cost, volume, goal status ...

Source: docs/extract.md, fact_family: decided per row, the first rule that fits; the section above a row outranks the
table's title, a column's unit outranks both.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from dagster_project.domain.facts.context import TableContext
from dagster_project.domain.facts.rows import Row, is_account_row
from dagster_project.domain.swedish.lexicon import lexicon
from dagster_project.domain.swedish.text import fold
from dagster_project.domain.swedish.units import MONEY, money_unit

#: `Kostnad/dygn` is said `per dygn`; other slashes join (`IFO/LSS`)
_PER_SLASH = re.compile(
    r"/(?=(?:invånare|inv|elev|brukare|plats|vårdplats|dygn|vårddygn|timme|tim|barn|vårdtagare|hushåll|person|placering)\b)",
    re.I,
)
#: a heading of money as a whole, beside others of money per something
_WHOLE_AMOUNT = re.compile(
    r"^(?:total\w* |summa |hela |årets )?(?:netto|brutto|drift|personal|total)?"
    r"(?:kostnad\w*|utgift\w*|intäkt\w*|belopp)"
    r"(?: (?:utfall|bokslut|totalt?|helår|(?:19|20)\d\d|i|tkr|kr|mnkr|mkr|kronor))*$"
)


def topic(context: TableContext, corner: str, section: tuple[str, ...], unit: str = "tkr") -> str:
    """investment, kpi, staffing or risk where the nearest words that say so say so; empty otherwise.

    Nearest first: section, corner, title, heading. A text that names investments beside operations, or staff beside
    economy, decides nothing, nor does `Personal` over money, which is an account line; a section of volumes is about
    nothing else, and a corner or title of volumes (`Volymmått`) ends the search. unit: what the rows are printed in.
    """
    about = [s for s in reversed(section) if unit not in MONEY or not is_account_row(s)]
    if any(lexicon().families["volume"].search(fold(s)) for s in about[:1]):
        return ""
    for text in [*about, corner, context.title, *reversed(context.headings[-2:])]:
        found = _topic_of(fold(text))
        if found or "volym" in fold(text):
            return found
    return ""


def _topic_of(folded: str) -> str:
    families = lexicon().families
    if families["investment"].search(folded):
        return "" if re.search(r"\bdrift\w* och\b|\boch drift|\bdriftbudget\b", folded) else "investment"
    if families["kpi"].search(folded):
        return "kpi"
    if families["risk"].search(folded) and not families["staffing"].search(folded):
        return "risk"
    if families["staffing"].search(folded) and not re.search(r"\bekonomi\w*", folded):
        return "staffing"
    return ""


def is_about_staff(rows: Sequence[Row], context: TableContext) -> bool:
    """True if the rows alone say that the table is about personnel: most labels do, no heading speaks of volumes."""
    titled = fold(" ".join([context.title, *context.headings[-1:]]))
    named = sum(bool(lexicon().families["staffing"].search(fold(row.label))) for row in rows)
    return len(rows) > 2 and 4 * named >= 3 * len(rows) and "volym" not in titled


def family_of(
    row: Row,
    unit: str,
    has_target: bool,
    nearest_topic: str,
    context: TableContext,
    is_statement: bool,
    heading: str = "",
    headings: Sequence[str] = (),
) -> str:
    """The family of one value by docs/extract.md's rules 1-7. unit: the value's own; heading: its column's; headings:
    those of all columns.

    A line of a statement that prints its own unit (`Årets resultat, mnkr`) is a key figure judged alone.
    """
    label = fold(row.label)
    named = fold(heading) if row.period is not None else label
    if is_statement and lexicon().cash_closings.search(label):
        return "income_statement"
    if nearest_topic == "investment" or named.startswith(("investering", "nettoinvestering", "bruttoinvestering")):
        return "investment"
    if nearest_topic == "risk":
        return "risk"
    if has_target or nearest_topic == "kpi":
        return "kpi"
    if nearest_topic == "staffing":
        return "staffing"
    if (
        unit in ("percent", "index")
        or is_quality_event(row, context)
        or (unit in MONEY and is_unit_money(row, heading, context, headings))
    ):
        return "kpi"
    if unit in MONEY:
        own = row.role != "of_which" and bool(money_unit(row.inner)) and is_account_row(row.inner)
        return "income_statement" if is_statement or own else "cost"
    return "volume"


def is_unit_cost(label: str) -> bool:
    """`Kostnad per brukare`, `kr per plats`: money that is not added up; `Nettokostnad per månad` is only parted."""
    families = lexicon().families
    bare = families["parted_by"].sub("", fold(_PER_SLASH.sub(" per ", label))).strip()
    return bool(families["unit_cost"].search(bare))


def is_unit_money(row: Row, heading: str, context: TableContext, headings: Sequence[str] = ()) -> bool:
    """Money per something, by the label, the heading or the title (`per brukare`; `per enhet` only parts it).

    headings: of all columns. Where one of them is a unit cost itself, `Kostnad 2024` beside it is the whole cost.
    """
    is_whole = bool(_WHOLE_AMOUNT.match(fold(heading))) and any(is_unit_cost(h) for h in headings)
    if is_whole and not is_unit_cost(row.label):
        return False
    if lexicon().families["unit_cost_title"].search(fold(context.title)):
        return True
    names_itself = row.period is not None or not row.label
    texts = [row.label, heading, *([context.title] if names_itself else [])]
    return any(is_unit_cost(text) for text in texts)


def is_quality_event(row: Row, context: TableContext) -> bool:
    """Lex Sarah, complaints and their like, by the row's label or, where it has none, by the title."""
    pattern = lexicon().families["quality_event"]
    return bool(pattern.search(fold(row.label)) or pattern.search(fold(context.title)))
