"""Which table cell a statement repeats, and whether the two agree.

Lives here: the comparison of statements with facts. Not here: finding statements (`find.py`) or repeats among them
(`repeats.py`). Money is compared in SEK with the canonical sign, levels by size, since a cost is printed with either
sign; a text rounds or cuts off, so a fact agrees when rounding or truncation to the printed decimals gives the text.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from itertools import takewhile

from dagster_project.domain.model import Fact, Statement
from dagster_project.domain.statements.mentions import Mention
from dagster_project.domain.statements.stems import find_stems, institution_stems, names_body
from dagster_project.domain.swedish.text import fold

_SEK = {"kr": Decimal(1), "tkr": Decimal(1000), "mnkr": Decimal(1_000_000)}
#: a sentence that speaks of a part first: `I hemtjänsten var ...`, `Av den totala frånvaron är ...`
_LEAD_IN = re.compile(
    r"^(?:(?:I|Inom|På|Hos)\s+(?P<place>[^,]+?)|Av\s+(?:den|det|de)\s.+?)"
    r"\s+(?:var|är|blev|har|hade|ligger|låg|uppgår|uppgick|utgör|utgjorde)\b"
)
_SIGNED = frozenset({"deviation", "forecast_deviation", "forecast_change", "change", "change_pct"})
#: share of a row label's words that the subject must name before a differing value is called a disagreement
CLEAR_LIKENESS = 0.75
#: ... and before an agreeing value is called the same thing
ENOUGH_LIKENESS = 0.34
#: that many equal digits in text and table are one number
SURE_DIGITS = 4
_LEVELS_AND_DEVIATIONS = frozenset(
    {"deviation", "forecast_deviation", "actual", "forecast", "budget", "prior_forecast"}
)


@dataclass(frozen=True, slots=True)
class _Entry:
    fact: Fact
    words: frozenset[str]
    context: frozenset[str]
    is_total: bool


class FactIndex:
    """Facts by the words of their labels, built once per report; a fact printed again is the one printed first."""

    def __init__(self, facts: Sequence[Fact]) -> None:
        self._by_word: dict[str, list[int]] = defaultdict(list)
        self._by_amount: dict[Decimal, list[int]] = defaultdict(list)
        self._totals: list[int] = []
        self._columns: dict[tuple[int, int], list[Fact]] = defaultdict(list)
        self.entries: list[_Entry] = []
        seen: set[tuple[object, ...]] = set()
        for fact in facts:
            if fact.value is None:
                continue
            if fact.unit in _SEK:
                self._columns[fact.table_no, fact.col_no].append(fact)
            if (said := _what_it_says(fact)) in seen:
                continue
            seen.add(said)
            label = fact.row_label or fact.section
            context = find_stems(f"{fact.section} {fact.table_title}")
            entry = _Entry(fact, find_stems(label), context, fact.row_role == "total")
            for word in entry.words:
                self._by_word[word].append(len(self.entries))
            if entry.is_total or entry.words & institution_stems():
                self._totals.append(len(self.entries))
            if fact.unit in _SEK:
                self._by_amount[abs(fact.value * _SEK[fact.unit])].append(len(self.entries))
            self.entries.append(entry)
        self._labels = {fold(e.fact.row_label) for e in self.entries}

    def forecasts_are_deviations(self) -> bool | None:
        """True where the tables' money forecasts are deviations only, False where levels only, None if not known."""
        measures = {e.fact.measure for e in self.entries if e.fact.unit in _SEK}
        has_level, has_deviation = "forecast" in measures, "forecast_deviation" in measures
        return None if has_level == has_deviation else has_deviation

    def names(self, words: str) -> bool:
        """True when the words stand in a row label: a number inside a name (`Fiktiva 26 mkr`)."""
        folded = fold(words)
        return " " in folded and any(folded in label and folded != label for label in self._labels)

    def only_fact_with_digits_of(self, statement: Statement) -> Fact | None:
        """The fact whose amount a statement repeats digit by digit, if all facts of that amount mean the same.

        Four equal digits are no accident: the cell then says what the number is, whatever the text calls it (a text
        may call a net outcome a deficit, DOMAIN.md T3).
        """
        if statement.unit not in _SEK or statement.measure not in _LEVELS_AND_DEVIATIONS:
            return None
        amount = abs(statement.value * _SEK[statement.unit])
        if _n_digits(statement.value) < SURE_DIGITS:
            return None
        facts = [self.entries[n].fact for n in self._by_amount.get(amount, ())]
        meanings = {(f.measure, f.period_end) for f in facts}
        return facts[0] if len(meanings) == 1 and facts[0].measure in _LEVELS_AND_DEVIATIONS else None

    def with_rows_under(self, fact: Fact) -> Fact | None:
        """The cell and those of the rows without code under its coded row, summed: a text counts them as one.

        None where the row has no code, nothing under it, or a cell without amount.
        """
        column = sorted(self._columns.get((fact.table_no, fact.col_no), ()), key=lambda f: f.row_no)
        below = [f for f in column if f.row_no > fact.row_no]
        under = tuple(takewhile(lambda f: not f.row_code and f.row_role == "line", below))
        amounts = [f.amount_reported_sek for f in (fact, *under)]
        if not fact.row_code or not under or None in amounts:
            return None
        label = " + ".join(f.row_label for f in (fact, *under))
        total = sum((amount for amount in amounts if amount is not None), Decimal(0))
        return replace(fact, row_label=label, value=total / _SEK[fact.unit], amount_reported_sek=total)

    def full_label(self, subject: str, sentence: str) -> str:
        """The row label that the sentence spells out around a cut subject (`hälso- och sjukvård` of a longer name)."""
        short, whole = f" {fold(subject)} ", f" {fold(sentence)} "
        best = subject
        for entry in self._sharing_a_word(find_stems(subject)):
            label = f" {fold(entry.fact.row_label)} "
            if short in label and len(label) > len(f" {fold(best)} ") and label in whole:
                best = entry.fact.row_label
        return best

    def _sharing_a_word(self, stems: frozenset[str]) -> list[_Entry]:
        return [self.entries[n] for n in sorted({n for word in stems for n in self._by_word.get(word, ())})]

    def candidates(self, subject: str) -> list[_Entry]:
        """Entries that share a word with the subject, or the totals where the subject is the whole body."""
        stems = find_stems(subject)
        numbers = {n for word in stems for n in self._by_word.get(word, ())}
        if stems & institution_stems() or names_body(subject):
            numbers |= set(self._totals)
        return [self.entries[n] for n in sorted(numbers)]


def _what_it_says(fact: Fact) -> tuple[object, ...]:
    """A fact without its place: two cells alike in this say the same thing of the same thing."""
    about = (fact.table_title, fact.section, fact.row_label, fact.row_role, fact.col_label, fact.entity)
    return (*about, fact.value, fact.unit, fact.measure, fact.period_end, fact.as_of, fact.account_line)


def _n_digits(value: Decimal) -> int:
    return len(value.as_tuple().digits)


def match_facts(statement: Statement, mention: Mention, index: FactIndex, is_part: bool = False) -> Statement:
    """The statement with `restates` and `agrees` filled in; unchanged where no cell states the same thing.

    Args: is_part: the wording makes the number a part or cause of the subject's own, which then contradicts nothing.
    """
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
        if agreement == "within_rounding" and likeness < CLEAR_LIKENESS and _n_digits(statement.value) < 2:
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


def _likeness(subject: frozenset[str], entry: _Entry, statement: Statement) -> float:
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
    if statement.measure == "actual" and statement.unit not in _SEK:
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
        statement.period_end.year == fact.period_end.year and statement.unit not in _SEK
    )


def _is_clear(statement: Statement, mention: Mention, entry: _Entry, subject: frozenset[str], likeness: float) -> bool:
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
    if fact.unit not in _SEK and len(entry.words) < 2:
        return shares_heading
    return fact.fact_family != "income_statement" or not topic or shares_heading


def _is_about_a_part(statement: Statement, entry: _Entry) -> bool:
    """A place or a whole named first that the row does not name, or the revenue beside a net."""
    lead_in = _LEAD_IN.match(statement.quote)
    if lead_in and (lead_in["place"] is None or find_stems(lead_in["place"]) - entry.words - entry.context):
        return True
    return "intäkt" in statement.quote.casefold() and entry.fact.account_line in ("", "net") and statement.unit in _SEK


def _is_same_period(statement: Statement, fact: Fact) -> bool:
    """The same end, or, for a key figure, the report's own year so far beside the year's forecast."""
    if statement.period_end is None or fact.period_end is None:
        return False
    is_so_far = statement.unit not in _SEK and fact.measure == "forecast" and statement.period_end == fact.as_of
    return statement.period_end == fact.period_end or is_so_far


def _same_kind_of_unit(one: str, other: str) -> bool:
    if one in _SEK or other in _SEK:
        return one in _SEK and other in _SEK
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
    if mention.kind == "balance" and fact.unit in _SEK and abs(cell) < Decimal("0.05"):
        return "within_rounding"
    return "disagrees"


def _in_unit_of(statement: Statement, fact: Fact) -> Decimal:
    assert fact.value is not None
    if statement.unit not in _SEK:
        return fact.value
    amount = fact.amount_reported_sek
    if amount is None:
        amount = fact.value * _SEK[fact.unit]
    return amount / _SEK[statement.unit]
