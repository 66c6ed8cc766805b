"""From a broken identity to a sentence that a controller can act on."""

from __future__ import annotations

from dataclasses import fields
from decimal import Decimal

import duckdb
import pandas as pd
import pytest

from dagster_project.domain.quality.findings import Finding, IdentityRow, TermRow, find_findings
from dagster_project.domain.quality.wording import Broken, Explanation, say, write_number


def rows_of(connection: duckdb.DuckDBPyConnection) -> tuple[list[IdentityRow], list[TermRow]]:
    def read(table: str, kind: type) -> list:
        names = [f.name for f in fields(kind) if not f.name.startswith("report_name")]
        found = connection.execute(f"select {', '.join(names)} from {table}").fetchall()
        return [dict(zip(names, row, strict=True)) for row in found]

    identities = [
        IdentityRow(**row, report_name=row["document"], report_name_sv=row["document"])
        for row in read("fct_quality_identity", IdentityRow)
    ]
    return identities, [TermRow(**row) for row in read("fct_quality_identity_term", TermRow)]


def findings_in(connection: duckdb.DuckDBPyConnection, **known) -> tuple[Finding, ...]:
    return find_findings(*rows_of(connection), **known)


def spoil(facts: pd.DataFrame, fact_id: str, value: float) -> pd.DataFrame:
    spoilt = facts.copy()
    chosen = spoilt["fact_id"] == fact_id
    assert chosen.sum() == 1
    scale = spoilt.loc[chosen, "amount_reported_sek"] / spoilt.loc[chosen, "value"]
    spoilt.loc[chosen, "value"] = value
    spoilt.loc[chosen, "amount_reported_sek"] = value * scale
    return spoilt


def test_the_misprint_of_the_five_reports_is_found_by_arithmetic_alone(run_models, printed):
    (finding,) = findings_in(run_models(pd.concat(printed.values())))
    assert (finding.document, finding.row_label, finding.col_label) == ("vaggeryd", "TOTALT", "Utfall 2024-04")
    assert (finding.printed, finding.expected, finding.difference) == (110_831, 112_153, -1_322)
    assert (finding.suspect_row_label, finding.suspect_col_label) == ("Ensamkommande barn", "Utfall 2024-04")
    assert (finding.suspect_printed, finding.suspect_expected, finding.suspect_kind) == (661, -661, "sign")
    assert finding.suspect_source == "arithmetic"
    assert finding.n_identities_explained == 2


def test_finding_says_what_is_printed_and_what_it_must_be_in_both_languages(run_models, printed):
    (finding,) = findings_in(run_models(printed["vaggeryd"]))
    for text in ("110 831 tkr", "112 153", "-1 322", "prints 661 but must be -661", "period budget of 0"):
        assert text in finding.sentence
    for text in ("110 831 tkr", "112 153", "anger 661 men ska vara -661", "fel tecken", "saknar budget"):
        assert text in finding.sentence_sv


def test_finding_disappears_with_the_corrected_cell(run_models, printed):
    fact = printed["vaggeryd"]
    cell = fact[(fact["row_label"] == "Ensamkommande barn") & (fact["col_label"] == "Utfall 2024-04")].iloc[0]
    assert findings_in(run_models(spoil(fact, cell["fact_id"], -661))) == ()


@pytest.mark.parametrize("report", ["mark", "gnesta", "pitea", "askersund"])
def test_sound_reports_give_no_finding(run_models, printed, report):
    assert findings_in(run_models(printed[report])) == ()


@pytest.mark.parametrize(
    ("report", "fact_id", "value", "kind"),
    [
        ("mark", "mark-1-7-4", 37.2, "sign"),
        ("mark", "mark-1-3-5", -278.8, "transposed_digits"),
        ("pitea", "pitea-1-9-4", 8_197, "missing_digit"),
        ("gnesta", "gnesta-4-5-2", -832_510, "factor"),
        ("askersund", "askersund-3-9-2", -127_002, "other"),
    ],
)
def test_planted_misprint_is_named_with_its_kind(run_models, printed, report, fact_id, value, kind):
    facts = printed[report]
    true_value = facts.loc[facts["fact_id"] == fact_id, "value"].iloc[0]
    found = findings_in(run_models(spoil(facts, fact_id, value)))
    assert found
    named = {f.suspect_fact_id for f in found}
    assert named <= {fact_id, None}
    first = next(f for f in found if f.suspect_fact_id)
    assert float(first.suspect_printed) == value
    assert abs(float(first.suspect_expected) - true_value) <= 2
    assert first.suspect_kind == kind


def test_reader_names_the_suspect_where_the_check_finds_none(run_models, printed):
    facts = printed["pitea"]
    spoilt = spoil(facts, "pitea-1-3-2", -20_000)
    connection = run_models(spoilt)
    (alone,) = findings_in(connection)
    assert alone.suspect_fact_id is None
    assert "No single cell explains it" in alone.sentence
    known = {("pitea", 1, "Årsbudget 2024"): ("pitea-1-3-2", Decimal(-25_914))}
    (helped,) = findings_in(connection, reader_suspects=known)
    assert (helped.suspect_fact_id, helped.suspect_source) == ("pitea-1-3-2", "reader")


def test_finding_points_to_the_correction_already_made(run_models, printed):
    facts = printed["vaggeryd"]
    cell = facts[(facts["row_label"] == "Ensamkommande barn") & (facts["col_label"] == "Utfall 2024-04")].iloc[0]
    (finding,) = findings_in(run_models(facts), errata={cell["fact_id"]: "our-correction"})
    assert finding.erratum_id == "our-correction"


@pytest.mark.parametrize(
    ("number", "english", "swedish"),
    [("110831", "110 831", "110 831"), ("-4.50", "-4.5", "-4,5"), ("0", "0", "0"), ("1E+3", "1 000", "1 000")],
)
def test_numbers_are_written_as_people_read_them(number, english, swedish):
    assert write_number(Decimal(number)) == english
    assert write_number(Decimal(number), ",") == swedish


def test_a_suspect_in_another_table_is_said_with_its_table():
    broken = Broken("same_fact", "B", "Summa", "Utfall", Decimal(90), Decimal(100), Decimal(-10), "tkr")
    why = Explanation("A", "Summa", "Bokslut", Decimal(100), Decimal(90), "other", ())
    english, swedish = say(broken, why, "Report", "Rapport")
    assert 'of table "A"' in english
    assert "i tabellen ”A”" in swedish
