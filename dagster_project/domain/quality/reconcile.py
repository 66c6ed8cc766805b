"""The arithmetic of one report: every identity evaluated on the printed numbers, the violated ones diagnosed.

What lives here: facts in, one Reconciliation for each identity out. What does not: which identities there are
(`identities`), the arithmetic and the search for the wrong cell (`arithmetic/`). Used while reading, so that the marts
only carry what stands here; identities are evaluated on printed values, corrected or not.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from dagster_project.domain.arithmetic.diagnose import Diagnosis, PrintedCell, diagnose
from dagster_project.domain.arithmetic.identities import Identity, Outcome, evaluate
from dagster_project.domain.arithmetic.likeness import GridCell, Prediction, predict
from dagster_project.domain.arithmetic.tolerances import sum_warns_above
from dagster_project.domain.model import Fact, IgnoredCell, Reconciliation, Refusal
from dagster_project.domain.quality.figures import LEVELS, Figure, find_figures
from dagster_project.domain.quality.gaps import Gaps, is_column_sum
from dagster_project.domain.quality.identities import Untestable, find_identities, find_untestable

#: links between rows and tables were only made on agreement
_CONFIRMED_FORMS = frozenset({"restated", "statement"})
#: rests on what is not printed: it may accuse a cell together with others, never the source alone
_NEVER_CONFIRMED = "no_budget_no_period_budget"
_NOTHING_ALIKE = "nothing else in the report shows that this identity is meant"


def reconcile(
    facts: Iterable[Fact], refusals: Iterable[Refusal] = (), ignored: Iterable[IgnoredCell] = ()
) -> tuple[Reconciliation, ...]:
    """All identities of one report.

    Args: facts: with their ids. refusals: of cells; sums of their columns are not testable. ignored: of cells; one that
        prints a dash or dots is not reported, so that a sum which misses it is not testable either.
    """
    figures = {f.cell: f for f in find_figures(facts)}
    identities = find_identities(list(figures.values()))
    amounts = {name: f.amount for name, f in figures.items()}
    outcomes = [evaluate(i, amounts) for i in identities]
    gaps = Gaps(refusals, ignored, identities, figures)
    untestable = [gaps.why_untestable(i, o) for i, o in zip(identities, outcomes, strict=True)]
    confirmed = _confirmed(identities, outcomes, untestable)
    diagnoses = _diagnose(figures, identities, outcomes, confirmed, untestable)
    rows = [
        _row(identity, outcome, figures, confirmed[n], untestable[n], diagnoses.get(n))
        for n, (identity, outcome) in enumerate(zip(identities, outcomes, strict=True))
    ]
    rows += [_untestable(u, figures[u.printed]) for u in find_untestable(list(figures.values()), identities)]
    return tuple(_with_ids(rows))


def _confirmed(identities: Sequence[Identity], outcomes: Sequence[Outcome], untestable: Sequence[str]) -> list[bool]:
    """The same formula at work elsewhere says that we read the table right; nothing else makes a break the source's.

    It has to hold at least as often as it breaks; bounds, which much fits by chance, more often.
    """
    held: Counter[str] = Counter()
    broken: Counter[str] = Counter()
    for i, outcome, left in zip(identities, outcomes, untestable, strict=True):
        if not left and outcome.is_violated:
            broken[i.form] += 1
        elif not left and outcome.printed:
            held[i.form] += 1
    return [
        i.kind != _NEVER_CONFIRMED
        and not left
        and (i.form in _CONFIRMED_FORMS or held[i.form] >= max(1, broken[i.form] + (not i.is_exact)))
        for i, left in zip(identities, untestable, strict=True)
    ]


def _diagnose(
    figures: Mapping[str, Figure],
    identities: Sequence[Identity],
    outcomes: Sequence[Outcome],
    confirmed: Sequence[bool],
    untestable: Sequence[str],
) -> dict[int, Diagnosis]:
    """Diagnoses by the identity's place; what nothing confirms neither clears nor accuses a cell."""
    if not any(o.is_violated for o in outcomes):
        return {}
    totals: dict[str, set[int]] = defaultdict(set)
    for n, i in enumerate(identities):
        if is_column_sum(i) and not untestable[n] and outcomes[n].printed:
            totals[i.form].add(n)
    lost = {n for sums in totals.values() for n in sums if not confirmed[n]}
    trusted = [n for n, i in enumerate(identities) if confirmed[n] or n in lost or i.kind == _NEVER_CONFIRMED]
    place = {n: k for k, n in enumerate(trusted)}
    grouped = [frozenset(place[n] for n in sums if n in place) for sums in totals.values()]
    found = diagnose(_cells(figures), [identities[n] for n in trusted], grouped)
    return {trusted[k]: diagnosis for k, diagnosis in found.items()}


def _cells(figures: Mapping[str, Figure]) -> dict[str, PrintedCell]:
    at: dict[tuple[int, int, int], str] = {}
    rows: dict[int, set[int]] = defaultdict(set)
    for f in figures.values():
        at.setdefault((f.fact.table_no, f.fact.row_no, f.fact.col_no), f.cell)
        rows[f.fact.table_no].add(f.fact.row_no)
    order = {t: sorted(numbers) for t, numbers in rows.items()}
    predicted = _predict(figures.values())
    cells = {}
    for f in figures.values():
        table, row, col = f.fact.table_no, f.fact.row_no, f.fact.col_no
        k = order[table].index(row)
        beside = [(table, row, col - 1), (table, row, col + 1)]
        beside += [(table, r, col) for r in order[table][max(0, k - 1) : k + 2] if r != row]
        near = tuple(at[place] for place in beside if place in at)
        is_total = f.fact.row_role in ("total", "subtotal")
        cells[f.cell] = PrintedCell(f.value, f.sign * f.factor, f.step, near, is_total, predicted.get(f.cell))
    return cells


def _predict(figures: Iterable[Figure]) -> dict[str, Prediction]:
    """What each level of money may be expected to be, from its own table."""
    tables: dict[int, dict[str, GridCell]] = defaultdict(dict)
    for f in figures:
        if f.is_money and f.fact.measure in LEVELS and f.fact.part_no == 1:
            tables[f.fact.table_no][f.cell] = GridCell(f.row, f.column, f.amount.value)
    return {cell: expected for table in tables.values() for cell, expected in predict(table).items()}


def _row(
    identity: Identity,
    outcome: Outcome,
    figures: Mapping[str, Figure],
    is_confirmed: bool,
    untestable: str,
    diagnosis: Diagnosis | None,
) -> Reconciliation:
    """An identity in the unit and sign of its printed cell, so that a person can add up the page."""
    printed = figures[identity.printed]
    scale = printed.sign * printed.factor
    result = "not_testable" if untestable else _result(outcome)
    row = replace(
        _blank(printed, identity.kind),
        cells=" ; ".join(_cell_text(figures[c]) for c in dict.fromkeys(identity.cells)),
        expected=outcome.expected / scale,
        difference=outcome.difference / scale,
        tolerance=outcome.tolerance / abs(scale),
        usual=sum_warns_above(len(identity.terms) * identity.slack, printed.step),
        n_terms=len(identity.terms),
        result=result,
        reason=untestable or (_NOTHING_ALIKE if result == "violated" and not is_confirmed else ""),
        is_confirmed=is_confirmed,
        fact_ids=identity.cells,
        coefficients=(-1, *(factor for _, factor in identity.terms)),
    )
    return _with_diagnosis(row, diagnosis, figures) if diagnosis and result == "violated" else row


def _result(outcome: Outcome) -> str:
    if outcome.is_violated:
        return "violated"
    return "within_rounding" if outcome.difference else "holds"


def _with_diagnosis(row: Reconciliation, diagnosis: Diagnosis, figures: Mapping[str, Figure]) -> Reconciliation:
    named = diagnosis.named
    row = replace(row, n_rivals=diagnosis.n_rivals)
    if named is None:
        return row
    confidence = Decimal(str(round(diagnosis.ranked[0][1], 3)))
    row = replace(row, suspect_kind=named.kind, suspect_confidence=confidence, n_repaired=len(named.repairs))
    if not named.changes:
        return row
    cell, value = named.changes[0]
    fact = figures[cell].fact
    return replace(
        row,
        suspect_fact_id=cell,
        suspect_row_label=fact.row_label,
        suspect_col_label=fact.col_label,
        suspect_printed=figures[cell].value,
        suspect_expected=value,
    )


def _untestable(untestable: Untestable, printed: Figure) -> Reconciliation:
    row = _blank(printed, untestable.kind)
    return replace(
        row, cells=_cell_text(printed), reason=untestable.reason, fact_ids=(printed.cell,), coefficients=(-1,)
    )


def _blank(printed: Figure, kind: str) -> Reconciliation:
    f = printed.fact
    return Reconciliation(
        reconciliation_id="",
        document=f.document,
        table_no=f.table_no,
        table_title=f.table_title,
        kind=kind,
        row_label=f.row_label,
        col_label=f.col_label,
        printed=printed.value,
        unit=f.unit,
        result="not_testable",
        printed_fact_id=printed.cell,
    )


def _cell_text(figure: Figure) -> str:
    return f"{figure.fact.row_label} / {figure.fact.col_label} = {figure.value:f}"


def _with_ids(rows: Sequence[Reconciliation]) -> list[Reconciliation]:
    """An id that survives a new version of the reader: the kind and the printed cell (and its turn among those)."""
    turns: Counter[tuple[str, str]] = Counter()
    named = []
    for row in rows:
        turns[row.kind, row.printed_fact_id] += 1
        name = f"{row.kind}|{row.printed_fact_id}|{turns[row.kind, row.printed_fact_id]}"
        named.append(replace(row, reconciliation_id=hashlib.sha256(name.encode()).hexdigest()[:24]))
    return named
