"""The facts of a report's tables, found by the words of their labels, by amount and by value.

Lives here: looking up. Next door: `restates.py` decides which of the found facts a statement repeats.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import takewhile

from dagster_project.domain.model import Fact, Statement
from dagster_project.domain.statements.mention import Mention
from dagster_project.domain.statements.stems import find_stems, institution_stems, names_body
from dagster_project.domain.swedish.text import fold

SEK = {"kr": Decimal(1), "tkr": Decimal(1000), "mnkr": Decimal(1_000_000)}
#: that many equal digits in text and table are one number
SURE_DIGITS = 4
_LEVELS_AND_DEVIATIONS = frozenset(
    {"deviation", "forecast_deviation", "actual", "forecast", "budget", "prior_forecast"}
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A fact with the stems of its label and of what stands above it."""

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
        self.entries: list[Entry] = []
        seen: set[tuple[object, ...]] = set()
        for fact in facts:
            if fact.value is None:
                continue
            if fact.unit in SEK:
                self._columns[fact.table_no, fact.col_no].append(fact)
            if (said := _what_it_says(fact)) in seen:
                continue
            seen.add(said)
            label = fact.row_label or fact.section
            context = find_stems(f"{fact.section} {fact.table_title}")
            entry = Entry(fact, find_stems(label), context, fact.row_role == "total")
            for word in entry.words:
                self._by_word[word].append(len(self.entries))
            if entry.is_total or entry.words & institution_stems():
                self._totals.append(len(self.entries))
            if fact.unit in SEK:
                self._by_amount[abs(fact.value * SEK[fact.unit])].append(len(self.entries))
            self.entries.append(entry)
        self._actuals = [e.fact for e in self.entries if e.fact.measure == "actual" and e.fact.period_end is not None]
        self._labels = {fold(e.fact.row_label) for e in self.entries}

    def forecasts_are_deviations(self) -> bool | None:
        """True where the tables' money forecasts are deviations only, False where levels only, None if not known."""
        measures = {e.fact.measure for e in self.entries if e.fact.unit in SEK}
        has_level, has_deviation = "forecast" in measures, "forecast_deviation" in measures
        return None if has_level == has_deviation else has_deviation

    def earlier_end(self, value: Decimal, unit: str, subject: str, last_year: date) -> date | None:
        """When the earlier number of `från 712 till 1 105` held, as far as the tables say; None where they do not.

        Asked are the cells with that number, then those of that subject; last the same period a year before, where any
        cell has it. Args: last_year: its end.
        """
        earlier = [f for f in self._actuals if f.period_end is not None and f.period_end.year == last_year.year]
        about = [e.fact for e in self.candidates(subject)] if earlier else []
        for facts in (
            [f for f in earlier if _is_amount(f, value, unit)],
            [f for f in about if f in earlier and (f.unit == unit or {f.unit, unit} <= SEK.keys())],
            [f for f in earlier if f.period_end == last_year],
        ):
            ends = {f.period_end for f in facts}
            if len(ends) == 1:
                return ends.pop()
        return None

    def is_unfavourable(self, mention: Mention) -> bool:
        """True where the tables print that amount as deviations, all of them negative."""
        amount = abs(mention.value * SEK[mention.unit]) if mention.unit in SEK else None
        facts = [self.entries[n].fact for n in self._by_amount.get(amount, ())] if amount is not None else []
        values = [f.value for f in facts if f.measure.endswith("deviation") and f.value is not None]
        return bool(values) and all(value < 0 for value in values)

    def names(self, words: str) -> bool:
        """True when the words stand in a row label: a number inside a name (`Fiktiva 26 mkr`)."""
        folded = fold(words)
        return " " in folded and any(folded in label and folded != label for label in self._labels)

    def only_fact_with_digits_of(self, statement: Statement) -> Fact | None:
        """The fact whose amount a statement repeats digit by digit, if all facts of that amount mean the same.

        Four equal digits are no accident: the cell then says what the number is, whatever the text calls it (a text
        may call a net outcome a deficit, DOMAIN.md T3).
        """
        if statement.unit not in SEK or statement.measure not in _LEVELS_AND_DEVIATIONS:
            return None
        amount = abs(statement.value * SEK[statement.unit])
        if n_digits(statement.value.normalize()) < SURE_DIGITS:
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
        return replace(fact, row_label=label, value=total / SEK[fact.unit], amount_reported_sek=total)

    def full_label(self, subject: str, sentence: str) -> str:
        """The row label that the sentence spells out around a cut subject (`hälso- och sjukvård` of a longer name)."""
        short, whole = f" {fold(subject)} ", f" {fold(sentence)} "
        best = subject
        for entry in self._sharing_a_word(find_stems(subject)):
            label = f" {fold(entry.fact.row_label)} "
            if short in label and len(label) > len(f" {fold(best)} ") and label in whole:
                best = entry.fact.row_label
        return best

    def _sharing_a_word(self, stems: frozenset[str]) -> list[Entry]:
        return [self.entries[n] for n in sorted({n for word in stems for n in self._by_word.get(word, ())})]

    def candidates(self, subject: str) -> list[Entry]:
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


def _is_amount(fact: Fact, value: Decimal, unit: str) -> bool:
    """The same number in the same unit, money in any."""
    if unit in SEK or fact.unit in SEK:
        is_money = unit in SEK and fact.unit in SEK
        return is_money and abs(fact.value or Decimal(0)) * SEK[fact.unit] == abs(value) * SEK[unit]
    return fact.value == value


def n_digits(value: Decimal) -> int:
    return len(value.as_tuple().digits)
