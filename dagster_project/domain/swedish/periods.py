"""Periods as Swedish reports print them: from words in a heading to a span of dates.

Lives here: finding the span that a text states (`find_spans`, `find_period`). Not here: which period a measure covers
when the heading says only a year (`facts/periods.py`).
Source: DOMAIN.md section 1-2 and the headings of municipal reports.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Literal

from dagster_project.domain.swedish.text import KEPT, join_lines, plain_minus

#: how exactly the text says it: a whole year, the end of a period to date, a span with both ends, or `interim`
#: (delår: the same part of the year as the report's own period)
PeriodKind = Literal["year", "to_date", "span", "interim", "rolling", "previous_year"]

_MONTHS = {
    "jan": 1, "januari": 1, "feb": 2, "febr": 2, "februari": 2, "mar": 3, "mars": 3, "apr": 4, "april": 4, "maj": 5,
    "jun": 6, "juni": 6, "jul": 7, "juli": 7, "aug": 8, "augusti": 8, "sep": 9, "sept": 9, "september": 9, "okt": 10,
    "oktober": 10, "nov": 11, "november": 11, "dec": 12, "december": 12,
}  # fmt: skip
_MONTH = (
    r"(?P<{n}>jan(?:uari)?|febr?(?:uari)?|mars?|apr(?:il)?|maj|juni?|juli?|aug(?:usti)?"
    r"|sept?(?:ember)?|okt(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_YEAR = r"(?:19|20)\d\d"
_NUMBERS = ("två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio", "tio", "elva")
_ORDINALS = {"första": 1, "andra": 2, "tredje": 3, "fjärde": 4}

_RULES: list[tuple[str, re.Pattern[str]]] = [
    ("compact_span", re.compile(r"\b(?P<a>\d{6}|\d{8})\s*-\s*(?P<b>\d{6}|\d{8})\b")),
    ("iso_span", re.compile(r"\b(?P<a>(?:\d\d)?\d\d-\d\d-\d\d)\s*(?:-|till|t o m)\s*(?P<b>(?:\d\d)?\d\d-\d\d-\d\d)\b")),
    ("iso_date", re.compile(rf"\b(?P<y>{_YEAR}|\d\d)[-.](?P<m>0[1-9]|1[0-2])[-.](?P<d>0[1-9]|[12]\d|3[01])\b")),
    ("compact_date", re.compile(r"(?<![\d-])(?P<y>(?:19|20)\d\d|[123]\d)(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12]\d"
        r"|3[01])(?![\d-])")),
    ("slashed_date", re.compile(rf"(?<![\d/])(?P<a>[0-3]?\d)/(?P<b>[0-3]?\d)/(?P<y>{_YEAR})(?![\d/])")),
    ("day_span", re.compile(r"(?<![\d/])(?P<d1>[0-3]?\d)/(?P<m1>1[0-2]|0?[1-9])\s*-\s*(?P<d2>[0-3]?\d)/(?P<m2>1[0-2]"
        rf"|0?[1-9])(?:[\s-]+(?P<y>{_YEAR}|\d\d)\b)?(?![\d/])")),
    ("day_month", re.compile(rf"\b(?P<d>[0-3]?\d)\s*/\s*(?P<m>1[0-2]|0?[1-9])(?:[\s-]+(?P<y>{_YEAR}"
        rf"|\d\d)\b)?(?![\d/])")),
    ("ym_span", re.compile(rf"\b(?P<y>{_YEAR})-?(?P<m1>0[1-9]|1[0-2])\s*-\s*(?P<y2>{_YEAR})-?(?P<m2>0[1-9]|1[0-2])"
        r"\b(?!-\d)")),
    ("yymm_span", re.compile(r"\b(?P<a>(?:2[1-9]|3\d)(?:0[1-9]|1[0-2]))\s*-\s*(?P<b>(?:2[1-9]|3\d)(?:0[1-9]"
        r"|1[0-2]))\b")),
    ("yymm", re.compile(r"(?:utfall|utf|ack\w*|redov\w*|förbruk\w*|t ?o ?m|per)\.? (?P<y>2[1-9])(?P<m>0[1-9]|1[0-2])"
        r"(?![\d,.-])")),
    ("yymm", re.compile(r"^(?:antal|totalt?|budget|prognos) (?P<y>2[1-9])(?P<m>0[1-9]|1[0-2])$")),
    ("iso_month", re.compile(rf"\b(?P<y>{_YEAR})[- ]?(?P<m>0[1-9]|1[0-2])\b(?!-\d)")),
    ("month_year_span", re.compile(rf"\b{_MONTH.format(n='a')}\s+(?P<y>{_YEAR}|[123]\d)\s*(?:-|till|t o m"
        rf"|tom)\s*{_MONTH.format(n='b')}\s+(?P<y2>{_YEAR}|[123]\d)\b")),
    ("day_of_month_span", re.compile(rf"\b(?P<d1>[0-3]?\d)\s+{_MONTH.format(n='a')}(?:\s+(?P<y1>{_YEAR}))?\s*(?:-|till"
        rf"|t o m|tom)\s*(?P<d2>[0-3]?\d)\s+{_MONTH.format(n='b')}(?:\s+(?P<y>{_YEAR}))?")),
    ("month_span", re.compile(rf"\b{_MONTH.format(n='a')}\s*(?:-|/|till|t\.?o\.?m\.?|t o m"
        rf"|och med)\s*{_MONTH.format(n='b')}(?:\s+(?P<y>{_YEAR})|\s*-?(?P<yy>\d\d)\b)?")),
    ("day_of_month", re.compile(rf"\b(?:den\s+)?(?P<d>[0-3]?\d)\s+{_MONTH.format(n='m')}(?:\s+(?P<y>{_YEAR}))?")),
    ("tertial", re.compile(rf"\b(?:t|tertial\w*\s*)(?P<n>[1-3])\b(?:\s*-?\s*(?P<y>{_YEAR}))?|\b(?P<o>första|andra"
        rf"|tredje) tertialet(?:\s+(?P<y2>{_YEAR}))?")),
    ("quarter", re.compile(r"\b(?:q|kv\.?\s?|kvartal(?:srapport|suppföljning|sbokslut)?\s*)"
        rf"(?P<n>[1-4])\b(?:\s*-?\s*(?P<y>{_YEAR}))?|\b(?P<o>första"
        rf"|andra|tredje|fjärde) kvartalet(?:\s+(?P<y2>{_YEAR}))?")),
    ("half_year", re.compile(rf"\b(?P<o>första|andra) halvåret(?:\s+(?P<y>{_YEAR}))?"
        rf"|\bhalvår\s*(?P<n>[12])?(?:\s*(?P<y2>{_YEAR}))?")),
    ("month_number", re.compile(rf"\b(?:[pm]|period|månad|mån\.?|ack\w*\.?)\s?0?1\s?-\s?[pm]?(?P<n>1[0-2]|0?[1-9])\b"
        rf"(?![/.,-]\d)(?:\s+(?P<y>{_YEAR}))?|\b(?:(?:[rpm]\s?|period\s|månad\s|mån\.?\s)(?P<n2>0[1-9]|1[01])"
        rf"|(?:period|månad|mån\.?)\s(?P<n3>[1-9]|12)|[pm]12)\b(?![/.,-]\d)(?:\s+(?P<y2>{_YEAR}))?")),
    ("first_months", re.compile(r"\b(?P<w>två|tre|fyra|fem|sex|sju|åtta|nio|tio|elva|\d{1,2}) första månader(?:na)?"
        rf"(?: (?P<y>{_YEAR}))?|\bförsta (?P<w2>två|tre|fyra|fem|sex|sju|åtta|nio|tio|elva|\d{{1,2}})"
        rf" månaderna(?:(?: av| under| i)? (?P<y2>{_YEAR}))?")),
    ("rolling", re.compile(r"\b(?:r\s?12|rullande\s+(?:12|tolv))\b")),
    ("interim", re.compile(rf"\bdelår(?:et|s?bokslut|s?rapport)?\b(?:\s*(?P<y>{_YEAR}))?")),
    ("month", re.compile(rf"\b{_MONTH.format(n='m')}(?:\s*-?\s*(?P<y>{_YEAR})|\s*-?(?P<yy>\d\d)\b)?")),
    ("previous", re.compile(r"\b(?:fg|föreg|föregående|förra|fjol)(?:\.|\b)(?!\s*(?:\w*prognos|\w*bedömning"
        r"|rapport|tertial|kvartal|månad|uppföljning|mätning))\s*(?:års?)?")),
    ("short_year", re.compile(r"\b(?:bokslut|boksl|budget|budg|bu|utfall|utf|prognos|progn?|plan|ack(?:umulera[td])?"
        r"|år)\.?(?:\s?['’-]\s?|\s(?=\d\d$))(?P<y>1[5-9]|2\d|3\d)\b(?![-/.,\d])")),
    ("year", re.compile(rf"(?<![\d./-])(?P<y>{_YEAR})(?![\d/])")),
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Period:
    """A span of dates that a text states. year_stated: the text itself names the year; start, end: inclusive."""

    start: date
    end: date
    kind: PeriodKind
    year_stated: bool
    text: str = ""


def month_end(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, month, calendar.monthrange(year, month)[1])


def whole_year(year: int) -> Period:
    """1 January to 31 December."""
    return Period(date(year, 1, 1), date(year, 12, 31), "year", True)


def _four_digit_year(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text)


def _compact_date(text: str) -> date:
    year, rest = (text[:4], text[4:]) if len(text) == 8 else (text[:2], text[2:])
    return date(_four_digit_year(year), int(rest[:2]), int(rest[2:]))


def _slashed_date(year: int, first: int, second: int) -> date:
    """`31/12/2017` as in Swedish, day first; `12/31/2017`, which no Swedish date is, as spreadsheets write it."""
    return date(year, first, second) if second > 12 else date(year, second, first)


def _group(match: re.Match[str], *names: str) -> str:
    found = match.groupdict()
    return next((found[name] for name in names if found.get(name)), "")


def _year_of(match: re.Match[str], default: int) -> tuple[int, bool]:
    text = _group(match, "y", "y2", "yy")
    return (_four_digit_year(text), True) if text else (default, False)


def _build(rule: str, match: re.Match[str], default_year: int) -> Period | None:
    text = match.group(0)
    year, stated = _year_of(match, default_year)
    if rule in ("compact_span", "iso_span"):
        start, end = (_compact_date(re.sub(r"\D", "", match[g])) for g in "ab")
        return Period(start, end, "span", True, text) if start <= end else None
    if rule in ("iso_date", "compact_date", "day_month"):
        return Period(date(year, 1, 1), date(year, int(match["m"]), int(match["d"])), "to_date", stated, text)
    if rule == "slashed_date":
        return Period(date(year, 1, 1), _slashed_date(year, int(match["a"]), int(match["b"])), "to_date", True, text)
    if rule == "day_of_month":
        end = date(year, _MONTHS[match["m"].rstrip(".")], int(match["d"]))
        return Period(date(year, 1, 1), end, "to_date", stated, text)
    if rule == "ym_span":
        return Period(
            date(year, int(match["m1"]), 1), month_end(int(match["y2"]), int(match["m2"])), "span", True, text
        )
    if rule == "yymm_span":
        (y1, m1), (y2, m2) = ((2000 + int(match[g][:2]), int(match[g][2:])) for g in "ab")
        return Period(date(y1, m1, 1), month_end(y2, m2), "span", True, text)
    if rule in ("iso_month", "yymm"):
        return Period(date(year, 1, 1), month_end(year, int(match["m"])), "to_date", True, text)
    if rule in ("month_span", "month_year_span"):
        first, last = _MONTHS[match["a"]], _MONTHS[match["b"]]
        last_year = _four_digit_year(match["y2"]) if rule == "month_year_span" else year
        start_year = year if rule == "month_year_span" or first <= last else year - 1
        return Period(date(start_year, first, 1), month_end(last_year, last), "span", stated, text)
    if rule in ("day_span", "day_of_month_span"):
        names = ("m1", "m2") if rule == "day_span" else ("a", "b")
        first, last = (_MONTHS.get(match[name]) or int(match[name]) for name in names)
        start_year = int(_group(match, "y1") or (year if first <= last else year - 1))
        span = date(start_year, first, int(match["d1"])), date(year, last, int(match["d2"]))
        return Period(*span, "span", stated, text) if span[0] <= span[1] else None
    if rule in ("tertial", "quarter", "half_year"):
        return _part_of_year(rule, match, year, stated)
    if rule == "month_number":
        end = month_end(year, int(_group(match, "n", "n2", "n3") or 12))
        return Period(date(year, 1, 1), end, "to_date", stated, text)
    if rule == "first_months":
        word = _group(match, "w", "w2")
        end = month_end(year, int(word) if word.isdigit() else _NUMBERS.index(word) + 2)
        return Period(date(year, 1, 1), end, "to_date", stated, text)
    if rule == "month":
        return Period(date(year, 1, 1), month_end(year, _MONTHS[match["m"]]), "to_date", stated, text)
    kinds: dict[str, PeriodKind] = {"rolling": "rolling", "interim": "interim", "previous": "previous_year"}
    if rule == "previous":
        year -= 1
    return Period(
        date(year, 1, 1), date(year, 12, 31), kinds.get(rule, "year"), stated or rule in ("year", "short_year"), text
    )


def _part_of_year(rule: str, match: re.Match[str], year: int, stated: bool) -> Period | None:
    months = {"tertial": 4, "quarter": 3, "half_year": 6}[rule]
    number = int(_group(match, "n") or _ORDINALS.get(_group(match, "o"), 1))
    end = number * months
    if end > 12:
        return None
    start = date(year, 1, 1) if rule == "tertial" else date(year, end - months + 1, 1)
    kind: PeriodKind = "to_date" if start.month == 1 else "span"
    return Period(start, month_end(year, end), kind, stated, match.group(0))


@lru_cache(maxsize=KEPT)
def find_spans(text: str, default_year: int) -> tuple[Period, ...]:
    """All periods that a text states, in printed order; a part of the text counts once, the most exact rule first.

    Args: text: a heading, label or sentence. default_year: the year meant where only months are printed.
    """
    flat = re.sub("-{2,}", "-", plain_minus(join_lines(text)).replace("–", "-").replace("—", "-")).casefold()
    taken: list[tuple[int, int]] = []
    found: list[tuple[int, Period]] = []
    for rule, pattern in _RULES:
        for match in pattern.finditer(flat):
            if any(match.start() < end and start < match.end() for start, end in taken):
                continue
            try:
                period = _build(rule, match, default_year)
            except ValueError:
                continue
            if period is not None:
                taken.append(match.span())
                found.append((match.start(), period))
    return tuple(period for _, period in sorted(found, key=lambda item: item[0]))


def find_period(text: str, default_year: int) -> Period | None:
    """The one period that a heading states, or None. A year printed apart completes months (`Jan-Mars ... 2024`)."""
    spans = find_spans(text, default_year)
    if not spans:
        return None
    years = [s for s in spans if s.kind in ("year", "previous_year")]
    exact = [s for s in spans if s.kind not in ("year", "previous_year")]
    if not exact:
        return years[0]
    first = exact[0]
    if first.kind == "rolling":
        ends = [s for s in spans if s.kind in ("to_date", "span", "year")]
        return _rolling_to(ends[0], first) if ends else first
    if first.year_stated or not years:
        return first
    shift = years[0].start.year - first.end.year
    return shift_years(first, shift)


def _rolling_to(last: Period, rolling: Period) -> Period:
    """`R12 mars 2023`: the twelve months that end with the month printed."""
    start = date(last.end.year - (last.end.month < 12), last.end.month % 12 + 1, 1)
    return Period(start, last.end, "rolling", True, f"{rolling.text} {last.text}")


def latest_period(text: str, default_year: int) -> Period | None:
    """The later of the periods that a text states: what a change from one to the other covers (`2023-2024`)."""
    spans = find_spans(re.sub(rf"({_YEAR})\s?[-–/]\s?(?={_YEAR})", r"\1 och ", text), default_year)
    return max(spans, key=lambda s: s.end) if spans else None


def shift_years(period: Period, years: int) -> Period:
    """The same span, years later (29 February becomes 28 February where needed)."""

    def moved(day: date) -> date:
        last = calendar.monthrange(day.year + years, day.month)[1]
        at_end = day.day == calendar.monthrange(day.year, day.month)[1]
        return date(day.year + years, day.month, last if at_end else min(day.day, last))

    return Period(moved(period.start), moved(period.end), period.kind, True, period.text)
