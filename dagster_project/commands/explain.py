"""`utfall explain`: one number, where it was printed and what was done with it, in words.

What lives here: the words and their order. What does not: finding any of it (`building/explain`).
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path

from dagster_project.building.explain import Explanation, Row, explain_fact, mark_cell
from dagster_project.commands.query import open_published
from dagster_project.domain.warehouse.home import open_home
from dagster_project.problems import Problem

WIDTH = 12


def run_explain(fact_id: str, home: Path | None, image: Path | None) -> int:
    """Print the explanation; write the page if asked. Raises: Problem explain.fact-unknown, explain.no-page."""
    with contextlib.closing(open_published(home)) as connection:
        found = explain_fact(connection, fact_id.strip())
    print("\n".join(say(found)))
    if image:
        picture = mark_cell(open_home(home), found)
        try:
            image.write_bytes(picture)
        except OSError as error:
            raise Problem("output.not-writable", error.strerror or str(error), str(image), is_input=True) from error
        print(_line("Image", str(image)))
    return 0


def say(found: Explanation) -> Iterable[str]:
    """The explanation, line by line."""
    fact, report = found.fact, found.report
    yield _line("Fact", f"{fact['fact_id']} in {', '.join(found.tables)}")
    yield _line("Value", _value(fact))
    yield _line("Printed", f'"{fact["raw"]}"' + (" (read from a picture)" if fact.get("is_ocr") else ""))
    yield _line("Meaning", _meaning(fact))
    yield _line(
        "Read by", f"{fact['reading'] or 'the words of its headings'}, confidence {_number(fact['confidence'])}"
    )
    yield from _report(report)
    yield from _cell(fact)
    yield from _block("Row", [_neighbour(cell, fact) for cell in found.cells])
    yield _line("Mapping", _mapping(found.mapping))
    yield from _block("Corrections", [_correction(row) for row in found.corrections])
    yield from _block("Checks", [*(_check(row) for row in found.checks), *(_bound(row) for row in found.bounds)])
    yield from _block("Findings", list(found.findings))
    yield from _block("In words", [f"page {s['page']}, {s['agrees']}: {s['quote']}" for s in found.statements])
    yield from _block("Versions", [_version(row, fact) for row in found.versions])


def _line(title: str, words: str) -> str:
    return f"{title:<{WIDTH}}{words}"


def _block(title: str, lines: list[str]) -> Iterable[str]:
    for number, words in enumerate(lines or ["none"]):
        yield _line("" if number else title, words)


def _value(fact: Row) -> str:
    if fact["value"] is None:
        return "no number (a status or a sign)"
    words = f"{_number(fact['value'])} {fact['unit']}" + (" (unit inferred)" if fact["is_unit_inferred"] else "")
    if fact.get("amount_sek") is not None:
        words += f" = {_number(fact['amount_sek'])} SEK (revenue +, cost -)"
    return words


def _meaning(fact: Row) -> str:
    period = " to ".join(str(fact[name]) for name in ("period_start", "period_end") if fact[name]) or "no stated period"
    words = f"{fact['value_kind']}, {period}" + (f", as of {fact['as_of']}" if fact["as_of"] else "")
    words += "".join(f", {fact[name]}" for name in ("row_role", "account_line", "entity") if fact.get(name))
    marks = {"is_additive": "adds up", "is_additive_in_report": "adds up in the report"}
    words += "".join(f", {said}" for name, said in marks.items() if fact.get(name))
    return words + (f", repeats {fact['repeats_fact_id']}" if fact.get("repeats_fact_id") else "")


def _report(report: Row) -> Iterable[str]:
    who = f"{report['municipality'] or '?'} ({report['municipality_code']}), {report['board']}"
    newest = "newest" if report["is_newest_version"] else "superseded by a later one"
    yield _line("Report", f"{who}, {report['report_type']}, to {report['period_end']}")
    yield _line("File", f"{report['file_name']}, version {report['version_no']} ({newest})")
    seen = f", first seen {report['first_seen_at']:%Y-%m-%d}" if report["first_seen_at"] else ""
    yield _line("", f"sha256 {report['document']}{seen}")


def _cell(fact: Row) -> Iterable[str]:
    place = f"page {fact['page']}, table {fact['table_no']}, row {fact['row_no']}, column {fact['col_no']}"
    yield _line("Cell", place + (f", part {fact['part_no']}" if fact["part_no"] != 1 else ""))
    yield _line("  table", f'"{fact["table_title"]}"')
    for title, name in (
        ("  section", "section"),
        ("  code", "row_code"),
        ("  row", "row_label"),
        ("  column", "col_label"),
    ):
        if fact[name]:
            yield _line(title, f'"{fact[name]}"')


def _neighbour(cell: Row, fact: Row) -> str:
    mark = "> " if cell["fact_id"] == fact["fact_id"] else "  "
    return f'{mark}"{cell["col_label"]}": "{cell["raw"]}" ({cell["value_kind"]}, {cell["fact_id"]})'


def _mapping(mapping: Row) -> str:
    code = mapping.get("activity_code") or mapping.get("measure_id")
    if not code:
        return "none applies to this table"
    rest = {
        k: v for k, v in mapping.items() if k not in ("activity_code", "measure_id", "name_sv", "name_en", "is_mapped")
    }
    names = f"{code}: {mapping.get('name_en') or '?'} · {mapping.get('name_sv') or '?'}"
    return f"{names} (" + ", ".join(f"{k} {v}" for k, v in rest.items()) + ")" if rest else names


def _correction(row: Row) -> str:
    change = f"printed {_number(row['printed_value'])}, corrected {_number(row['corrected_value'])} {row['unit']}"
    return f"{row['erratum_id']} ({row['status']}): {change}. {row['reason']}"


def _check(row: Row) -> str:
    numbers = f"printed {_number(row['printed'])}, expected {_number(row['expected'])} {row['unit']}"
    return f'{row["identity"]}: {row["outcome"]} ({numbers}; {row["n_terms"]} terms; "{row["row_label"]}")'


def _bound(row: Row) -> str:
    outcome = "holds" if row["is_within"] else "breaks"
    return f"{row['bound']}: {outcome} ({_number(row['low_value'])} to {_number(row['high_value'])})"


def _version(row: Row, fact: Row) -> str:
    mark = "> " if row["fact_id"] == fact["fact_id"] else "  "
    until = f"until {row['known_to']:%Y-%m-%d %H:%M}" if row["known_to"] else "now"
    known = f"known {row['known_from']:%Y-%m-%d %H:%M} {until}"
    return (
        f'{mark}{row["version_no"]}: "{row["raw"]}" page {row["page"]}, {row["file_name"]}, {known} ({row["fact_id"]})'
    )


def _number(value: object) -> str:
    if isinstance(value, Decimal):
        return f"{value.normalize():f}" if value else "0"
    return "?" if value is None else str(value)
