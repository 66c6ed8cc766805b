"""Which columns of a table hold labels, codes or values, and which hold something else (notes, remarks).

Lives here: columns by the kinds of their cells. Rows and sections are next door in `anatomy.py`.
"""

from __future__ import annotations

import re

from dagster_project.domain.facts.cells import CellKind, is_code, is_spoilt_number, texts_of
from dagster_project.domain.model import Cell
from dagster_project.domain.swedish.headings import named_measures
from dagster_project.domain.swedish.lexicon import lexicon
from dagster_project.domain.swedish.numbers import is_year
from dagster_project.domain.swedish.periods import find_spans
from dagster_project.domain.swedish.text import fold
from dagster_project.domain.swedish.units import find_unit

Grid = list[list[Cell]]


def label_columns(grid: Grid, kinds: list[list[CellKind]], start: int) -> tuple[list[int], list[int], dict[int, str]]:
    """(label columns, code columns, columns of other things with the rule's name)."""
    n_cols = len(grid[0]) if grid else 0
    full_rows = [r for r in range(start, len(grid)) if len(texts_of(grid[r])) > 1 or n_cols == 1]
    labels: list[int] = []
    codes: list[int] = []
    skipped: dict[int, str] = {}
    value_seen = False
    for c in range(n_cols):
        found = [kinds[r][c] for r in full_rows if kinds[r][c] != "blank"]
        headings = [fold(grid[r][c].text) for r in range(start) if grid[r][c].text.strip()]
        header = " ".join(headings)
        role = _column_role(found, value_seen)
        if role in ("label", "prose") and c > 0 and labels and {"number", "year"} & set(found):
            texts = [grid[r][c].text for r in full_rows if kinds[r][c] == "text"]
            role = "value" if _names_values(header, texts) else role
        if _holds_notes(grid, c, start) or (role == "value" and _is_note_heading(headings)):
            skipped[c] = "note-number"
        elif labels and not value_seen and _holds_units(grid, c, start, header):
            skipped[c] = "unit"
        elif not value_seen and _is_code_column(grid, kinds, c, start, header):
            codes.append(c)
        elif not value_seen and _is_period_column(found, header, c, _names_no_rows(kinds, c, start)):
            labels.append(c)
        elif role == "value" and c > 0 and _names_a_year(found, header):
            skipped[c] = "year"
        elif role == "value":
            value_seen = True
        elif role == "label" or (c == 0 and not found):
            labels.append(c)
        elif role == "prose":
            skipped[c] = "prose"
    return labels, codes, skipped


def _holds_notes(grid: Grid, c: int, start: int) -> bool:
    """Every cell says that it is the number of a note (`Not 2`), whatever the heading is."""
    cells = [fold(grid[r][c].text) for r in range(start, len(grid)) if grid[r][c].text.strip()]
    return c > 0 and len(cells) > 1 and all(lexicon().note_cells.match(t) for t in cells)


def _holds_units(grid: Grid, c: int, start: int, header: str) -> bool:
    """A column headed `Enhet` whose cells are units (`Andel, %`, `kr/inv`), no units of an organisation."""
    cells = [grid[r][c].text for r in range(start, len(grid)) if grid[r][c].text.strip()]
    return bool(lexicon().unit_columns.match(header)) and 2 * sum(bool(find_unit(t)) for t in cells) > len(cells) > 0


def _is_note_heading(headings: list[str]) -> bool:
    """The innermost heading is `Not`, whatever group of columns it stands in (`Koncernen > Not`)."""
    return bool(headings) and bool(lexicon().note_columns.match(headings[-1]))


def _names_values(header: str, texts: list[str]) -> bool:
    """A heading with measure and period (`Utfall 2023`), or a year alone: its column holds values, whatever is
    misprinted. Of a measure alone (`Målvärde`), if all texts under it are misprinted numbers."""
    if is_year(header):
        return True
    return bool(named_measures(header)) and (bool(find_spans(header, 2000)) or all(map(is_spoilt_number, texts)))


def _column_role(found: list[CellKind], value_seen: bool) -> str:
    """`value`, `label`, `prose` (text right of values) or `empty`, from the kinds of a column's body cells."""
    numbers = sum(k in ("number", "year") for k in found)
    statuses = sum(k == "status" for k in found)
    worded = sum(k == "worded" for k in found)
    text = len(found) - numbers - statuses - worded
    if not found:
        return "empty"
    if numbers + statuses > (text if value_seen else text + worded):
        return "value"
    if value_seen:
        return "value" if worded > text else "prose"
    return "label"


def _is_code_column(grid: Grid, kinds: list[list[CellKind]], c: int, start: int, header: str) -> bool:
    """Codes in the first column, beside a column of labels, under no heading of a measure or a count; or in the second,
    under a heading that says so.

    A row without a label may have its name there (`Totalt`). Under a heading that is none of codes there must be two.
    """
    if c == 1 and lexicon().code_headings.match(header):
        cells = [grid[r][c].text for r in range(start, len(grid)) if grid[r][c].text.strip()]
        return bool(cells) and all(map(is_code, cells)) and any(row[0] == "text" for row in kinds[start:])
    if c != 0 or c + 1 >= len(grid[0]):
        return False
    rows = [r for r in range(start, len(grid)) if len(texts_of(grid[r])) > 1]
    labelled = [r for r in rows if kinds[r][c + 1] != "blank"]
    names = [r for r in rows if r not in labelled and grid[r][c].text.strip() and not is_code(grid[r][c].text)]
    cells = [grid[r][c].text for r in rows if grid[r][c].text.strip() and r not in names]
    if not cells or not labelled or len(names) > len(cells) or not all(map(is_code, cells)):
        return False
    is_named = bool(lexicon().code_columns.match(header))
    if not is_named and (len(cells) < 2 or named_measures(header) or find_unit(header) or _all_years(kinds, rows, c)):
        return False
    return sum(kinds[r][c + 1] == "text" for r in labelled) >= 0.8 * len(labelled)


def _all_years(kinds: list[list[CellKind]], rows: list[int], c: int) -> bool:
    return all(kinds[r][c] in ("year", "blank") for r in rows)


def _is_period_column(found: list[CellKind], header: str, c: int, is_alone: bool) -> bool:
    """Years or months as row labels in the first column; under a heading of something else (a unit: `Procent`) where
    they are all there is to name the rows by."""
    if c != 0 or not found or any(k not in ("year", "period") for k in found):
        return False
    is_named = header in ("", "år", "månad", "period", "kvartal", "tertial", "datum", "år månad")
    return is_named or (is_alone and len(found) > 1 and (bool(find_unit(header)) or not named_measures(header)))


def _names_a_year(found: list[CellKind], header: str) -> bool:
    """`Slutår`, `Byggår`: when something begins or ends (a year, `löpande`), no value."""
    is_of_years = re.search(r"[a-zåäö]{3}år$", header) and not named_measures(header)
    return bool(is_of_years) and "number" not in found


def _names_no_rows(kinds: list[list[CellKind]], c: int, start: int) -> bool:
    """True if no column to the right holds a text."""
    return not any(kind in ("text", "worded") for row in kinds[start:] for kind in row[c + 1 :])
