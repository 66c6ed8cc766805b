"""From drawn strokes and thin rectangles to rules: joined pieces, no doubles, no underlines, no dot leaders.

What does not live here: what the rules mean for a table (regions.py, lattice.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from dagster_project.domain.tables.geometry import HRule, Line, VRule

THIN = 3.0  # points: a rectangle no thicker than this is a line
SAME_LINE = 1.2  # points: strokes this near each other are one rule (double borders, rounding)
JOIN_GAP = 2.5  # points: pieces of one rule may leave this gap (border joints, dashes)
SHORTEST = 4.0  # points: shorter strokes say nothing about a table
UNDERLINE = 0.3  # of the font size: a rule this near under a baseline, no longer than its words, is an underline


def join_h_rules(rules: Iterable[HRule]) -> list[HRule]:
    """Join pieces of horizontal rules. Where the pieces met is kept as a seam."""
    out: list[HRule] = []
    ordered = sorted(rules)
    for group in _cluster([r.y for r in ordered]):
        pieces = sorted((ordered[i] for i in group), key=lambda r: (r.x0, r.x1))
        current = pieces[0]
        seams: set[float] = set(current.seams)
        for r in pieces[1:]:
            if r.x0 <= current.x1 + JOIN_GAP:
                if abs(r.x0 - current.x1) <= JOIN_GAP:
                    seams.add(round((r.x0 + current.x1) / 2, 2))
                seams.update(r.seams)
                current = HRule(current.y, current.x0, max(current.x1, r.x1))
            else:
                out.append(current._replace(seams=tuple(sorted(seams))))
                current, seams = r, set(r.seams)
        out.append(current._replace(seams=tuple(sorted(seams))))
    return [r for r in out if r.x1 - r.x0 >= SHORTEST]


def join_v_rules(rules: Iterable[VRule]) -> list[VRule]:
    """Join pieces of vertical rules."""
    out: list[VRule] = []
    ordered = sorted(rules)
    for group in _cluster([r.x for r in ordered]):
        pieces = sorted((ordered[i] for i in group), key=lambda r: (r.top, r.bottom))
        current = pieces[0]
        for r in pieces[1:]:
            if r.top <= current.bottom + JOIN_GAP:
                current = VRule(current.x, current.top, max(current.bottom, r.bottom))
            else:
                out.append(current)
                current = r
        out.append(current)
    return [r for r in out if r.bottom - r.top >= SHORTEST]


def drop_underlines(rules: Sequence[HRule], lines: Sequence[Line]) -> list[HRule]:
    """Leave out rules that only underline words, strike them through or lead the eye to a page number."""
    return [r for r in rules if not any(_belongs_to_text(r, line) for line in lines)]


def has_leader(line: Line, rules: Sequence[HRule]) -> bool:
    """True if the gap before the line's last word is filled by a rule on the line (a drawn dot leader)."""
    if len(line.words) < 2:
        return False
    left, right = line.words[-2].x1, line.words[-1].x0
    return right - left > line.size and any(
        line.top < r.y <= line.bottom + 1
        and left - 3 <= r.x0
        and r.x1 <= right + 3
        and r.x1 - r.x0 > (right - left) / 2
        for r in rules
    )


def _belongs_to_text(rule: HRule, line: Line) -> bool:
    if not line.top + 0.2 * line.size < rule.y < line.baseline + UNDERLINE * line.size:
        return False
    covered = [w for w in line.words if w.x1 > rule.x0 + 0.5 and w.x0 < rule.x1 - 0.5]
    if covered:
        return covered[0].x0 - 1.5 <= rule.x0 and rule.x1 <= covered[-1].x1 + 1.5
    gaps = [(a.x1, b.x0) for a, b in zip(line.words, line.words[1:], strict=False)]
    reach = 1.5 * line.size
    return any(0 <= rule.x0 - a + 1 <= reach and 0 <= b - rule.x1 + 1 <= reach for a, b in gaps)


def _cluster(places: Sequence[float]) -> list[list[int]]:
    """Indexes of sorted places in groups that lie within SAME_LINE of the group's first."""
    out: list[list[int]] = []
    for i, place in enumerate(places):
        if out and place - places[out[-1][0]] <= SAME_LINE:
            out[-1].append(i)
        else:
            out.append([i])
    return out
