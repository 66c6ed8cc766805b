"""Which table cell a statement repeats, and whether the two agree.

Lives here: the comparison of statements with facts. Not here: finding statements (`find.py`) or repeats among them
(`repeats.py`). Money is compared in SEK with the canonical sign, levels by size, since a cost is printed with either
sign; a text rounds or cuts off, so a fact agrees when rounding or truncation to the printed decimals gives the text.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

from dagster_project.domain.model import Fact, Statement
from dagster_project.domain.statements.fact_index import SEK, Entry, FactIndex, n_digits
from dagster_project.domain.statements.mention import Mention
from dagster_project.domain.statements.stems import find_stems, institution_stems, names_body

#: a sentence that speaks of a part first: `I hemtjänsten var ...`, `Av den totala frånvaron är ...`
_LEAD_IN = re.compile(
    r"^(?:(?:I|Inom|På|Hos)\s+(?P<place>[^,]+?)|Av\s+(?:den|det|de)\s.+?)"
    r"\s+(?:var|är|blev|har|hade|ligger|låg|uppgår|uppgick|utgör|utgjorde)\b"
)
_AGREEING = ("equal", "within_rounding")
#: the words make it an outcome, whatever the cells say
_SO_FAR = re.compile(
    r"\b(?:hittills|ackumulera\w+|perioden|till och med|t\.?o\.?m\.?|tom|per|efter \w+ månader|utfall\w*)\b", re.I
)
_SIGNED = frozenset({"deviation", "forecast_deviation", "forecast_change", "change", "change_pct"})
#: share of a row label's words that the subject must name before a differing value is called a disagreement
CLEAR_LIKENESS = 0.75
#: ... and before an agreeing value is called the same thing
ENOUGH_LIKENESS = 0.34


def match_facts(statement: Statement, mention: Mention, index: FactIndex, is_part: bool = False) -> Statement:
    """The statement with `restates` and `agrees` filled in; unchanged where no cell states the same thing.

    A deviation that no cell of outcomes states and one of the forecast does is the forecast's: a text in front of a
    table of forecasts does not always say so. Args: is_part: the wording makes the number a part or cause of the
    subject's own, which then contradicts nothing.
    """
    found = _match(statement, mention, index, is_part)
    end = statement.period_end
    if statement.measure != "deviation" or statement.unit not in SEK or end is None or found.agrees in _AGREEING:
        return found
    if end.month == 12 or n_digits(statement.value) < 2 or _SO_FAR.search(statement.quote):
        return found
    ahead = replace(statement, measure="forecast_deviation", period_end=date(end.year, 12, 31))
    as_forecast = _match(ahead, mention, index, is_part)
    return as_forecast if as_forecast.agrees in _AGREEING else found


def _match(statement: Statement, mention: Mention, index: FactIndex, is_part: bool) -> Statement:
    subject = find_stems(statement.subject)
    best: tuple[tuple[int, float, int], Fact, str] | None = None
    for entry in index.candidates(statement.subject):
        if not _is_comparable(statement, entry.fact):
            continue
        likeness = _likeness(subject, entry, statement)
        fact = entry.fact
        agreement = _agreement(statement, mention, fact)
        if agreement == "disagrees" and (summed := index.with_rows_under(fact)) is not None:
            of_sum = _agreement(statement, mention, summed)
            fact, agreement = (summed, of_sum) if of_sum != "disagrees" else (fact, agreement)
        if agreement == "disagrees" and (is_part or not _is_clear(statement, mention, entry, subject, likeness)):
            continue
        if agreement == "within_rounding" and likeness < CLEAR_LIKENESS and n_digits(statement.value) < 2:
            continue
        if agreement != "disagrees" and likeness < ENOUGH_LIKENESS:
            continue
        rank = ({"equal": 2, "within_rounding": 1}.get(agreement, 0), likeness, -entry.fact.table_no)
        if best is None or rank > best[0]:
            best = (rank, fact, agreement)
    if best is None or best[2] == "disagrees":
        same_digits = index.only_fact_with_digits_of(statement)
        if same_digits is not None:
            same = replace(statement, measure=same_digits.measure, period_end=same_digits.period_end)
            return replace(same, restates=_place(same_digits), agrees="equal")
    if best is None:
        return statement
    return replace(statement, restates=_place(best[1]), agrees=best[2])


def _place(fact: Fact) -> str:
    return " / ".join(part for part in (fact.table_title, fact.row_label or fact.section, fact.col_label) if part)


def _likeness(subject: frozenset[str], entry: Entry, statement: Statement) -> float:
    """How much of the label the subject names, from 0 to 1; the whole body is like a total."""
    if not subject:
        return 0.0
    if entry.is_total and (names_body(statement.subject) or (subject & entry.words)):
        return 1.0
    if entry.is_total and not entry.words:
        return len(subject & entry.context) / len(subject)
    if not entry.words:
        return 0.0
    common = len(subject & entry.words)
    named = common / len(entry.words)
    used = len(subject & (entry.words | entry.context)) / len(subject)
    return (2 * named + used) / 3 if common else 0.0


def _is_comparable(statement: Statement, fact: Fact) -> bool:
    if fact.entity or not _same_kind_of_unit(statement.unit, fact.unit):
        return False
    measures = {statement.measure, *_EQUAL_MEASURES.get(statement.measure, ())}
    if statement.measure == "actual" and statement.unit not in SEK:
        measures.add("forecast")
    if fact.measure not in measures:
        return False
    return statement.period_end is None or fact.period_end is None or _is_near_period(statement, fact)


_EQUAL_MEASURES = {
    "forecast_deviation": ("deviation",), "prior_forecast": ("forecast",),
}  # fmt: skip


def _is_near_period(statement: Statement, fact: Fact) -> bool:
    if statement.period_end is None or fact.period_end is None:
        return True
    return statement.period_end == fact.period_end or (
        statement.period_end.year == fact.period_end.year and statement.unit not in SEK
    )


def _is_clear(statement: Statement, mention: Mention, entry: Entry, subject: frozenset[str], likeness: float) -> bool:
    """Whether a differing value contradicts the cell: the same thing, measure and period, and nothing narrower.

    A balanced budget is no exact zero; a subject with words that label and title lack is a part of the row; an account
    line under the heading of a unit is that unit's.
    """
    fact = entry.fact
    if _is_about_a_part(statement, entry):
        return False
    if likeness < CLEAR_LIKENESS or mention.kind == "balance" or fact.measure not in (statement.measure, "forecast"):
        return False
    if not _is_same_period(statement, fact) or not subject <= entry.words | entry.context | institution_stems():
        return False
    topic = find_stems(statement.section_heading)
    shares_heading = bool(topic & (entry.context | entry.words))
    if fact.unit not in SEK and len(entry.words) < 2:
        return shares_heading
    return fact.fact_family != "income_statement" or not topic or shares_heading


def _is_about_a_part(statement: Statement, entry: Entry) -> bool:
    """A place or a whole named first that the row does not name, or the revenue beside a net."""
    lead_in = _LEAD_IN.match(statement.quote)
    if lead_in and (lead_in["place"] is None or find_stems(lead_in["place"]) - entry.words - entry.context):
        return True
    return "intäkt" in statement.quote.casefold() and entry.fact.account_line in ("", "net") and statement.unit in SEK


def _is_same_period(statement: Statement, fact: Fact) -> bool:
    """The same end, or, for a key figure, the report's own year so far beside the year's forecast."""
    if statement.period_end is None or fact.period_end is None:
        return False
    is_so_far = statement.unit not in SEK and fact.measure == "forecast" and statement.period_end == fact.as_of
    return statement.period_end == fact.period_end or is_so_far


def _same_kind_of_unit(one: str, other: str) -> bool:
    if one in SEK or other in SEK:
        return one in SEK and other in SEK
    return one == other or {one, other} <= {"index", "percent"} or {one, other} <= {"count", "days", "fte"}


def _agreement(statement: Statement, mention: Mention, fact: Fact) -> str:
    """equal, within_rounding or disagrees, in the unit and with the decimals that the text prints."""
    if fact.value is None:
        return "disagrees"
    printed = statement.value
    cell = _in_unit_of(statement, fact)
    if statement.measure not in _SIGNED:
        printed, cell = abs(printed), abs(cell)
    if printed == cell:
        return "equal"
    step = Decimal(1).scaleb(-mention.decimals)
    if printed in (cell.quantize(step, ROUND_HALF_UP), cell.quantize(step, ROUND_DOWN)):
        return "within_rounding"
    if mention.is_approximate and abs(printed - cell) <= max(step, abs(cell) * Decimal("0.05")):
        return "within_rounding"
    if mention.kind == "balance" and fact.unit in SEK and abs(cell) < Decimal("0.05"):
        return "within_rounding"
    return "disagrees"


def _in_unit_of(statement: Statement, fact: Fact) -> Decimal:
    assert fact.value is not None
    if statement.unit not in SEK:
        return fact.value
    amount = fact.amount_reported_sek
    if amount is None:
        amount = fact.value * SEK[fact.unit]
    return amount / SEK[statement.unit]
