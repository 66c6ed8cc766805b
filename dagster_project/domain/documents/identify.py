"""Whose report it is, of what type and for which period: the profile, from the document's own words and a manifest.

Nothing is guessed from file names. What the document does not say stays empty; where text and manifest say different
things, both are kept as a conflict and the report is set aside by those who load it.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from datetime import date

from dagster_project.domain.documents.manifest import ManifestRow
from dagster_project.domain.documents.reporting_body import find_board, is_of_municipality
from dagster_project.domain.model import Document, Paragraph, ReportProfile, Table
from dagster_project.domain.swedish.headings import named_measures
from dagster_project.domain.swedish.lexicon import Municipality, municipalities
from dagster_project.domain.swedish.periods import Period, find_spans
from dagster_project.domain.swedish.text import fold, join_lines

#: how many blocks from the top are the front matter
FRONT = 14
_TYPES = [
    (
        "annual",
        re.compile(
            r"\b(?:årsbokslut|årsredovisning|verksamhetsberättelse|årsrapport|förvaltningsberättelse|bokslut|årsberättelse"
            r"|kvalitets(?:redovisning|berättelse)|patientsäkerhetsberättelse|personal(?:bokslut|redovisning|berättelse))\b"
        ),
    ),
    ("interim", re.compile(r"\b(?:delårsrapport|delårsbokslut|delårsuppföljning|delår)\b")),
    ("tertial", re.compile(r"\b(?:tertialrapport|tertialuppföljning|tertialbokslut|tertial)\b")),
    (
        "month",
        re.compile(
            r"\b(?:månadsuppföljning|månadsrapport|månadsbokslut|ekonomirapport|månadsvis uppföljning"
            r"|(?:ekonomi- och )?verksamhetsrapport(?= (?:per|för|t\.?o\.?m\.?|till och med) ))\b"
        ),
    ),
    (
        "follow_up",
        re.compile(
            r"\b(?:budgetuppföljning|ekonomisk uppföljning|uppföljningsrapport|ekonomiuppföljning|prognosrapport"
            r"|helårsprognos|helårsbedömning|utfallsprognos|kvartals(?:rapport|uppföljning|bokslut)|uppföljning)\b"
        ),
    ),
    (
        "budget",
        re.compile(
            r"\b(?:intern|detalj)budget\b|\b(?:verksamhetsplan|flerårsplan|budget)\b(?= (?:för )?(?:år )?20\d\d\b)"
            r"|\b(?:mål och|verksamhetsplan och|verksamhetsplan med|ekonomisk plan och) budget\b"
        ),
    ),
]
_KINDS = {"kommun", "stad", "region"}
_MADE = re.compile(r"\b(?:upprättad|datum|skriven|daterad)\b", re.I)
#: when a document was decided on is no period of its own (`Antagen av nämnden i december 2020`); a decided amount's is
_ADOPTED = re.compile(
    r"\b(?:antag(?:en|et|na)|fastställ(?:d|t|da)|beslutad|beslutat|godkän(?:d|t|da))\b"
    r"(?! (?:\w*effekt|\w*besparing|\w*ram|\w*budget|\w*anslag)\b).*",
    re.I,
)
_MONTH_ALONE = re.compile(
    r"(?:jan|feb|mar|apr|maj|jun|jul|aug|sep|okt|nov|dec)[a-zåäö]*\.?(?: ?-?(?:(?:19|20)\d\d|\d\d))?$"
)
_MEETING = re.compile(r"\b(?:till|sammanträde|behandlas|möte)\b", re.I)


def identify(document: Document, manifest: ManifestRow | None = None) -> ReportProfile:
    """The profile of a document; a manifest row fills what the text does not say, and conflicts are named."""
    front = [_ADOPTED.sub("", text) for text in _front_texts(document)]
    municipality = find_municipality(document)
    kind, printed = _find_type(document)
    period = _find_report_period(document, front, kind)
    is_municipal = kind in ("annual", "interim") and is_of_municipality(document, printed)
    profile = ReportProfile(
        municipality_code=municipality.code if municipality else "",
        municipality=municipality.name if municipality else "",
        board="" if is_municipal else find_board(document),
        report_type=_type_of(kind, period.end if period else None, is_municipal),
        printed_type=printed,
        period_start=period.start if period else None,
        period_end=period.end if period else None,
        document_date=_dated(front, _MADE),
        board_meeting_date=_dated(front, _MEETING),
    )
    return with_manifest(profile, manifest) if manifest else profile


def with_manifest(profile: ReportProfile, row: ManifestRow) -> ReportProfile:
    """The profile completed by a manifest; where both speak and differ the text is kept and the conflict named."""
    conflicts = list(profile.conflicts)
    if profile.municipality_code and row.scb_code and profile.municipality_code != row.scb_code:
        conflicts.append(
            f"the text names {profile.municipality} ({profile.municipality_code}), "
            f"the manifest {row.municipality} ({row.scb_code})"
        )
    if profile.period_end and row.period_end and profile.period_end != row.period_end:
        conflicts.append(f"the text's period ends {profile.period_end}, the manifest's {row.period_end}")
    period_end = profile.period_end or row.period_end
    filled = replace(
        profile,
        municipality_code=profile.municipality_code or row.scb_code,
        municipality=profile.municipality or row.municipality,
        board=row.board or profile.board,
        printed_type=row.report_type or profile.printed_type,
        period_end=period_end,
        period_start=profile.period_start or (date(period_end.year, 1, 1) if period_end else None),
        source="manifest" if not profile.municipality_code else "text+manifest",
        conflicts=tuple(conflicts),
    )
    if not filled.report_type and filled.period_end:
        kind = next((k for k, pattern in _TYPES if pattern.search(filled.printed_type.casefold())), "")
        filled = replace(filled, report_type=_type_of(kind, filled.period_end, is_municipal=False))
    return filled


def _front_texts(document: Document) -> list[str]:
    texts: list[str] = []
    for block in document.blocks[: FRONT * 3]:
        if isinstance(block, Paragraph) and len(block.text) < 400:
            texts.append(join_lines(block.text))
        elif isinstance(block, Table):
            heads = [join_lines(c.text) for c in block.cells if c.row_no == 1]
            texts.extend(h for h in heads if not (_is_month(h) and sum(map(_is_month, heads)) > 1))
        if len(texts) >= FRONT:
            break
    return texts


def _is_month(heading: str) -> bool:
    """`jan 25`: one of several beside each other, a month is a column and not what the report is for."""
    return bool(_MONTH_ALONE.match(heading.casefold()))


def find_municipality(document: Document) -> Municipality | None:
    """The municipality that the document speaks of most, by its full forms (`Gnesta kommun`, `Marks kommun`).

    A bare name counts only where it stands alone in the front matter (a title page). Mentions of neighbours in the
    text lose by number; a tie gives None.
    """
    official = {name: m for m in municipalities() for name in m.names if set(name.split()) & _KINDS}
    bare = {name: m for m in municipalities() for name in m.names}
    longest = max(len(name.split()) for name in official)
    counts: Counter[str] = Counter()
    seen_furniture: set[str] = set()
    for index, paragraph in enumerate(document.paragraphs):
        folded = fold(paragraph.text)
        if paragraph.kind == "furniture" and folded in seen_furniture:
            continue
        seen_furniture.add(folded)
        weight = 3 if paragraph.kind == "furniture" or index < FRONT else 1
        if index < FRONT and folded in bare:
            counts[bare[folded].code] += 4
        counts.update({code: n * weight for code, n in _mentions(folded, official, longest).items()})
    ranked = counts.most_common(2)
    if not ranked or (len(ranked) > 1 and ranked[0][1] == ranked[1][1]):
        return None
    return next(m for m in municipalities() if m.code == ranked[0][0])


def _mentions(folded: str, names: dict[str, Municipality], longest: int) -> Counter[str]:
    """How often each municipality is named; `Orust kommun` is `Orusts kommun` too."""
    words = folded.replace("kommuns ", "kommun ").split()
    found: Counter[str] = Counter()
    for i, word in enumerate(words):
        if word == "region" and " ".join(words[i : i + 2]) in names:
            found[names[" ".join(words[i : i + 2])].code] += 1
        if word not in ("kommun", "stad", "kommunen"):
            continue
        for n in range(longest, 1, -1):
            before = " ".join(words[max(0, i - n + 1) : i])
            forms = [f"{before} kommun"] if word == "kommunen" else [f"{before} {word}", f"{before}s {word}"]
            code = next((names[form].code for form in forms if form in names), "")
            if code:
                found[code] += 1
                break
    return found


def _find_type(document: Document) -> tuple[str, str]:
    """(kind, the word as printed), from the first heading or short line that names a type.

    A title with its year comes before page headers and footers: these are read first, as they stand on every page.
    """
    candidates = [p for p in document.paragraphs[: FRONT * 2] if len(p.text) < 160]
    furniture = [p for p in document.paragraphs if p.kind == "furniture"][:3]
    content = [p for p in candidates if p.kind != "furniture"][: FRONT // 2] if furniture else []
    titles = [p for p in content if p.level and re.search(r"(?:19|20)\d\d", p.text)]
    for paragraph in [*titles, *candidates, *furniture]:
        flat = join_lines(paragraph.text)
        for kind, pattern in _TYPES:
            match = pattern.search(flat.casefold())
            if match:
                return kind, flat[match.start() : match.end()]
    return "", ""


def _find_report_period(document: Document, front: list[str], kind: str) -> Period | None:
    """The period that the report is for: a dated title first, then what most of its text speaks of."""
    year = _report_year(document, front)
    if year is None:
        return None
    if kind == "annual":
        return Period(date(year, 1, 1), date(year, 12, 31), "year", True)
    titles = [t for t in front if any(p.search(t.casefold()) for _, p in _TYPES)] + [
        t for t in front if len(t) < 60 and kind != "budget" and not _MADE.search(t) and not _MEETING.search(t)
    ]
    for text in titles:
        for span in find_spans(text, year):
            if span.kind in ("to_date", "span") and span.end.year == year and span.end.day >= 28:
                is_quarter = re.match(r"q|kv|\w+ kv", span.text)
                return Period(date(year, 1, 1) if is_quarter else span.start, span.end, "to_date", True)
    ends = _dated_ends(document, year, in_text=kind != "budget")
    if not ends:
        return Period(date(year, 1, 1), date(year, 8, 31), "to_date", False) if kind == "interim" else None
    within = {day: n for day, n in ends.items() if day.month < 12} or dict(ends)
    best = max(within.values())
    return Period(date(year, 1, 1), max(day for day, n in within.items() if n >= 0.6 * best), "to_date", True)


def _dated_ends(document: Document, year: int, in_text: bool) -> Counter[date]:
    """How often each month end of the year is named; the headings of tables weigh most. in_text: not only there, and
    not only in those that name an outcome (a budget forecasts the people of `31/12 2020`)."""
    ends: Counter[date] = Counter()
    texts = [(t, 4) for t in _table_heads(document) if in_text or "actual" in named_measures(t)]
    texts += [(join_lines(p.text), 1) for p in document.paragraphs if in_text and len(p.text) < 3000]
    for text, weight in texts:
        for span in find_spans(text, year):
            is_month_end = span.end.day >= 28 and span.start == date(year, 1, 1) and span.end.year == year
            if span.kind in ("to_date", "span") and is_month_end and "halvår" not in span.text:
                ends[span.end] += weight
    return ends


def _report_year(document: Document, front: list[str]) -> int | None:
    years: Counter[int] = Counter()
    for text in front:
        if _MADE.search(text) or len(text) > 160:
            continue
        years.update(s.end.year for s in find_spans(text, 1) if s.year_stated and 1990 < s.end.year < 2100)
    if years:
        top = max(years.values())
        return max(y for y, n in years.items() if n == top)
    for text in _all_texts(document):
        years.update(s.end.year for s in find_spans(text, 1) if s.year_stated and 1990 < s.end.year < 2100)
    return years.most_common(1)[0][0] if years else None


def _table_heads(document: Document) -> list[str]:
    return [join_lines(c.text) for t in document.tables for c in t.cells if c.row_no <= 2 and 0 < len(c.text) < 80]


def _all_texts(document: Document) -> list[str]:
    return [join_lines(p.text) for p in document.paragraphs if len(p.text) < 3000] + _table_heads(document)


def _type_of(kind: str, end: date | None, is_municipal: bool) -> str:
    if kind == "annual":
        return "annual_municipality" if is_municipal else "annual_board"
    if kind == "interim":
        return "interim_municipality" if is_municipal else "interim_board"
    if end is None or kind == "budget":
        return ""
    if kind in ("tertial", "follow_up") and end.month == 4:
        return "tertial_1"
    if kind in ("tertial", "follow_up") and end.month == 8:
        return "interim_board"
    if end.month == 12 and kind != "month":
        return "annual_board"
    return "month" if kind else ""


def _dated(front: list[str], words: re.Pattern[str]) -> date | None:
    """The first exact date in a front line that has one of the words."""
    for text in front:
        if words.search(text) and len(text) < 80:
            match = re.search(r"\b(20\d\d)-(\d\d)-(\d\d)\b", text)
            if match:
                try:
                    return date(*(int(g) for g in match.groups()))
                except ValueError:
                    continue
    return None
