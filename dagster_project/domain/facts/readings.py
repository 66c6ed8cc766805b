"""Which reading of ambiguous headings the arithmetic supports.

`Avvikelse` may be against the period's or the year's budget, `Prognos` a level or a deviation, `Resultat` an outcome
or a deviation. Every combination of candidate measures is scored by the identities that hold under it; the best wins,
and the runner-up is kept. Words alone decide only where no number does.
Source: DOMAIN.md 2a, T3, T4; docs/extract.md, measure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from dagster_project.domain.facts.column_identities import (
    Grid,
    combinations_of,
    is_norm,
    match_percent,
    match_share,
    nets_an_appropriation,
    same_group,
)
from dagster_project.domain.facts.columns import Column
from dagster_project.domain.swedish.text import fold

#: more ambiguous columns than this are read by their words (2^n readings)
MAX_AMBIGUOUS = 7
IDENTITY_WEIGHT = 3.0
PLAUSIBLE_WEIGHT = 1.6
FIRST_WORD_WEIGHT = 0.4
LEVEL_WORD_WEIGHT = 0.9
NEIGHBOUR_WEIGHT = 0.8
#: of a year: the outcome is that of the whole year
ALMOST_A_YEAR = 0.99


@dataclass(frozen=True, slots=True)
class Reading:
    """measures: by column. confidence 0-1. note: what decided, and the runner-up where there was one."""

    measures: dict[int, str]
    confidence: Decimal
    note: str


def choose_reading(columns: Sequence[Column], grid: Grid, year_share: float) -> Reading:
    """The measures of the columns.

    Args: grid: rows of numbers in the columns' order. year_share: how much of the year the report covers (0-1].
    """
    options = [c.measures if len(c.measures) > 1 else (c.measures[0],) for c in columns]
    if sum(len(o) > 1 for o in options) > MAX_AMBIGUOUS:
        options = [(o[0],) for o in options]
    scored: list[tuple[float, tuple[str, ...], str]] = []
    for measures in combinations_of(columns, options):
        score, note = _score(columns, measures, grid, year_share)
        scored.append((score, measures, note))
    scored.sort(key=lambda item: -item[0])
    best = scored[0]
    measures = _changes(columns, _percents(columns, best[1], grid), grid)
    if year_share > ALMOST_A_YEAR:
        measures = _errors(columns, measures, grid)
    result = {c.col: m for c, m in zip(columns, measures, strict=True)}
    worded = all(c.worded for c in columns)
    if len(scored) == 1:
        return Reading(
            result,
            Decimal("1") if worded else Decimal("0.8"),
            "words" if worded else "words; some headings without a measure",
        )
    margin = best[0] - scored[1][0]
    confidence = Decimal(str(round(min(0.99, 0.55 + margin / 6), 2)))
    changed = [f"{c.label}: {m}" for c, m, chosen in zip(columns, scored[1][1], best[1], strict=True) if m != chosen]
    return Reading(result, confidence, f"{best[2] or 'words'}; runner-up {', '.join(changed)}")


def _score(columns: Sequence[Column], measures: tuple[str, ...], grid: Grid, year_share: float) -> tuple[float, str]:
    score = 0.0
    notes: list[str] = []
    used_as_level: set[int] = set()
    for i, (column, measure) in enumerate(zip(columns, measures, strict=True)):
        if measure == column.measures[0]:
            score += LEVEL_WORD_WEIGHT if measure in ("forecast", "actual") else FIRST_WORD_WEIGHT
        if column.unit != "percent" and measure in ("deviation", "forecast_deviation"):
            gained, note, level = _deviation_evidence(i, columns, measures, grid)
            score += gained + _neighbour(i, columns, measures)
            notes += [note] if note else []
            used_as_level |= level
        if "percent_of_budget" in column.measures and len(column.measures) > 1:
            score += _share_evidence(i, measure, columns, measures, grid)
    for i, (column, measure) in enumerate(zip(columns, measures, strict=True)):
        if i in used_as_level:
            score += PLAUSIBLE_WEIGHT
        elif len(column.measures) > 1 and column.unit != "percent":
            score += _plausible(i, measure, measures, columns, grid, year_share)
    return score, "; ".join(notes)


def _share_evidence(i: int, measure: str, columns: Sequence[Column], measures: tuple[str, ...], grid: Grid) -> float:
    """`Förbrukat` beside outcome and budget may be their percentage, printed without a sign."""
    levels = [k for k, m in enumerate(measures) if m in ("actual", "forecast") and k != i]
    budgets = [k for k, m in enumerate(measures) if m in ("budget", "period_budget")]
    shares = [match_percent(grid, i, lambda x, y: 100 * x / y, a, b) for a in levels for b in budgets]
    best = max((held / tested for held, tested in shares if tested >= 2), default=0.0)
    is_share = best >= 0.8
    return IDENTITY_WEIGHT if is_share == (measure == "percent_of_budget") and (is_share or budgets) else 0.0


def _deviation_evidence(
    i: int, columns: Sequence[Column], measures: tuple[str, ...], grid: Grid
) -> tuple[float, str, set[int]]:
    """How well a deviation column equals a difference of two level columns, either way round; and the ambiguous
    column that it proves to be a level."""
    best, note = 0.0, ""
    proven: set[int] = set()
    tried = False
    for a, b in level_pairs(i, columns, measures):
        held, tested = match_share(grid, i, lambda x, y: x - y, a, b)
        if not tested:
            continue
        tried = True
        gained = IDENTITY_WEIGHT * held / tested
        gained -= 0.2 * (
            columns[a].period is not None and columns[i].period is None and _is_earlier(columns, a, measures)
        )
        if held >= 0.6 * tested and gained > best:
            best = gained
            note = f"{columns[i].label} = {columns[a].label} against {columns[b].label} in {held} of {tested} rows"
            proven = {a} if len(columns[a].measures) > 1 else set()
    return (best, note, proven) if best else ((-0.7 if tried else 0.0), "", proven)


def level_pairs(i: int, columns: Sequence[Column], measures: Sequence[str]) -> list[tuple[int, int]]:
    """Columns (level, budget) whose difference column i may be: same body and account line, nearest heading first."""
    firsts = ("forecast",) if measures[i] == "forecast_deviation" else ("actual",)
    seconds = ("budget",) if measures[i] == "forecast_deviation" else ("period_budget", "budget")
    pairs = [
        (a, b)
        for a, first in enumerate(measures)
        if first in firsts and _fits(columns[i], columns[a])
        for b, second in enumerate(measures)
        if second in seconds and _fits(columns[i], columns[b])
    ]
    return sorted(pairs, key=lambda p: (seconds.index(measures[p[1]]), not same_group(columns[i], columns[p[0]])))


def _fits(deviation: Column, level: Column) -> bool:
    lines = {deviation.account_line, level.account_line}
    return deviation.entity == level.entity and (len(lines) == 1 or "" in lines) and level.unit != "percent"


def _is_earlier(columns: Sequence[Column], a: int, measures: Sequence[str]) -> bool:
    ends = [c.period.end for c, m in zip(columns, measures, strict=True) if m == "actual" and c.period]
    period = columns[a].period
    return bool(ends) and period is not None and period.end < max(ends)


def _neighbour(i: int, columns: Sequence[Column], measures: tuple[str, ...]) -> float:
    """A deviation belongs to the outcome or forecast that stands nearest to its left, if numbers say nothing; among
    forecasts without any outcome it is a forecast's, and so is one of the whole year (`Avvikelse helår`)."""
    column = columns[i]
    if "forecast" in measures and not {"actual", "period_budget"} & set(measures):
        return 2 * NEIGHBOUR_WEIGHT if measures[i] == "forecast_deviation" else 0.0
    if column.period is not None and column.period.kind in ("to_date", "span") and column.period.end.month < 12:
        return NEIGHBOUR_WEIGHT if measures[i] == "deviation" else 0.0
    if "forecast" in measures and "helår" in fold(column.label):
        return NEIGHBOUR_WEIGHT if measures[i] == "forecast_deviation" else 0.0
    for measure in reversed(measures[:i]):
        if measure in ("actual", "forecast"):
            fits = (measure == "actual") == (measures[i] == "deviation")
            return NEIGHBOUR_WEIGHT if fits else 0.0
    return 0.1 if measures[i] == "deviation" else 0.0


def _plausible(
    i: int, measure: str, measures: tuple[str, ...], columns: Sequence[Column], grid: Grid, year_share: float
) -> float:
    """A level is of the budget's size row by row, or larger; a deviation is small beside it or changes sign.

    Beside the budget of the period alone a level of the year is so much larger.
    """
    if columns[i].measures[0] in ("forecast", "prior_forecast"):
        share, level = 1.0, columns[i].measures[0]
    elif columns[i].measures[0] == "actual":
        share, level = year_share, "actual"
        period = columns[i].period
        if period is not None and period.kind in ("to_date", "span"):
            share = min(1.0, ((period.end - period.start).days + 1) / 365)
    else:
        return 0.0
    budgets = [b for b, m in enumerate(measures) if m == "budget" and columns[b].unit != "percent"]
    if not budgets:
        budgets = [b for b, m in enumerate(measures) if m == "period_budget" and columns[b].unit != "percent"]
        share /= year_share
    if not budgets:
        return 0.0
    if level in ("actual", "forecast") and nets_an_appropriation(i, columns, grid):
        return PLAUSIBLE_WEIGHT * 2 if measure.endswith("deviation") else 0.0
    ratios = list(_ratios(grid, i, budgets[0]))
    if not ratios:
        return 0.0
    is_level = sum(r >= 0.4 * share for r in ratios) > len(ratios) / 2
    return PLAUSIBLE_WEIGHT if is_level == (measure == level) else 0.0


def _ratios(grid: Grid, i: int, budget: int) -> Iterable[float]:
    for row in grid:
        value, base = row[i], row[budget]
        if value is not None and base:
            yield float(value / base)


def _changes(columns: Sequence[Column], measures: tuple[str, ...], grid: Grid) -> tuple[str, ...]:
    """A difference that is that of two outcomes, or of the budgets of two years, and of no outcome or forecast with a
    budget, is a change."""
    actuals = [k for k, m in enumerate(measures) if m == "actual" and columns[k].unit != "percent"]
    actuals = [k for k in actuals if not is_norm(columns[k])]
    budgets = [k for k, m in enumerate(measures) if m == "budget" and columns[k].unit != "percent"]
    of_years = [(a, b) for a in budgets for b in budgets if a < b and _are_of_two_years(columns[a], columns[b])]
    chosen = list(measures)
    for i, measure in enumerate(measures):
        if measure not in ("deviation", "forecast_deviation") or columns[i].unit == "percent":
            continue
        against = level_pairs(i, columns, measures)
        if _is_difference_of(i, against, grid, 0.6):
            continue
        if _is_difference_of(i, of_years, grid, 0.8):
            chosen[i] = "change"
        if "budget" in fold(columns[i].label):
            continue
        if _is_difference_of(i, [(a, b) for a in actuals for b in actuals if a < b], grid, 0.8):
            chosen[i] = "change"
    return tuple(chosen)


def _are_of_two_years(a: Column, b: Column) -> bool:
    return a.period is not None and b.period is not None and a.period.end.year != b.period.end.year


def _errors(columns: Sequence[Column], measures: tuple[str, ...], grid: Grid) -> tuple[str, ...]:
    """A difference that is that of the year's outcome with a forecast, and of neither with the budget: how far the
    forecast was off."""
    outcomes = [k for k, m in enumerate(measures) if m == "actual" and columns[k].unit != "percent"]
    forecasts = [k for k, m in enumerate(measures) if m in ("forecast", "prior_forecast")]
    budgets = [k for k, m in enumerate(measures) if m in ("budget", "period_budget")]
    chosen = list(measures)
    for i, measure in enumerate(measures):
        if measure not in ("deviation", "forecast_deviation") or columns[i].unit == "percent":
            continue
        against = [(a, b) for a in (*outcomes, *forecasts) for b in budgets]
        between = [(a, b) for a in outcomes for b in forecasts]
        if _is_difference_of(i, between, grid, 0.8) and not _is_difference_of(i, against, grid, 0.6):
            chosen[i] = "forecast_error"
    return tuple(chosen)


def _is_difference_of(i: int, pairs: Iterable[tuple[int, int]], grid: Grid, share: float) -> bool:
    """Whether a column is the difference of one of the pairs in so many of its rows, at least two."""
    matches = (match_share(grid, i, lambda x, y: x - y, a, b) for a, b in pairs)
    return any(tested >= 2 and held >= share * tested for held, tested in matches)


def _percents(columns: Sequence[Column], measures: tuple[str, ...], grid: Grid) -> tuple[str, ...]:
    """Percentages without a word of their own: of budget, of the deviation, or a change; the arithmetic tells."""
    chosen = list(measures)
    for i, column in enumerate(columns):
        if column.unit != "percent":
            continue
        for measure, a, b, formula in _percent_options(columns, measures):
            held, tested = match_percent(grid, i, formula, a, b)
            if (
                tested >= 2
                and held >= 0.7 * tested
                and (len(column.measures) > 1 or column.measures[0] in ("actual", "percent_of_budget"))
            ):
                chosen[i] = measure
                break
    return tuple(chosen)


def _percent_options(
    columns: Sequence[Column], measures: Sequence[str]
) -> Iterable[tuple[str, int, int, Callable[[Decimal, Decimal], Decimal]]]:
    money = [k for k, c in enumerate(columns) if c.unit != "percent"]
    budgets = [k for k in money if measures[k] in ("budget", "period_budget")]
    actuals = [k for k in money if measures[k] == "actual" and not is_norm(columns[k])]
    for b in (k for k in money if measures[k] == "actual" and k not in actuals):
        for k in (k for k in money if measures[k] == "deviation"):
            yield "deviation", k, b, lambda x, y: 100 * x / y
    for b in budgets:
        for k in money:
            if measures[k] in ("actual", "forecast"):
                yield "percent_of_budget", k, b, lambda x, y: 100 * x / y
            if measures[k] in ("deviation", "forecast_deviation"):
                yield measures[k], k, b, lambda x, y: 100 * x / y
    for a in actuals:
        for k in actuals:
            if k != a:
                yield "change_pct", a, k, lambda x, y: 100 * (x - y) / y
