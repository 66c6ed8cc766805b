"""The year that a number beside the report's own carries with it: `resultatet 2023 som var -15 mnkr`.

Lives here: an earlier result named by its year, a mean of others of a year, a month of last year that a change starts
from. Next door: the periods of everything else (`dates.py`).
"""

from __future__ import annotations

import re
from datetime import date

from dagster_project.domain.statements.adverbs import ADVERBS
from dagster_project.domain.statements.changes import FROM
from dagster_project.domain.statements.stretches import Stretch
from dagster_project.domain.swedish.periods import month_end

_RESULT = r"\w*(?:resultat|underskott|överskott|utfall|bokslut|avvikelse|nettokostnad|kostnad)\w*"
_MONTHS = (
    "januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti", "september", "oktober", "november",
    "december",
)  # fmt: skip
#: `resultatet 2023 som var`, `underskottet för 2023 på`
_NAMED = re.compile(
    rf"\b{_RESULT} (?:(?:för|år|i bokslut|i bokslutet för) )?(?P<year>20\d\d),? (?:(?:som|då det|vilket) )?"
    rf"(?:var|blev|uppgick till|slutade på|landade på|på|om){ADVERBS}$"
)
#: `fjolårets underskott på`
_LAST_YEARS = re.compile(
    rf"\b(?:fjolårets|förra årets|föregående års|förra året då) {_RESULT}(?: som)?"
    rf" (?:var|blev|uppgick till|på|om){ADVERBS}$"
)
#: `mer än referenskostnaden 2023`
_OF_OTHERS = re.compile(
    r" än [^,;.\d]{0,40}(?:referenskostnad|snitt|genomsnitt|medel|riket)\w*[^,;.\d]{0,20} (?P<year>20\d\d)"
)
#: `Sedan november i fjol`
_SINCE_MONTH = re.compile(
    rf"\b(?:sedan|jämfört med|från) (?P<month>{'|'.join(_MONTHS)}) (?:i fjol|förra året|föregående år|(?P<year>20\d\d))"
)


def own_year_end(measure: str, stretch: Stretch, report_end: date | None) -> date | None:
    """The end of the year or month that the number's own noun names; None where it names none before the report."""
    if report_end is None:
        return None
    since = _SINCE_MONTH.search(stretch.before + stretch.left) if FROM.search(stretch.left) else None
    if since:
        return month_end(int(since["year"] or report_end.year - 1), _MONTHS.index(since["month"]) + 1)
    if measure not in ("actual", "deviation"):
        return None
    named = _NAMED.search(stretch.left)
    if named is None and measure == "deviation":
        named = _OF_OTHERS.search(stretch.right)
    if named and int(named["year"]) < report_end.year:
        return date(int(named["year"]), 12, 31)
    return date(report_end.year - 1, 12, 31) if _LAST_YEARS.search(stretch.left) else None
