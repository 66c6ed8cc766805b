"""What a file name tells of the period before the report is read: only to choose which piece of the country to start.

What lives here: the year of a file name. What does not: the period of a report, which the report or its manifest says;
nothing of what is published is guessed from a file name.
"""

from __future__ import annotations

import re

from dagster_project.domain.swedish.periods import find_spans

_YEARS = range(1990, 2100)


def year_of_name(name: str) -> int | None:
    """The one year that a file name speaks of: `Tertialrapport_april-2024.pdf` is 2024; None if none or several."""
    words = re.sub(r"[_\-+%.]+", " ", name.rsplit(".", 1)[0])
    words = re.sub(r"\b(20\d\d)(\d\d)\d\d\b", r"\1\2", words)
    years = {span.end.year for span in find_spans(words, 1) if span.year_stated}
    found = {year for year in years if year in _YEARS}
    return found.pop() if len(found) == 1 else None
