"""The file of corrections, `data/reference/errata.yml`: reading it, and writing an entry in its form.

What lives here: text in, corrections out, and back. What does not: what becomes of a correction (`errata`). A file that
cannot be used is an error that names file, entry and key; nothing of it is taken.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, TypeVar

import yaml

from dagster_project.domain.quality.errata import Erratum, ErratumError

_T = TypeVar("_T")
_GROUPS = {
    "": frozenset(
        {"id", "report", "cell", "printed", "corrected", "unit", "reason", "reason_sv", "decided_on", "decided_by"}
    ),
    "report": frozenset({"municipality_code", "report_type", "period_end", "document", "board"}),
    "cell": frozenset(
        {"table_title", "row_code", "row_label", "col_label", "table_occurrence", "row_occurrence", "part_no"}
    ),
}
_OCCURRENCES = ("table_occurrence", "row_occurrence", "part_no")


def read_errata(path: Path) -> tuple[Erratum, ...]:
    """The corrections of a file. Raises ErratumError for a missing, unknown or unreadable key, or an id used twice."""
    try:
        entries = yaml.safe_load(path.read_text(encoding="utf-8")) or []
        if not isinstance(entries, list):
            raise ErratumError("a list of corrections is expected")
        errata = tuple(_Entry(entry).erratum() for entry in entries)
        ids = [erratum.erratum_id for erratum in errata]
        if twice := sorted({name for name in ids if ids.count(name) > 1}):
            raise ErratumError(f"{twice[0]}: the id is used twice")
    except OSError as error:
        raise ErratumError(f"{path.name} cannot be read: {error.strerror}") from None
    except yaml.YAMLError as error:
        raise ErratumError(f"{path.name} is no YAML: {' '.join(str(error).split())}") from None
    except ErratumError as error:
        raise ErratumError(f"{path.name}: {error}") from None
    return errata


class _Entry:
    """One entry of the file, key by key."""

    def __init__(self, entry: Any) -> None:
        if not isinstance(entry, dict) or not entry.get("id"):
            raise ErratumError("a correction without id")
        self.name, self.entry = str(entry["id"]), entry
        for group, known in _GROUPS.items():
            for key in self._group(group):
                if key not in known:
                    raise self._error(group, str(key), "is no key of a correction")

    def erratum(self) -> Erratum:
        printed, corrected = self._number("printed"), self._number("corrected")
        if printed == corrected:
            raise ErratumError(f"{self.name}: printed and corrected are the same")
        return Erratum(
            erratum_id=self.name,
            municipality_code=self._text("report", "municipality_code"),
            report_type=self._text("report", "report_type"),
            period_end=self._read("report", "period_end", date.fromisoformat),
            document=self._text("report", "document", needed=False),
            board=self._text("report", "board", needed=False),
            table_title=self._text("cell", "table_title"),
            row_label=self._text("cell", "row_label"),
            row_code=self._text("cell", "row_code", needed=False),
            col_label=self._text("cell", "col_label"),
            printed_value=printed,
            corrected_value=corrected,
            unit=self._text("", "unit"),
            reason=self._text("", "reason"),
            reason_sv=self._text("", "reason_sv"),
            decided_on=self._read("", "decided_on", date.fromisoformat),
            decided_by=self._text("", "decided_by"),
            **{key: self._occurrence(key) for key in _OCCURRENCES},
        )

    def _group(self, group: str) -> dict[Any, Any]:
        part = self.entry.get(group) if group else self.entry
        if not isinstance(part, dict):
            raise ErratumError(f"{self.name}: {group} is missing or has no keys")
        return part

    def _text(self, group: str, key: str, needed: bool = True) -> str:
        found = self._group(group).get(key)
        text = "" if found is None else str(found).strip()
        if isinstance(found, (dict, list)):
            raise self._error(group, key, "is no text")
        if needed and not text:
            raise self._error(group, key, "is missing")
        return text

    def _number(self, key: str) -> Decimal:
        number = self._read("", key, Decimal)
        if not number.is_finite():
            raise self._error("", key, "is no number")
        return number

    def _occurrence(self, key: str) -> int:
        text = self._text("cell", key, needed=False) or "1"
        if not text.isdecimal() or int(text) < 1:
            raise self._error("cell", key, f"is no whole number from 1: {text!r}")
        return int(text)

    def _read(self, group: str, key: str, make: Callable[[str], _T]) -> _T:
        text = self._text(group, key)
        try:
            return make(text)
        except (ValueError, InvalidOperation):
            what = "date (YYYY-MM-DD)" if make is date.fromisoformat else "number"
            raise self._error(group, key, f"is no {what}: {text!r}") from None

    def _error(self, group: str, key: str, what: str) -> ErratumError:
        return ErratumError(f"{self.name}: {group + '.' if group else ''}{key} {what}")


def write_entry(erratum: Erratum) -> str:
    """A correction as an entry of the file. One that is only proposed has no day and no name: moved over as it is, the
    file is refused, so that nothing is accepted without a person."""
    report = {
        "municipality_code": erratum.municipality_code,
        "report_type": erratum.report_type,
        "period_end": erratum.period_end,
        "board": erratum.board,
    }
    cell: dict[str, Any] = {"table_title": erratum.table_title, "row_code": erratum.row_code}
    cell |= {"row_label": erratum.row_label, "col_label": erratum.col_label}
    cell |= {key: getattr(erratum, key) for key in _OCCURRENCES if getattr(erratum, key) != 1}
    entry = {
        "id": erratum.erratum_id,
        "report": {key: value for key, value in report.items() if value},
        "cell": {key: value for key, value in cell.items() if value},
        "printed": f"{erratum.printed_value:f}",
        "corrected": f"{erratum.corrected_value:f}",
        "unit": erratum.unit,
        "reason": erratum.reason,
        "reason_sv": erratum.reason_sv,
        "decided_on": erratum.decided_on,
        "decided_by": erratum.decided_by,
    }
    return yaml.safe_dump([entry], allow_unicode=True, sort_keys=False, width=118)
