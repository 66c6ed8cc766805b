"""The closest known labels for a printed label without a mapping: a suggestion for a person, never a mapping.

What lives here: one pure function over labels and candidates. What does not: reading the warehouse or the seeds,
showing the suggestions (`utfall review`), and any use of them in facts: a person writes the accepted line into the
seeds.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz import fuzz, process

# Below this similarity (0-100) a suggestion misleads more than it helps: `Äldreomsorg` and `Barnomsorg` are at 67.
MIN_SIMILARITY = 75.0
MAX_SUGGESTIONS = 3


@dataclass(frozen=True, slots=True)
class Candidate:
    """A label whose meaning is known: a line of a mapping, or the name of an activity or measure.

    target: activity_code or measure_id. municipality_code: empty where the line holds for every municipality.
    """

    label: str
    target: str
    municipality_code: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What an unmapped label may mean. similarity: 0-100, 100 for labels equal but for case, spaces and signs."""

    label: str
    target: str
    similarity: float
    candidate_label: str
    is_same_municipality: bool
    source: str


def suggest_mapping(
    label: str,
    candidates: Iterable[Candidate],
    municipality_code: str = "",
    *,
    min_similarity: float = MIN_SIMILARITY,
    limit: int = MAX_SUGGESTIONS,
) -> tuple[Suggestion, ...]:
    """Find the known labels most like a printed one.

    Args: label: as printed. candidates: known labels. municipality_code: of the report with the label; its own lines
        come first where two are as like. min_similarity: 0-100. limit: at most so many, one for each target.
    Returns: best first, the same for the same input in any order; empty for a label without letters and where nothing
        is like enough.
    """
    key = _normalise(label)
    if not re.search(r"[^\W\d_]", key) or limit < 1:
        return ()
    known = [(candidate, _normalise(candidate.label)) for candidate in candidates]
    names = [name for _, name in known]
    scored = process.extract(key, names, scorer=fuzz.ratio, score_cutoff=min_similarity, limit=None)
    best: dict[str, Suggestion] = {}
    for suggestion in sorted(
        (_make_suggestion(label, known[position][0], score, municipality_code) for _, score, position in scored),
        key=_order,
    ):
        best.setdefault(suggestion.target, suggestion)
    return tuple(best.values())[:limit]


def _make_suggestion(label: str, candidate: Candidate, score: float, municipality_code: str) -> Suggestion:
    return Suggestion(
        label=label,
        target=candidate.target,
        similarity=round(score, 1),
        candidate_label=candidate.label,
        is_same_municipality=municipality_code != "" and candidate.municipality_code == municipality_code,
        source=candidate.source,
    )


def _order(suggestion: Suggestion) -> tuple[float, bool, str, str, str]:
    own_last = not suggestion.is_same_municipality
    return (-suggestion.similarity, own_last, suggestion.target, suggestion.candidate_label, suggestion.source)


def _normalise(label: str) -> str:
    """Lower case, composed letters, words parted by one space; signs and footnote stars away."""
    text = unicodedata.normalize("NFC", label).casefold()
    return " ".join(re.findall(r"[^\W_]+", text))
