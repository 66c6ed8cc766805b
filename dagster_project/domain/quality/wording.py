"""A broken identity as a sentence, in English and in Swedish.

What lives here: words and the way numbers are written in them. What does not: any judgement (`findings`, `reconcile`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from dagster_project.domain.arithmetic.misprints import (
    DOUBLED_DIGIT,
    FACTOR,
    MISSING_DIGIT,
    NEIGHBOUR,
    SIGN,
    STALE_TOTAL,
    SWAPPED,
    TRANSPOSED,
    WRONG_DIGIT,
)

#: every kind of identity that is an equality: what its other side is called
BASIS = {
    "rows_sum_to_total": ("the rows add up to", "raderna summerar till"),
    "revenue_plus_cost_is_net": ("revenue plus cost is", "intäkter plus kostnader är"),
    "columns_sum_to_total": ("the columns add up to", "kolumnerna summerar till"),
    "deviation_formula": ("level minus budget is", "utfall eller prognos minus budget är"),
    "change_formula": ("the later minus the earlier figure is", "det senare minus det tidigare beloppet är"),
    "share_formula": ("the share worked out is", "den uträknade andelen är"),
    "product_formula": ("the product is", "produkten är"),
    "subtable_is_parent_row": ("the row that the table breaks down prints", "raden som tabellen bryter ned visar"),
    "same_fact": ("another table prints", "en annan tabell visar"),
    "parts_sum": ("the parts printed elsewhere add up to", "delarna på annan plats summerar till"),
    "budget_parts": ("the parts of the budget give", "budgetens delar ger"),
    "groups_sum": ("women and men add up to", "kvinnor och män är tillsammans"),
    "no_budget_no_period_budget": (
        "the row has no budget, so outcome and deviation must cancel out, but give",
        "raden saknar budget, så utfall och avvikelse ska ta ut varandra, men ger",
    ),
}
_KIND = {
    SIGN: ("wrong sign: the difference is twice the figure", "fel tecken: skillnaden är två gånger beloppet"),
    FACTOR: ("wrong by a power of ten", "fel tiopotens"),
    TRANSPOSED: ("two digits are swapped", "två siffror har bytt plats"),
    MISSING_DIGIT: ("a digit is missing", "en siffra saknas"),
    DOUBLED_DIGIT: ("a digit is doubled", "en siffra är dubblerad"),
    WRONG_DIGIT: ("one digit is wrong", "en siffra är fel"),
    NEIGHBOUR: ("the figure of a cell beside it", "beloppet i cellen bredvid"),
    SWAPPED: ("it has changed places with a cell beside it", "den har bytt plats med cellen bredvid"),
    STALE_TOTAL: ("the total was not brought up to date", "summan har inte uppdaterats"),
}
_ALSO = {
    "rows_sum_to_total": ("the sum of its column", "kolumnens summa"),
    "revenue_plus_cost_is_net": ("revenue plus cost", "intäkter plus kostnader"),
    "columns_sum_to_total": ("the sum of its row", "radens summa"),
    "deviation_formula": ("the row's deviation", "radens avvikelse"),
    "change_formula": ("the row's change", "radens förändring"),
    "share_formula": ("the row's share", "radens andel"),
    "product_formula": ("the row's product", "radens produkt"),
    "subtable_is_parent_row": ("the row that the table breaks down", "raden som tabellen bryter ned"),
    "same_fact": ("the same figure in another table", "samma uppgift i en annan tabell"),
    "parts_sum": ("the parts printed elsewhere", "delarna på annan plats"),
    "budget_parts": ("the parts of the budget", "budgetens delar"),
    "groups_sum": ("women plus men", "kvinnor plus män"),
    "no_budget_no_period_budget": (
        "the row's period budget of 0 (it has no budget, so outcome and deviation cancel out)",
        "radens periodbudget på 0 (den saknar budget, så utfall och avvikelse tar ut varandra)",
    ),
}
_UNIT_SV = {"count": "antal", "hours": "timmar", "days": "dagar", "fte": "årsarbetare", "percent": "procent"}


@dataclass(frozen=True, slots=True)
class Broken:
    """The identity: where it stands and what is off; numbers in the printed unit."""

    identity: str
    table_title: str
    row_label: str
    col_label: str
    printed: Decimal
    expected: Decimal
    difference: Decimal
    unit: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """The one cell that explains it. also: kinds of the other identities that its repair makes hold."""

    table_title: str
    row_label: str
    col_label: str
    printed: Decimal
    expected: Decimal
    kind: str
    also: tuple[str, ...] = ()


def write_number(number: Decimal, decimal_sign: str = ".") -> str:
    """110831 as `110 831`, -4.50 as `-4.5`; groups parted by a space, a whole number without decimals."""
    text = format(number.normalize(), "f")
    sign, digits = ("-", text[1:]) if text.startswith("-") else ("", text)
    whole, _, decimals = digits.partition(".")
    grouped = f"{int(whole):,}".replace(",", " ")
    return f"{sign}{grouped}{decimal_sign + decimals if decimals else ''}"


def say(broken: Broken, explanation: Explanation | None, report: str, report_sv: str) -> tuple[str, str]:
    """The finding as one sentence or two. Returns: (English, Swedish)."""
    return _say(broken, explanation, report, swedish=False), _say(broken, explanation, report_sv, swedish=True)


def _say(broken: Broken, explanation: Explanation | None, report: str, swedish: bool) -> str:
    at = 1 if swedish else 0

    def number(value: Decimal) -> str:
        return write_number(value, "," if swedish else ".")

    unit = _UNIT_SV.get(broken.unit, broken.unit) if swedish else broken.unit
    row, column = broken.row_label or ("(utan namn)" if swedish else "(no label)"), broken.col_label
    basis = BASIS[broken.identity][at]
    if swedish:
        text = (
            f"{report}, tabellen ”{broken.table_title}”, kolumnen ”{column}”: ”{row}” anger"
            f" {number(broken.printed)} {unit}, men {basis} {number(broken.expected)}"
            f" (skillnad {number(broken.difference)})."
        )
    else:
        text = (
            f'{report}, table "{broken.table_title}", column "{column}": "{row}" prints'
            f" {number(broken.printed)} {unit}, but {basis} {number(broken.expected)}"
            f" (difference {number(broken.difference)})."
        )
    if explanation is None:
        return text + (" Ingen enskild cell förklarar felet." if swedish else " No single cell explains it.")
    return f"{text} {_explain(explanation, broken, number, at)}"


def _explain(explanation: Explanation, broken: Broken, number: Callable[[Decimal], str], at: int) -> str:
    kind = _KIND.get(explanation.kind)
    why = f" ({kind[at]})" if kind else ""
    printed, expected = number(explanation.printed), number(explanation.expected)
    also = [_ALSO[identity][at] for identity in explanation.also]
    elsewhere = explanation.table_title != broken.table_title
    if at:
        text = f"Troligt tryckfel: ”{explanation.row_label}” i kolumnen ”{explanation.col_label}”"
        text += f" i tabellen ”{explanation.table_title}”" if elsewhere else ""
        text += f" anger {printed} men ska vara {expected}{why}; då stämmer summeringen"
        return text + (f", liksom {' och '.join(also)}." if also else ".")
    text = f'Probable misprint: "{explanation.row_label}" in column "{explanation.col_label}"'
    text += f' of table "{explanation.table_title}"' if elsewhere else ""
    text += f" prints {printed} but must be {expected}{why}; then this holds"
    return text + (f", and so does {' and '.join(also)}." if also else ".")
