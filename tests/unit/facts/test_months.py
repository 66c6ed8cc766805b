"""Months in a series, over columns and as rows: what each covers, and what stands beside and under them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from dagster_project.domain.model import Fact

Reader = Callable[..., list[Fact]]
WHOLE = (date(2024, 1, 1), date(2024, 4, 30))


def covered(facts: list[Fact], column: str = "", row: str = "") -> set[tuple[str, date | None, date | None]]:
    chosen = [f for f in facts if column in ("", f.col_label) and row in ("", f.row_label)]
    return {(f.measure, f.period_start, f.period_end) for f in chosen}


def test_months_side_by_side_are_each_that_month_and_their_mean_is_of_all(facts_of: Reader) -> None:
    facts = facts_of(
        "Volymer per månad 2024",
        "| Jan | Feb | Mar | Apr | Snitt | Totalt",
        "Beviljade hemtjänsttimmar | 16240 | 15385 | 16710 | 16105 | 16110 | 64440",
        "Vårddygn på HVB | 248 | 261 | 303 | 288 | 275 | 1100",
    )
    assert covered(facts, "Feb") == {("actual", date(2024, 2, 1), date(2024, 2, 29))}
    assert covered(facts, "Snitt") == covered(facts, "Totalt") == {("actual", *WHOLE)}


def test_months_that_add_up_from_one_to_the_next_are_to_date(facts_of: Reader) -> None:
    facts = facts_of(
        "Utbetalt stöd, tkr",
        "| Jan | Feb | Mar | Apr",
        "Försörjningsstöd | 512 | 1010 | 1557 | 2087",
        "Habilitering | 40 | 79 | 122 | 160",
    )
    assert covered(facts, "Mar") == {("actual", date(2024, 1, 1), date(2024, 3, 31))}


def test_two_months_of_two_years_are_no_series(facts_of: Reader) -> None:
    facts = facts_of("Hushåll", "| Aug 2023 | Aug 2024", "Antal hushåll | 318 | 322", "Antal barn | 120 | 118")
    assert covered(facts, "Aug 2024") == {("actual", date(2024, 1, 1), date(2024, 8, 31))}


def test_a_sum_of_some_months_as_rows_is_of_those_and_accumulates_from_new_year(facts_of: Reader) -> None:
    facts = facts_of(
        "Nettokostnad per månad, mkr",
        "Månad | Budget | Utfall | Avvikelse | Ack avvikelse",
        "Januari | 30,1 | 30,8 | -0,7 | -0,7",
        "Februari | 29,6 | 29,9 | -0,3 | -1,0",
        "Mars | 30,4 | 31,6 | -1,2 | -2,2",
        "Summa | 90,1 | 92,3 | -2,2 | ",
    )
    assert covered(facts, "Budget", "Summa") == {("period_budget", date(2024, 1, 1), date(2024, 3, 31))}
    assert covered(facts, "Ack avvikelse", "Mars") == {("deviation", date(2024, 1, 1), date(2024, 3, 31))}
    assert covered(facts, "Avvikelse", "Mars") == {("deviation", date(2024, 3, 1), date(2024, 3, 31))}
    assert {f.fact_family for f in facts} == {"cost"}


def test_a_mean_under_rows_of_months_is_no_other_municipalitys(facts_of: Reader) -> None:
    facts = facts_of(
        "Hushåll med ekonomiskt bistånd",
        "Månad | 2023 | 2024",
        "Januari | 318 | 322",
        "Februari | 311 | 309",
        "Mars | 301 | 302",
        "Snitt | 310 | 311",
    )
    assert covered(facts, "2024", "Snitt") == {("actual", date(2024, 1, 1), date(2024, 3, 31))}


def test_what_is_counted_in_the_mean_is_a_count_in_spite_of_its_decimals(facts_of: Reader) -> None:
    facts = facts_of(
        "Placerade, genomsnitt per månad",
        "| 2023 | T2 2024",
        "Konsulentstödda familjehem | 8,4 | 7,1",
        "HVB vuxna | 4,1 | 6,8",
    )
    assert {(f.unit, f.fact_family) for f in facts} == {("count", "volume")}


def test_decimals_that_add_up_to_no_hundred_are_no_percentages(facts_of: Reader) -> None:
    facts = facts_of(
        "Resurser", "| 2023 | 2024", "Norr | 8,4 | 7,1", "Söder | 4,1 | 6,8", "Öster | 2,5 | 3,3", "Summa | 15,0 | 17,2"
    )
    assert {f.unit for f in facts} == {"count"}


def test_a_part_counts_what_the_column_before_it_counts(facts_of: Reader) -> None:
    facts = facts_of(
        "Placeringar", "År | Antal barn | varav LVU | Kostnad (tkr)", "2022 | 25 | 9 | 14138", "2023 | 31 | 13 | 19468"
    )
    assert [f.unit for f in facts if f.col_label == "varav LVU"] == ["count", "count"]


def test_months_that_run_over_the_turn_of_the_year_are_of_two_years(facts_of: Reader) -> None:
    facts = facts_of(
        "Antal personer i kö den sista i månaden",
        "| okt | nov | dec | jan | feb | mars | Snitt",
        "Särskilt boende | 11 | 9 | 12 | 14 | 13 | 17 | 13",
        "Gruppbostad | 3 | 3 | 3 | 3 | 3 | 4 | 3",
        kind="Månadsrapport mars 2024",
    )
    assert covered(facts, "dec") == {("actual", date(2023, 12, 1), date(2023, 12, 31))}
    assert covered(facts, "jan") == {("actual", date(2024, 1, 1), date(2024, 1, 31))}
    assert covered(facts, "Snitt") == {("actual", date(2023, 10, 1), date(2024, 3, 31))}


def test_rows_of_months_that_run_over_the_turn_of_the_year_are_of_two_years(facts_of: Reader) -> None:
    months = ("November | 42 | 311", "December | 40 | 305", "Januari | 44 | 322", "Februari | 45 | 329")
    facts = facts_of("Hushåll", "Månad | Nya | Totalt", *months, kind="Månadsrapport februari 2024")
    ends = {f.row_label: f.period_end for f in facts}
    assert ends["November"] == date(2023, 11, 30)
    assert ends["Februari"] == date(2024, 2, 29)


def test_a_run_of_months_that_ends_after_the_report_is_a_year_older(facts_of: Reader) -> None:
    facts = facts_of(
        "Belagda platser", "| nov | dec | jan | feb", "Linden | 40 | 41 | 40 | 39", kind="Månadsrapport januari 2024"
    )
    assert {f.period_end.year for f in facts if f.period_end} == {2022, 2023}
