"""What surrounds a table says of its columns: projects, balances, forecasts, budgets, deviations named in the title.

Lives here: turning what headings mean alone (`columns.py`) by title, corner, sibling columns and the kind of report.
What arithmetic says of them is next door in `readings.py`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from dagster_project.domain.facts.columns import Column
from dagster_project.domain.facts.context import TableContext, title_measures
from dagster_project.domain.facts.families import topic
from dagster_project.domain.facts.plans import over_years
from dagster_project.domain.facts.savings import of_savings
from dagster_project.domain.model import ReportProfile
from dagster_project.domain.swedish.headings import spell_out
from dagster_project.domain.swedish.lexicon import lexicon
from dagster_project.domain.swedish.text import fold

#: a title under which results are those of units with a budget
_OF_RESULTS = re.compile(r"\bresultat\w* per \w+|\böver och underskott")
#: grants from the state or others, and what is said of them as they come in
_OF_GRANTS = re.compile(
    r"\b(?:stats|stimulans|eu |projekt|prestations)(?:bidrag|medel|stöd)\w*|\briktade (?:bidrag|medel)"
    r"|\bexterna medel\b"
)
_COMES_IN = re.compile(
    r"^(?:bevilja\w*|rekvirera\w*|erhåll\w*|mottag\w*|intäktsför\w*|tilldela\w*|sökt\w*)(?: (?:belopp|bidrag|medel))?"
    r"(?: (?:19|20)\d\d)?$"
)
#: what a whole project is to cost
_OF_WHOLE_PROJECT = re.compile(
    r"^(?:beslutad |beräknad )?(?:total\w* ?(?:projekt)?(?:utgift\w*|investering\w*|kalkyl\w*|ram|kostnad\w*|anslag)"
    r"|projekt(?:ram|anslag|utgift))$"
)
_WHOLE_PROJECT = re.compile(
    r"^(?:hela projekt(?:et|en|tiden|perioden)|projekt(?:et|en)? (?:totalt|som helhet|sedan start)"
    r"|total\w* projekt\w*)$"
)
#: a mean that says no more: of the others, where their best or worst stands beside it
_BARE_MEAN = re.compile(r"^(?:medel|snitt|genomsnitt|median)(?:värde)?(?: (?:19|20)\d\d)?$")
_WHOLE_YEAR = re.compile(r"^(?:helår\w*|hela året|året)(?: (?:19|20)\d\d)?$")
#: a project's outcome up to a date: `Ackumulerat utfall`, `Förbrukat t.o.m. 2023`
_SINCE_START = re.compile(
    r"ackumul|\b(?:t\.? ?o\.? ?m\.?|till och med)(?: \d|$)|\bföre (?:år )?(?:19|20)\d\d"
    r"|\btidigare år$|\btidigare (?:års? )?(?:utgift\w*|utfall|förbruk\w*|nedlagt|upparbet\w*)"
)


def in_context(
    columns: Sequence[Column],
    context: TableContext,
    corner: str,
    profile: ReportProfile,
    *,
    rows_name_measures: bool,
) -> list[Column]:
    """The columns as their table's surroundings make them. rows_name_measures: measures stand as rows, so that a
    measure in the title says nothing of the columns."""
    turned = _of_grants(columns, f"{corner} {context.title}")
    turned = _only_of_projects(turned, corner, context)
    turned = _comparison_means(of_savings(turned, f"{corner} {context.title}"))
    turned = _balances(turned, f"{corner} {context.title}")
    turned = _results_of_forecasts(turned)
    turned = _results_alone(turned, context.title)
    turned = _full_year_deviations(turned, profile)
    named = title_measures(context, corner)
    if named == ("budget",):
        return _budgets_by_year(turned)
    return turned if rows_name_measures else _with_title_measure(named, turned, profile)


def _of_grants(columns: Sequence[Column], words: str) -> list[Column]:
    """`Beviljat`, `Rekvirerat` under `Riktade statsbidrag`: revenue, as what is booked as such."""
    if not _OF_GRANTS.search(fold(words)):
        return list(columns)
    comes_in = [not c.account_line and bool(_COMES_IN.match(fold(spell_out(c.label)))) for c in columns]
    return [replace(c, account_line="revenue") if is_in else c for c, is_in in zip(columns, comes_in, strict=True)]


def _only_of_projects(columns: Sequence[Column], corner: str, context: TableContext) -> list[Column]:
    """`Totalt > Budget` is a project's whole budget only where projects are what the table is about.

    There, `Ack utfall` beside `Årets utfall`, or beside a whole budget and an outcome of the year or no budget of the
    year, is the whole project's.
    """
    about = fold(f"{corner} {context.title} {' '.join(c.label for c in columns)}")
    if topic(context, corner, ()) == "investment" or re.search(r"projekt|exploatering", about):
        columns = [replace(c, measures=("project_budget",), worded=True) if _is_whole(c) else c for c in columns]
        outcomes = [c for c in columns if c.measures[0] == "actual"]
        cumulative = {c.col for c in outcomes if _SINCE_START.search(spell_out(" ".join(c.path)).casefold())}
        of_year = [c for c in columns if c.measures == ("actual",) and c.col not in cumulative]
        measures = {m for c in columns for m in c.measures[:1]}
        has_year = any(fold(c.label).startswith("årets") for c in of_year)
        has_whole = "project_budget" in measures and (of_year or not measures & {"budget", "period_budget"})
        since_start = cumulative if has_year or has_whole else _of_years_before(columns) & cumulative
        columns = [replace(c, measures=("project_actual",)) if c.col in since_start else c for c in columns]
        return _in_groups_of_projects(columns)
    plain = {
        "project_budget": ("budget",),
        "project_actual": ("actual",),
        "project_deviation": ("deviation", "forecast_deviation"),
    }
    return [replace(c, measures=plain.get(c.measures[0], c.measures)) for c in columns]


def _of_years_before(columns: Sequence[Column]) -> set[int]:
    """Columns of an earlier year than that of the budgets, beside a project's whole budget."""
    budgets = [c.period.end.year for c in columns if c.measures[0] == "budget" and c.period]
    if not budgets or not any(c.measures[0] == "project_budget" for c in columns):
        return set()
    return {c.col for c in columns if c.period is not None and c.period.end.year < min(budgets)}


def _is_whole(column: Column) -> bool:
    """`Total utgift`, `Totalram`: what a project is to cost, under a heading that names no outcome."""
    is_open = not column.worded or column.measures == ("budget",)
    return is_open and column.unit != "percent" and bool(_OF_WHOLE_PROJECT.match(fold(column.label)))


def _in_groups_of_projects(columns: Sequence[Column]) -> list[Column]:
    """Outcomes and deviations under one group heading with a whole budget (`Projektet totalt`) are the project's, and
    so is the budget under a heading that says it of all under it (`Hela projektet > Beslutad ram`)."""
    named = {c.path[0] for c in columns if len(c.path) > 1 and _WHOLE_PROJECT.match(fold(c.path[0]))}
    groups = named | {c.path[0] for c in columns if c.measures[0] == "project_budget" and len(c.path) > 1}
    columns = [
        replace(c, measures=("project_budget",))
        if c.path[:1] and c.path[0] in named and c.measures[0] == "budget"
        else c
        for c in columns
    ]
    of_project = {"actual": "project_actual", "deviation": "project_deviation"}
    found = []
    for column in columns:
        measure = of_project.get(column.measures[0], "")
        is_of_whole = bool(measure) and len(column.path) > 1 and column.path[0] in groups
        found.append(replace(column, measures=(measure,)) if is_of_whole else column)
    return found


def _results_of_forecasts(columns: Sequence[Column]) -> list[Column]:
    """`Årets resultat` beside an appropriation and forecasts, without any outcome and any period: a forecast's."""
    first = [c.measures[0] for c in columns if not _is_result(c)]
    if "actual" in first or not {"budget", "forecast"} <= set(first):
        return list(columns)
    return [replace(c, measures=("forecast", "forecast_deviation")) if _is_result(c) else c for c in columns]


def _results_alone(columns: Sequence[Column], title: str) -> list[Column]:
    """Results and forecasts of them under `Resultat per enhet`, without budget and outcome: against budget all."""
    results = [c for c in columns if c.measures == ("actual", "deviation")]
    forecasts = [c for c in columns if c.measures == ("forecast", "forecast_deviation")]
    if not results or len(results) + len(forecasts) < len(columns) or not _OF_RESULTS.search(fold(title)):
        return list(columns)
    return [replace(c, measures=c.measures[1:]) for c in columns]


def _is_result(column: Column) -> bool:
    return column.measures == ("actual", "deviation") and column.period is None


def _comparison_means(columns: Sequence[Column]) -> list[Column]:
    """`Medel 2019` beside `Bästa kommun`: the mean of the same municipalities."""
    named = {c.measures[0] for c in columns}
    if not named & {"comparison_best", "comparison_worst"}:
        return list(columns)
    are_means = [bool(c.path) and bool(_BARE_MEAN.match(fold(c.path[-1]))) for c in columns]
    return [
        replace(c, measures=("comparison_mean",), worded=True) if is_mean else c
        for c, is_mean in zip(columns, are_means, strict=True)
    ]


def _balances(columns: Sequence[Column], words: str) -> list[Column]:
    """Columns of a balance sheet that say only a date or a year: what stands on the books at the end of it."""
    if not lexicon().balance_titles.search(fold(words)):
        return list(columns)
    return [c if c.worded else replace(c, measures=("closing_balance",), worded=True) for c in columns]


def _full_year_deviations(columns: Sequence[Column], profile: ReportProfile) -> list[Column]:
    """`Helår > Avvikelse`, `Avvikelse mot årsbudget`: a forecast's only where the report makes forecasts.

    In an annual report it is the outcome's; in an interim one the arithmetic chooses, forecast first. Beside a forecast
    and a deviation said to be the period's there is no choice: the year's is the forecast's.
    """
    end = profile.period_end
    is_annual = end is not None and (end.month, end.day) == (12, 31)
    if not is_annual and not any("forecast" in c.measures for c in columns):
        return list(columns)
    if not is_annual and any("forecast" in c.measures for c in columns) and any(_is_of_period(c) for c in columns):
        return list(columns)
    found = []
    for column in columns:
        by_year_words = column.measures == ("forecast_deviation",) and "prognos" not in fold(column.label)
        options = ("deviation",) if is_annual else ("forecast_deviation", "deviation")
        found.append(replace(column, measures=options) if by_year_words else column)
    return found


def _is_of_period(column: Column) -> bool:
    """`Periodens avvikelse`: a deviation whose heading leaves no other reading."""
    return column.measures == ("deviation",) and "period" in fold(column.label)


def _budgets_by_year(columns: Sequence[Column]) -> list[Column]:
    """A budget in the title (`Ramtilldelning`) is what columns hold that are headed by years, or by no measure."""
    are_bare = all(not c.worded and (c.period is None or c.period.kind == "year") for c in columns)
    if not are_bare:
        return list(columns)
    return [replace(c, measures=("budget",), worded=True) for c in over_years(columns)]


def _with_title_measure(named: tuple[str, ...], columns: Sequence[Column], profile: ReportProfile) -> list[Column]:
    """A measure in the title outranks the words of the columns, if none of them is a budget or a deviation itself."""
    end = profile.period_end
    may_forecast = named == ("deviation",) and end is not None and end.month < 12
    if named == ("forecast_deviation",) and _compares_forecasts(columns):
        return [_of_forecast_accuracy(c) for c in columns]
    if named in (("deviation",), ("forecast_deviation",)) and _holds_only_differences(columns):
        is_open = [c.measures == ("forecast", "forecast_deviation") for c in columns]
        return [replace(c, measures=c.measures[1:]) if o else c for c, o in zip(columns, is_open, strict=True)]
    own = {"budget", "period_budget", "deviation", "forecast_deviation"}
    if not named or any(set(c.measures) & own and c.measures[0] != "forecast" for c in columns):
        return list(columns)
    turned = []
    for column in columns:
        of_outcome = column.worded and column.measures[0] == "actual" and named[0] == "forecast_deviation"
        is_forecast = column.measures[0] == "forecast" or (may_forecast and _WHOLE_YEAR.match(fold(column.label)))
        measure = "forecast_deviation" if is_forecast else "deviation" if of_outcome else named[0]
        is_level = not column.worded or column.measures[0] in ("actual", "forecast")
        turned.append(replace(column, measures=(measure,), worded=True) if is_level else column)
    return turned


def _holds_only_differences(columns: Sequence[Column]) -> bool:
    """Deviations beside forecasts, no outcome and no budget: the forecasts are deviations too."""
    first = {c.measures[0] for c in columns}
    return "deviation" in first and not first & {"actual", "budget", "period_budget"}


def _compares_forecasts(columns: Sequence[Column]) -> bool:
    """Deviations of the year's end beside those that an interim report forecast, and how far they are apart."""
    first = [c.measures[0] for c in columns]
    has_end = any("bokslut" in fold(spell_out(c.label)) and c.measures[0] == "actual" for c in columns)
    return has_end and first.count("actual") >= 2 and first.count("deviation") == 1 and len(set(first)) == 2


def _of_forecast_accuracy(column: Column) -> Column:
    if column.measures[0] != "actual":
        return replace(column, measures=("forecast_error",))
    is_end = "bokslut" in fold(spell_out(column.label)) and "delår" not in fold(column.label)
    return replace(column, measures=("deviation" if is_end else "forecast_deviation",), worded=True)
