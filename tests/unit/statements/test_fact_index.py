"""What the tables of a report say about an earlier period."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from dagster_project.domain.model import Fact
from dagster_project.domain.statements.fact_index import FactIndex

LAST_AUGUST, LAST_JULY, LAST_YEAR = date(2023, 8, 31), date(2023, 7, 31), date(2023, 12, 31)


def actual(label: str, value: str, end: date, unit: str = "days") -> Fact:
    fields: dict[str, object] = {
        "document": "sha", "municipality_code": "", "page": 1, "table_no": 1, "row_no": 2, "col_no": 2, "part_no": 1,
        "table_title": "Volymer", "section": "", "row_code": "", "row_label": label, "row_role": "line",
        "col_label": "", "raw": value, "value": Decimal(value), "unit": unit, "is_unit_inferred": False,
        "measure": "actual", "period_start": date(end.year, 1, 1), "period_end": end, "as_of": None,
        "fact_family": "volume", "account_line": "", "entity": "", "confidence": Decimal(1), "reading": "",
        "amount_reported_sek": None,
    }  # fmt: skip
    return Fact(**fields)  # type: ignore[arg-type]


def end_of(facts: list[Fact], value: str, subject: str = "", unit: str = "days") -> date | None:
    return FactIndex(facts).earlier_end(Decimal(value), unit, subject, LAST_AUGUST)


def test_the_cell_with_the_number_says_when_it_held() -> None:
    facts = [actual("Sjukfrånvaro", "6.1", LAST_JULY, "percent"), actual("Dygn", "712", LAST_AUGUST)]
    assert end_of(facts, "6.1", unit="percent") == LAST_JULY


def test_without_that_number_the_cells_of_the_subject_say_when() -> None:
    facts = [actual("Handläggningstid", "92", LAST_YEAR), actual("Vårddygn", "712", LAST_AUGUST)]
    assert end_of(facts, "91", "Handläggningstiden") == LAST_YEAR


def test_else_the_same_period_where_the_tables_compare_with_it() -> None:
    assert end_of([actual("Vårddygn", "712", LAST_AUGUST)], "44", "Ärenden") == LAST_AUGUST


def test_tables_without_an_earlier_period_say_nothing() -> None:
    assert end_of([actual("Vårddygn", "712", date(2024, 8, 31))], "712") is None


def test_money_is_the_same_in_any_unit() -> None:
    assert end_of([actual("HVB", "6200", LAST_AUGUST, "tkr")], "6.2", unit="mnkr") == LAST_AUGUST
