"""The unit of a value: its own, its label's, its column's, its section's, the title's, or inferred and marked so.

What a piece of text states is next door, in `swedish/units.py`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from dagster_project.domain.facts.columns import Column
from dagster_project.domain.facts.context import TableContext
from dagster_project.domain.facts.families import is_unit_cost
from dagster_project.domain.facts.rows import Row
from dagster_project.domain.model import Document
from dagster_project.domain.swedish.lexicon import first_match, lexicon
from dagster_project.domain.swedish.text import fold, join_lines, plain_minus
from dagster_project.domain.swedish.units import MONEY, counted_unit, money_unit

_STRONG = re.compile(
    r"\bantal(?:et)?\b|\bandel(?:en)?\b|\b(?:skattesats|utdebitering)\b(?! med\b)|\(\s*%\s*\)"
    r"|(?<!\d)(?<!\d )%\s*$|\bi %|\bprocent\b"
    r"|,\s*\w+\s*$|index\b|\bi timmar\b|\((?:st|antal|dagar|dygn|timmar|tim|år|årsarbetare|index"
    r"|personer)\)"
)
#: a label whose money word is its unit, not part of a name
_STATES_MONEY = re.compile(
    r"\(|,|\bkr\b|\bi (?:tkr|mnkr|mkr|kr|miljoner|miljarder|tusen)|\b(?:tkr|kkr|mnkr|mkr)\W*$", re.I
)
_ENDS_WITH_PERCENT = re.compile(r"\(\s*(?:i )?(?:%|procent)\s*\)\W*$|[,/] (?:i )?(?:%|procent)\W*$", re.I)
_CELL_UNITS = {
    "%": "percent",
    "procent": "percent",
    "tkr": "tkr",
    "tkr.": "tkr",
    "mnkr": "mnkr",
    "mkr": "mnkr",
    "kr": "kr",
    "kronor": "kr",
    "st": "count",
    "dagar": "days",
    "dygn": "days",
    "timmar": "hours",
    "tim": "hours",
    "h": "hours",
    "åa": "fte",
}
_TEXT_AMOUNT = re.compile(r"(-?)\s?(\d{1,3}(?: \d{3})+|\d+)(?:,(\d+))?\s*(tkr|mnkr|mkr|miljoner|kronor|kr)\b")
#: a note that is a unit, or ends with one (`Tkr, nettokostnad`, `Plus är underskott. Tkr.`)
_UNIT_NOTE = re.compile(
    r"^\(?(?:i )?(?:tkr|mkr|mnkr|kkr|tusen kronor|miljoner kronor)\b.{0,40}$|[.,;] (?:i )?(?:tkr|mkr|mnkr|kkr)\.?$"
)
#: a row of amounts, whatever its table counts
_AMOUNT_LABEL = re.compile(r"\b\w*(?:kostnad|intäkt)(?:er|en|erna)?\b|\butbetal(?:t|da|ning\w*)\b")
#: titles of tables that count: `Antal elever`, `Elevantal`
_NUMBER_OF = re.compile(r"^antal |\w{3,}antal\b|^befolkning")
#: a title of people and of their full-time equivalents: its rows are the one or the other
_PEOPLE_AND_FTE = re.compile(
    r"(?:anställda|anställningar|medarbetare|personer) (?:och|samt) (?:antal )?årsarbet"
    r"|årsarbetare (?:och|samt) (?:antal )?\w*(?:anställda|medarbetare|personer)\b"
)
#: a title of what is counted and of a share (`Personal och sjukfrånvaro`) implies nothing of a row
_STAFF_AND_ABSENCE = re.compile(r"(?:anställda|medarbetare|personal|bemanning)\b.* och \w*frånvaro")
#: a column of amounts, whatever its rows speak of
_AMOUNTS = re.compile(r"^(?:belopp|summa kronor|kostnad|effekt i kronor)(?: (?:tkr|mnkr|mkr|kr))?(?: (?:19|20)\d\d)?$")
_CHANGED_NUMBER = re.compile(
    r"\b(?:ökat|ökade|minskat|minskade|utökat|förändrat|ändrat|högre|lägre|större|mindre|fler|färre|stort|litet|lågt|högt)"
    r" antal\b"
)
#: what is counted in the mean has decimals and is still a count
_IN_THE_MEAN = re.compile(r"\b(?:genomsnitt\w*|snitt|medeltal|medelantal)\b")
#: the largest municipality's whole year, with room to grow
MOST_SEK = Decimal(100_000_000_000)
#: a table without a unit may hold amounts so many times larger than those printed with one
FAR_LARGER = 10
#: columns of these measures hold money where no unit is printed
MONEY_MEASURES = frozenset(
    {
        "budget",
        "period_budget",
        "deviation",
        "forecast_deviation",
        "budget_submitted",
        "budget_not_submitted",
        "remaining_budget",
        "project_budget",
        "project_actual",
    }
)

#: what closes a label after a comma: a unit (`Hemtjänst, timmar`), or a part of the name (`Barn och familj, utredning`)
_AFTER_COMMA = re.compile(r",\s*(?:antal )?(?P<word>\w+)$")
_SAYS_HOW = frozenset({"snitt", "medel", "medeltal", "genomsnitt", "totalt", "summa", "st", "kvinnor", "män"})
_COUNTS = frozenset({"count", "days", "hours", "fte"})


@dataclass(frozen=True, slots=True)
class TextAmounts:
    """Amounts stated in the running text, in SEK, with the printed step in SEK. Used to infer a missing unit."""

    amounts: tuple[tuple[Decimal, Decimal], ...]

    def likely_unit(self, values: Iterable[Decimal]) -> str:
        """The money unit under which most of the values are stated in the text too; empty below two matches."""
        counts: Counter[str] = Counter()
        known = set(self.amounts)
        for value in {abs(v) for v in values if abs(v) >= 10}:
            for unit, factor in MONEY.items():
                if unit == "mdkr":
                    continue
                amount = value * factor
                counts[unit] += any(abs(abs(a) - amount) < step and (step <= amount / 20) for a, step in known)
        best = counts.most_common(1)
        return best[0][0] if best and best[0][1] >= 2 else ""


def text_amounts(document: Document) -> TextAmounts:
    """All amounts with a money unit in the paragraphs of a document."""
    found: list[tuple[Decimal, Decimal]] = []
    for paragraph in document.paragraphs:
        flat = plain_minus(join_lines(paragraph.text)).casefold()
        for sign, whole, decimals, word in _TEXT_AMOUNT.findall(flat):
            factor = MONEY[money_unit(word) or "kr"]
            number = Decimal(whole.replace(" ", "") + ("." + decimals if decimals else ""))
            step = factor * Decimal(1).scaleb(-len(decimals))
            found.append(((-number if sign else number) * factor, step))
    return TextAmounts(tuple(found))


def unit_of(
    cell_unit: str,
    row: Row,
    column: Column,
    context: TableContext,
    corner: str,
    default_money: str,
    is_money: bool,
    has_decimals: bool,
    has_target: bool,
) -> tuple[str, bool]:
    """(unit, inferred) of one value.

    cell_unit: the unit printed in the cell. default_money: the table's inferred money unit. is_money: the table holds
    money where nothing else is said. has_decimals: the row prints decimals, so it counts nothing. has_target:
    a table of goals, whose units stand with each label.
    """
    if cell_unit in _CELL_UNITS:
        return _CELL_UNITS[cell_unit], False
    if column.unit == "percent":
        return "percent", False
    label_unit = _label_unit((row.inner, row.group), strong=True)
    if label_unit in _COUNTS and _is_what_money_is_for(row, column, corner, context):
        label_unit = ""
    if label_unit or row.unit:
        return label_unit or row.unit, False
    if column.unit:
        return column.unit, False
    whole_unit = _label_unit((row.whole,), strong=True)
    if whole_unit:
        return whole_unit, False
    for text in [] if has_target else [*reversed(row.section), corner, context.title]:
        unit = money_unit(text) or _marked_share(text)
        if unit:
            return unit, False
    holds_money = is_money or bool(_AMOUNT_LABEL.search(fold(row.inner)))
    is_amount = is_unit_cost(column.label) or bool(_AMOUNT_LABEL.search(fold(column.label)))
    is_money = is_money or is_amount
    stated = _stated_near(context, corner, holds_money or is_amount) or _stated_near(context, corner, is_money)
    if stated:
        return stated, False
    weak = "" if is_money else _label_unit((row.inner, row.group), strong=False)
    if weak:
        return weak, False
    implied = "" if is_money else _implied(row, context)
    if implied:
        return implied, True
    if is_money:
        per_unit = any(is_unit_cost(t) for t in (column.label, row.label))
        return ("kr" if per_unit else default_money), True
    if any(_PEOPLE_AND_FTE.search(fold(t)) for t in (corner, context.title)):
        return ("fte" if has_decimals or counted_unit(row.whole) == "fte" else "count"), True
    is_mean = any(_IN_THE_MEAN.search(fold(t)) for t in (row.label, *row.section, corner, context.title, column.label))
    is_number = any(_NUMBER_OF.search(fold(t)) for t in (corner, context.title))
    return ("percent" if has_decimals and not is_mean and not is_number else "count"), True


def _is_what_money_is_for(row: Row, column: Column, corner: str, context: TableContext) -> bool:
    """`Hemtjänst, ökat antal timmar` under `Belopp`, or where a unit of money stands over it: why it was spent."""
    if _AMOUNTS.match(fold(column.label)) and not column.unit:
        return True
    is_cause = bool(_CHANGED_NUMBER.search(fold(row.inner)))
    return is_cause and any(money_unit(t) for t in (column.label, corner, context.title))


def _stated_near(context: TableContext, corner: str, is_money: bool) -> str:
    if is_money:
        below = [n for n in context.notes if "belopp" in n.casefold() or _UNIT_NOTE.search(n.strip().casefold())]
        near = [*reversed(context.before), *below, *reversed(context.headings)]
        return next((u for u in (money_unit(t) for t in near if len(t) < 160 or "belopp" in t.casefold()) if u), "")
    for text in (corner, context.title):
        unit = "" if _PEOPLE_AND_FTE.search(fold(text)) else counted_unit(text)
        if unit and (_STRONG.search(fold(text)) or "%" in text or unit in ("fte", "hours", "days")):
            return unit
    method = next((t for t in context.before if t.casefold().startswith(("mått", "enhet"))), "")
    return counted_unit(method.partition(":")[2])


def _marked_share(text: str) -> str:
    """percent, where a heading ends with its mark (`Soliditet (%)`)."""
    return "percent" if _ENDS_WITH_PERCENT.search(text) else ""


def _label_unit(labels: Sequence[str], strong: bool) -> str:
    """The unit that the first of the labels with one states; strong: outright, not by a noun within a name."""
    for label in labels:
        if not label:
            continue
        own = money_unit(label) if _STATES_MONEY.search(label) else ""
        if own:
            return own
        if strong and not _STRONG.search(plain_minus(join_lines(label)).casefold()):
            continue
        unit = counted_unit(label)
        if unit and (not strong or _is_strong(label, unit)):
            return unit
    return ""


def _is_strong(label: str, unit: str) -> bool:
    """A unit that the label says outright: `Antal ...`, `..., procent`, `(%)`, `Andel ...`; no noun within a name."""
    folded = plain_minus(join_lines(label)).casefold()
    if unit == "percent":
        return True
    after_comma = _AFTER_COMMA.search(folded)
    if after_comma and not (counted_unit(after_comma[0]) or after_comma["word"] in _SAYS_HOW):
        return bool(re.search(r"\bantal(?:et)?\b", folded))
    return bool(
        re.search(
            r"\bantal(?:et)?\b|,\s*(?:antal )?\w+$|index\b|\bi timmar\b|\((?:antal|st|timmar|tim"
            r"|dagar|dygn|index|årsarbetare|personer)\)",
            folded,
        )
    )


def _implied(row: Row, context: TableContext) -> str:
    rules = lexicon().implied_units
    of_two = any(two.search(fold(context.title)) for two in (_PEOPLE_AND_FTE, _STAFF_AND_ABSENCE))
    titles = [] if of_two else [context.title]
    texts = [row.label, *reversed(row.section), *titles]
    found = next((names for names in (first_match(rules, text) for text in texts) if names), ())
    return found[0] if found else ""


def counts_things(context: TableContext, corner: str, rows: Sequence[Row]) -> bool:
    """True where title, corner or most labels say that the table counts (`Volymer`, `Antal ...`)."""
    stated = [t for t in context.before if "belopp" in t.casefold()]
    if any(money_unit(t) for t in (corner, context.title, *stated)):
        return False
    words = fold(f"{corner} / {context.title}")
    if lexicon().families["volume"].search(words) or lexicon().families["kpi"].search(words):
        return True
    if any(counted_unit(t) in ("hours", "days", "fte") or _NUMBER_OF.search(fold(t)) for t in (corner, context.title)):
        return True
    return sum(bool(_label_unit((r.inner, r.group), strong=True)) for r in rows) > len(rows) / 2


def holds_money(columns: Sequence[Column], measures: dict[int, str], rows: Sequence[Row], has_target: bool) -> bool:
    """True where a table without printed units holds money: budgets or deviations, or account lines as rows."""
    if has_target:
        return False
    if any((measures[c.col] in MONEY_MEASURES and c.unit not in _COUNTS) or c.account_line for c in columns):
        return True
    first = {measures[c.col] for c in columns}
    if first & {"opening_balance", "closing_balance"} and any("resultat" in fold(c.label) for c in columns):
        return True
    if any(r.measures[:1] in (("budget",), ("period_budget",)) for r in rows):
        return True
    matching = sum(bool(lexicon().income_statement_rows.match(fold(r.inner))) for r in rows)
    return matching >= 2 and matching >= 0.5 * len(rows)


def is_plausible_unit(unit: str, values: Sequence[Decimal], largest: Decimal) -> bool:
    """False for a unit under which an amount is far larger than the largest that the document prints with a unit, or
    than all that any municipality spends in a year.

    Args: largest: in SEK; 0 where the document prints no unit.
    """
    limit = min(largest * FAR_LARGER, MOST_SEK) if largest else MOST_SEK
    return max((abs(v) for v in values), default=Decimal(0)) * MONEY[unit] <= limit


def money_by_magnitude(values: Sequence[Decimal]) -> str:
    """The money unit that a board's amounts suggest: decimals are mnkr, tens of millions are kr, the rest tkr."""
    sizes = sorted(abs(v) for v in values)
    if not sizes:
        return "tkr"
    decimals = sum(v != v.to_integral_value() for v in values)
    if decimals >= 0.3 * len(values) and sizes[-1] < 100_000:
        return "mnkr"
    return "kr" if sizes[-1] >= 10_000_000 else "tkr"
