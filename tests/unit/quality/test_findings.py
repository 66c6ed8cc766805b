"""From a violated identity to a sentence that a controller can act on."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import pytest

from dagster_project.domain.model import Fact
from dagster_project.domain.quality.findings import Finding, IdentityRow, find_findings
from dagster_project.domain.quality.reconcile import reconcile
from dagster_project.domain.quality.wording import Broken, Explanation, say, write_number

OUTCOMES = {"violated": "breaks", "within_rounding": "rounding", "holds": "holds"}


def findings_in(facts: Sequence[Fact], repaired_by: str | None = None) -> tuple[Finding, ...]:
    """The findings of a report, as the marts carry its identities."""
    rows = [
        IdentityRow(
            identity_id=r.reconciliation_id,
            identity=r.kind,
            report_id=r.document,
            document=r.document,
            municipality_code="0000",
            report_name=r.document,
            report_name_sv=r.document,
            page=1,
            table_no=r.table_no,
            table_title=r.table_title,
            row_label=r.row_label,
            col_label=r.col_label,
            printed_fact_id=r.printed_fact_id,
            expected=r.expected or Decimal(0),
            printed=r.printed,
            difference=r.difference or Decimal(0),
            unit=r.unit,
            n_terms=r.n_terms,
            outcome=OUTCOMES[r.result],
            is_confirmed=r.is_confirmed,
            suspect_fact_id=r.suspect_fact_id or None,
            suspect_row_label=r.suspect_row_label or None,
            suspect_col_label=r.suspect_col_label or None,
            suspect_printed=r.suspect_printed,
            suspect_expected=r.suspect_expected,
            suspect_kind=r.suspect_kind or None,
            n_repaired=r.n_repaired,
            repaired_by=repaired_by,
        )
        for r in reconcile(facts)
        if r.result != "not_testable"
    ]
    return find_findings(rows, {f.fact_id: f.table_title for f in facts})


def test_the_misprint_of_the_five_reports_is_the_only_finding(printed):
    (finding,) = [f for facts in printed.values() for f in findings_in(facts)]
    assert (finding.document, finding.row_label, finding.col_label) == ("vaggeryd", "TOTALT", "Utfall 2024-04")
    assert (finding.printed, finding.expected, finding.difference) == (110_831, 112_153, -1_322)
    assert (finding.suspect_row_label, finding.suspect_col_label) == ("Ensamkommande barn", "Utfall 2024-04")
    assert (finding.suspect_printed, finding.suspect_expected, finding.suspect_kind) == (661, -661, "sign")
    assert finding.suspect_source == "arithmetic"
    assert finding.n_identities_explained == 2


def test_finding_says_what_is_printed_and_what_it_must_be_in_both_languages(printed):
    (finding,) = findings_in(printed["vaggeryd"])
    for text in ("110 831 tkr", "112 153", "-1 322", "prints 661 but must be -661", "period budget of 0"):
        assert text in finding.sentence
    for text in ("110 831 tkr", "112 153", "anger 661 men ska vara -661", "fel tecken", "saknar budget"):
        assert text in finding.sentence_sv


def test_finding_disappears_with_the_corrected_cell(printed, plant):
    assert findings_in(plant(printed["vaggeryd"], -661, "Ensamkommande barn", "Utfall 2024-04")) == ()


def test_finding_names_the_correction_that_repairs_it(printed):
    (finding,) = findings_in(printed["vaggeryd"], repaired_by="our-correction")
    assert finding.erratum_id == "our-correction"


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
def test_planted_misprint_is_named_with_its_kind(printed, plant, report, fact_id, value, kind):
    facts = printed[report]
    (true_value,) = [f.value for f in facts if f.fact_id == fact_id]
    found = findings_in(plant(facts, value, fact_id))
    assert found
    assert {f.suspect_fact_id for f in found} == {fact_id}
    first = found[0]
    assert first.suspect_printed == Decimal(str(value))
    assert abs(first.suspect_expected - true_value) <= 2
    assert first.suspect_kind == kind


def test_where_no_cell_can_be_named_the_sentence_says_so(printed, plant):
    (finding,) = findings_in(plant(printed["pitea"], -31_415, "pitea-1-3-2"))
    assert finding.suspect_fact_id is None
    assert "No single cell explains it" in finding.sentence


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
