"""For when a stated number holds: the end of its period.

Lives here: choosing among the periods that the words around a number state. Not here: reading a period
(`swedish/periods.py`). A change ends with the later of its two periods; plans and forecasts with their year.
"""

from __future__ import annotations

import re
from datetime import date

from dagster_project.domain.statements.adverbs import ADVERBS, LAST_YEAR
from dagster_project.domain.statements.changes import FROM
from dagster_project.domain.statements.mention import Mention
from dagster_project.domain.statements.own_year import own_year_end
from dagster_project.domain.statements.stretches import Stretch
from dagster_project.domain.swedish.periods import Period, find_spans, month_end

_GUIDE = re.compile(r"\briktvärde")
_WHOLE_YEAR = frozenset(
    {"budget", "forecast", "target", "forecast_deviation", "forecast_change", "prior_forecast", "forecast_change_pct"}
    | {"forecast_error"}
)
_CHANGES = frozenset({"change", "change_pct", "forecast_change", "forecast_change_pct", "deviation"})
_SAME_PERIOD = re.compile(r"\b(?:samma|motsvarande) (?:period|tid|tidpunkt|månad|tertial|kvartal)\b")
_LIKE = re.compile(
    r"\b(?:som|likt|liksom|precis som|samma som|i paritet med|i nivå med|till skillnad från) (?:föregående år"
    r"|förra året|i ?fjol)\w*"
)
_LAST_YEAR = re.compile(
    rf"(?:\({LAST_YEAR}|\b(?:föregående år\w*|förra året\w*|i ?fjol\w*|året innan|året före|för ett år sedan"
    r"|ett år tidigare)\b)"
)
_THIS_YEAR = re.compile(r"\b(?:i år|hittills|innevarande år|detta år)\b[^,;]{0,40}$")
_SAME_LAST_YEAR = re.compile(rf"\W*(?:under |för |vid |i )?{_SAME_PERIOD.pattern} {_LAST_YEAR.pattern}")
_OPENS_WITH_NEXT_YEAR = re.compile(r"\W*(?:(?:under|för|till|från) )?(?:nästa|kommande) år\b")
_OPENS_WITH_LAST_YEAR = re.compile(rf"\W*{_LAST_YEAR.pattern}")
_COMPARISON = re.compile(
    r"(?:\b(?:än|jämfört med|jämföra med|jämförelse med|mot|(?<!år )(?<!månader )sedan|gentemot|relation till"
    r"|utifrån)\b(?:[^,;.]|(?<=\d)[,.](?=\d)){0,80})"
    r"|\bför (?:samma|motsvarande) period[^,;.]{0,40}"
)
_COMPARED = re.compile(rf"\b(?:jämfört med|jämföra med|i jämförelse med|jämförelse mot|gentemot|än|mot|från){ADVERBS}$")
#: `högre än förra året, 7 871 mot 6 997`
_SET_AGAINST = re.compile(rf"^\W*(?:mot|jämfört med){ADVERBS}$")
#: `mellan augusti 2023 och augusti 2024`: a change has two periods
_BETWEEN_TWO = re.compile(r"\bmellan (?P<first>[^,;.]{3,40}?) och (?P<second>[^,;.|]{3,40})")
_ITS_YEAR = re.compile(r" (?:för |under |år )?(?P<year>20\d\d)\b(?! till)")
_SINCE_YEAR = re.compile(r"\b(?:från|sedan) (?:år |(?:samma|motsvarande) (?:period|tid) )?(?:19|20)\d\d\b")
_SINCE = re.compile(r"\b(?:från|sedan|f\.?r\.?o\.?m\.?|från och med) (?:[^,.]|(?<=\d)[,.](?=\d)){0,30}?(?:19|20)\d\d")
#: `i augusti väntades ..., men utfallet blev`: the outcome is for the report's own period
_OUTCOME_CLAUSE = re.compile(r"\W*(?:men|så|medan|och) (?:\w+ )?(?:utfallet|bokslutet|resultatet)\b")
#: `avslutades i februari och ger nu`: the second verb tells of the report's own period
_DONE_BEFORE = re.compile(
    r"^[^;]*\b\w{3,}(?:ades|ade|des|tes) [^,;.]{3,60} och (?=(?:ger|lämnar|visar|redovisar|kostar|medför|innebär)\b)"
)
_NEXT_CLAUSE = re.compile(r", (?:och|men) ")
#: `oktober månad`, not `samma månad`
_MONTH_NAMED = re.compile(r"(?<!samma)(?<!motsvarande) månad ")
_MIDYEAR = re.compile(
    r"\b(?:halvårs(?:skiftet)|vid halvåret|under halvåret|de första sex månaderna|första halvåret|första halvan)\b"
)
_PARENTHESIS = re.compile(r"\([^()]{0,40}\)")
_YEAR_BESIDE = re.compile(r",? ?\(?(?:(?:år|för|(?P<whole>under)) )?(?P<year>20\d\d)\)")
#: `(2023: 305)`
_YEAR_BEFORE = re.compile(r"\((?:år )?(?P<year>20\d\d):? $")
_TURN_OF_YEAR = re.compile(r"\bvid (?:års|senaste års)skiftet\b")
#: `Vid årets ingång stod 31 personer i kö`
_START_OF_YEAR = re.compile(
    r"\b(?:vid (?:årets (?:början|ingång)|ingången av året)|i (?:början av året|årets början)|(?:per|den) 1 januari)\b"
)
_SINCE_TURN = re.compile(r"\b(?:sedan|vid|från|efter) (?:senaste )?årsskiftet\b|\bsedan årets början\b")
#: `har på en månad gått från 14 till 16`
_IN_A_MONTH = re.compile(
    r"\b(?:på|under) (?:en|den senaste|den sista) månad(?:en)?\b|\bsedan (?:förra|föregående) månaden\b"
)
#: `Sedan lagen trädde i kraft den 1 april har`: a start, no end
_SINCE_CLAUSE = re.compile(r"^\W*(?:allt )?sedan [^,;.]{3,80}? (?=(?:har|hade|är)\b)")
_FRAME = re.compile(
    r"(?:för|under|i) (?:det )?"
    r"(?:(?:första|andra|tredje) (?:kvartalet|tertialet|halvåret)|(?:kvartal|tertial) [1-3])\b",
    re.I,
)
#: `hälften av kostnaden under samma period 2023`: now, of what was then
_SHARE_OF_EARLIER = re.compile(
    r"^ av (?:\w+ ){0,2}?\w*(?:kostnad|utfall|utgift|nivå|antal|volym|belopp|intäkt)\w*\b[^,;.]*"
    r"(?:20\d\d|förra året|föregående år|i ?fjol)"
)
#: `nämndens ram har höjts med`: a budget is of its year
_FRAME_MOVED = re.compile(
    r"\W*(?:[\w-]+ ){0,3}?(?:\w*ramen|ram|\w*budgeten|budget|\w*anslaget|\w*kommunbidraget)\b[^,;.\d]{0,40}"
    r"\b(?:höj|sänk|öka|minska|utöka|räkna|uppräkna)\w*\b"
)
_SUMMER = re.compile(r"\bsommar(?:en|månaderna)\b")
#: `Vid delåret 2023 var prognosen`, `I fjol visade prognosen`: a forecast of an earlier year
_PAST_FORECAST = re.compile(
    r"^\W*(?:(?:vid|i|under|per|efter) [^,;.\d]{0,30}(?P<year>20\d\d)|(?:förra året|i ?fjol|föregående år))"
    r" (?:var|visade|pekade|låg|innebar|löd|prognosti[cs]erade|väntade|räknade|beräknade|bedömde)s?\b"
)
_COMING = re.compile(r"\b(?:för perioden|resterande|återstående|kvarvarande|kommande|planera\w*|vänta\w*|beräknas)\b")
_FIRST_OF = re.compile(r"\b(?:från|sedan|f\.?r\.?o\.?m\.?|från och med) (?:den )?1 \w+")


def find_period_end(
    measure: str,
    mention: Mention,
    stretch: Stretch,
    report_end: date | None,
    carried: date | None,
    is_ahead: bool,
    earlier: date | None = None,
) -> date | None:
    """The end of the period that a stated number covers, or None where neither sentence nor report says.

    carried: the earlier period that the paragraph has been speaking of, for counts and percentages. is_ahead: the
    paragraph explains a forecast, so that a change is one of the year. earlier: the end of the earlier period that the
    report's tables compare with, for the number after `från`.
    """
    year = (report_end or date(1, 1, 1)).year
    if measure == "remaining_budget" or (measure == "target" and _GUIDE.search(stretch.left)):
        return report_end
    is_of_period = _SAME_PERIOD.search(stretch.left + stretch.right) is not None
    if measure in _WHOLE_YEAR or (measure == "change" and is_ahead and not is_of_period):
        past = _PAST_FORECAST.match(stretch.before + stretch.left)
        if past and report_end is not None and measure in ("forecast", "forecast_deviation"):
            return date(int(past["year"] or report_end.year - 1), 12, 31)
        return _planned_end(measure, stretch, report_end)
    if measure == "opening_balance" and report_end is not None:
        return date(year - 1, 12, 31)
    named = own_year_end(measure, stretch, report_end)
    if named is not None:
        return named
    if measure in ("change", "change_pct") and report_end is not None and _FRAME_MOVED.match(stretch.left):
        return date(year, 12, 31)
    is_compared = bool(_COMPARED.search(stretch.left))
    if mention.unit == "percent" and _SHARE_OF_EARLIER.match(stretch.right):
        return report_end
    own = _of_two(_own_words(measure, stretch, is_compared), stretch)
    beside = _YEAR_BESIDE.match(stretch.after) or _YEAR_BEFORE.search(stretch.left)
    if beside and report_end is not None:
        if beside.groupdict().get("whole"):
            return date(int(beside["year"]), 12, 31)
        base = date(report_end.year, 6, 30) if _MIDYEAR.search(own) and report_end.month > 6 else report_end
        return _moved(base, int(beside["year"]) - report_end.year)
    if measure == "actual" and report_end is not None and mention.is_aside:
        return _moved(report_end, -1)
    if measure == "actual" and report_end is not None and _TURN_OF_YEAR.search(stretch.right[:30]):
        return report_end if report_end.month == 12 else date(year - 1, 12, 31)
    if measure == "actual" and report_end is not None and _START_OF_YEAR.search(stretch.left):
        return date(year - 1, 12, 31)
    opening = stretch.before + stretch.left
    if measure == "deviation" and _OPENS_WITH_LAST_YEAR.match(opening) and not _SAME_PERIOD.search(opening):
        return date(year - 1, 12, 31) if report_end is not None else None
    names_year = re.search(r"20\d\d", stretch.left + stretch.right) is not None
    if measure == "actual" and _THIS_YEAR.search(stretch.left) and not names_year:
        return report_end
    if measure == "deviation" and report_end is not None and _SAME_LAST_YEAR.match(opening):
        return year_before(report_end)
    shift = _shift(stretch, is_compared, measure)
    spans = [s for s in find_spans(own, year) if s.kind in ("year", "to_date", "span")]
    exact = _nearest(spans, stretch, mention)
    if exact is None and _MIDYEAR.search(own) and report_end is not None and report_end.month > 6:
        return date(year + shift, 6, 30)
    if exact is None and shift and report_end is not None:
        return _moved(report_end, shift)
    if exact is None and FROM.search(stretch.left) and report_end is not None:
        return _before_change(stretch, report_end, earlier)
    if exact is None:
        return carried or report_end
    return _fitted(exact, report_end, shift, own)


def _before_change(stretch: Stretch, report_end: date, earlier: date | None) -> date:
    """When the earlier number of `från 712 till 1 105` held.

    What the report's tables compare with; where they do not say, the last year, or its same period where the sentence
    compares with one.
    """
    sentence = stretch.before + stretch.left + stretch.right + stretch.after.casefold()
    if _IN_A_MONTH.search(sentence):
        return month_end(report_end.year - (report_end.month == 1), (report_end.month - 2) % 12 + 1)
    if _SINCE_TURN.search(sentence):
        return date(report_end.year - 1, 12, 31)
    if _SAME_PERIOD.search(sentence) or _LAST_YEAR.search(sentence):
        return _moved(report_end, -1)
    return earlier or date(report_end.year - 1, 12, 31)


def _of_two(own: str, stretch: Stretch) -> str:
    """Of `mellan A och B` the words for the number's own period: the first for the number after `från`."""
    which = "first" if FROM.search(stretch.left) else "second"
    return _BETWEEN_TWO.sub(lambda match: f"i {match[which]}", own)


def past_period(sentence: str, report_end: date | None) -> date | None:
    """The earlier period that a sentence is about, None where it names none or names the report's own year, too."""
    if report_end is None:
        return None
    flat = _SINCE.sub(" ", _PARENTHESIS.sub(" ", _COMPARISON.sub(" ", sentence.casefold())))
    ends = [s.end for s in find_spans(flat, report_end.year) if s.year_stated and s.kind in ("year", "to_date", "span")]
    return max(ends) if ends and max(ends).year < report_end.year else None


def framed_period(sentence: str, report_end: date | None) -> date | None:
    """The end of a quarter, tertial or half year that a sentence opens with (`För andra kvartalet har`): the frame of
    the paragraph. None where it ends with the report."""
    frame = _FRAME.match(sentence) if report_end is not None else None
    spans = find_spans(frame[0], report_end.year) if frame and report_end is not None else ()
    return spans[0].end if spans and report_end is not None and spans[0].end < report_end else None


def _planned_end(measure: str, stretch: Stretch, report_end: date | None) -> date | None:
    years = [int(y) for y in re.findall(r"(?<![\d-])20\d\d(?![\d-])", stretch.left + stretch.right)]
    if report_end is None:
        return date(max(years), 12, 31) if years else None
    own = _ITS_YEAR.match(stretch.right)
    if own and measure == "budget":
        return date(int(own["year"]), 12, 31)
    if re.search(r"\bnästa år\b", stretch.right[:40]) or _OPENS_WITH_NEXT_YEAR.match(stretch.before + stretch.left):
        return date(report_end.year + 1, 12, 31)
    later = (
        [y for y in years if y > report_end.year]
        if measure in ("forecast", "target", "budget", "forecast_change_pct")
        else []
    )
    return date(max(later), 12, 31) if later else date(report_end.year, 12, 31)


def year_before(day: date) -> date:
    """The same day a year before; the end of a month stays one."""
    return _moved(day, -1)


def _own_words(measure: str, stretch: Stretch, is_compared: bool) -> str:
    is_clause = _OUTCOME_CLAUSE.match(stretch.left) or stretch.left.startswith(";")
    before = "" if is_clause else stretch.before
    left = _DONE_BEFORE.sub(" ", _SINCE_CLAUSE.sub(" ", _COMPARISON.sub(" ", before) + stretch.left))
    if is_compared:
        left = stretch.left if _BETWEEN_TWO.search(stretch.left) else stretch.left[-60:]
    right = _NEXT_CLAUSE.split(stretch.right, maxsplit=1)[0]
    if measure in _CHANGES:
        left, right = (_SINCE_YEAR.sub(" ", _COMPARISON.sub(" ", words)) for words in (left, right))
    elif not is_compared:
        right = _COMPARISON.sub(" ", right)
    return _MONTH_NAMED.sub(" ", _PARENTHESIS.sub(" ", left)) + " | " + _MONTH_NAMED.sub(" ", right)


def _shift(stretch: Stretch, is_compared: bool, measure: str) -> int:
    """-1 where the words say last year: beside a compared number, or anywhere before one that is not compared."""
    if measure in _CHANGES:
        return 0
    if is_compared:
        said = stretch.right[:60] + (stretch.before if _SET_AGAINST.search(stretch.left) else "")
        return -1 if _LAST_YEAR.search(said) else 0
    words = _COMPARISON.sub(" ", stretch.right[:60]) + " | " + _COMPARISON.sub(" ", stretch.before + stretch.left)
    return -1 if _LAST_YEAR.search(_LIKE.sub(" ", words)) else 0


def _nearest(spans: list[Period], stretch: Stretch, mention: Mention) -> Period | None:
    if not spans:
        return None
    right = find_spans(stretch.right[:40], spans[0].end.year)
    stated = [s for s in right if s.kind in ("year", "to_date", "span")]
    if stated and stated[0] in spans and (stated[0].year_stated or stated[0].kind != "year"):
        return stated[0]
    left_count = len(spans) - len([s for s in find_spans(stretch.right, spans[0].end.year) if s in spans])
    return spans[left_count - 1] if left_count > 0 else spans[0]


def _fitted(span: Period, report_end: date | None, shift: int, own: str) -> date | None:
    end = span.end
    if report_end is None:
        return end if span.year_stated else None
    if _FIRST_OF.search(own) and end.day == 1:
        return report_end
    if not span.year_stated:
        if span.kind == "span" and span.start > report_end and _COMING.search(own):
            return end
        if end > report_end and span.kind != "year":
            end = date(end.year - 1, end.month, end.day if end.month != 2 else 28)
        return _moved(end, shift)
    if end > report_end:
        return end if end.year > report_end.year else report_end
    if _SUMMER.search(own) and span.kind == "year":
        return date(end.year, 8, 31)
    if _SAME_PERIOD.search(own) and span.kind == "year":
        return _moved(report_end, end.year - report_end.year)
    return end


def _moved(day: date, years: int) -> date:
    if not years:
        return day
    is_month_end = month_end(day.year, day.month) == day
    target = month_end(day.year + years, day.month)
    return target if is_month_end else date(target.year, target.month, min(day.day, target.day))
