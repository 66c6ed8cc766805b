"""Tables of savings: an effect is favourable, and is decided, achieved, or expected."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from dagster_project.domain.model import Fact

Reader = Callable[..., list[Fact]]


def read(facts: list[Fact], label: str) -> dict[str, tuple[str, str, str]]:
    return {
        f.col_label: (f.measure, str(f.period_end), str(f.amount_reported_sek)) for f in facts if f.row_label == label
    }


def test_what_is_saved_keeps_its_printed_sign_and_so_does_its_deviation(facts_of: Reader) -> None:
    facts = facts_of(
        "Åtgärder för ekonomi i balans, tkr",
        "Åtgärd | Beräknad effekt 2024 | Uppnådd effekt jan–aug | Prognos effekt helår | Avvikelse | Status",
        "Mindre inhyrd personal | 2400 | 1150 | 1900 | -500 | Pågår",
        "Ny nattorganisation | 1500 | 600 | 1700 | 200 | Pågår",
        "Summa | 3900 | 1750 | 3600 | -300 |",
    )
    assert read(facts, "Mindre inhyrd personal") | {"Status": ("", "", "")} == {
        "Beräknad effekt 2024": ("budget", "2024-12-31", "2400000"),
        "Uppnådd effekt jan–aug": ("actual", "2024-08-31", "1150000"),
        "Prognos effekt helår": ("forecast", "2024-12-31", "1900000"),
        "Avvikelse": ("forecast_deviation", "2024-12-31", "-500000"),
        "Status": ("", "", ""),
    }
    assert read(facts, "Summa")["Avvikelse"][2] == "-300000"


def test_an_expected_effect_of_a_later_year_is_a_forecast_of_it(facts_of: Reader) -> None:
    facts = facts_of(
        "Besparingar (tkr)",
        "Uppdrag | Beslutad besparing 2024 | Uppnådd besparing t.o.m. aug | Beräknad helårseffekt 2025 | Läge",
        "Färre platser | 1800 | 450 | 1800 | Verkställt 1 september",
        "Samordnad natt | 1200 | 700 | 1400 | Verkställt",
        "Egna familjehem | 2000 | 650 | 1500 | Pågår",
    )
    assert read(facts, "Färre platser") == {
        "Beslutad besparing 2024": ("budget", "2024-12-31", "1800000"),
        "Uppnådd besparing t.o.m. aug": ("actual", "2024-08-31", "450000"),
        "Beräknad helårseffekt 2025": ("forecast", "2025-12-31", "1800000"),
        "Läge": ("status", "2024-08-31", "None"),
    }


@pytest.mark.parametrize("heading", ["Beslutad effekt 2024", "Besparing 2024"])
def test_one_column_of_savings_is_told_by_a_title_of_measures(facts_of: Reader, heading: str) -> None:
    facts = facts_of("Åtgärdsplan, tkr", f"Åtgärd | {heading}", "Vakanser | 1200", "Färre bilar | 300")
    assert read(facts, "Vakanser")[heading][2] == "1200000"


def test_outcomes_beside_a_saving_keep_the_signs_of_costs(facts_of: Reader) -> None:
    facts = facts_of(
        "Budget och besparing per verksamhet, tkr",
        "Verksamhet | Budget 2024 | Prognos 2024 | Avvikelse | Besparing 2024",
        "Hemtjänst | 81200 | 83000 | -1800 | 900",
        "LSS | 51200 | 50900 | 300 | 400",
    )
    signs = {column: amount for column, (_, _, amount) in read(facts, "Hemtjänst").items()}
    assert signs == {
        "Budget 2024": "-81200000",
        "Prognos 2024": "-83000000",
        "Avvikelse": "-1800000",
        "Besparing 2024": "900000",
    }


def test_outcomes_and_demands_beside_an_effect_are_of_savings_too(facts_of: Reader) -> None:
    facts = facts_of(
        "Handlingsplan för budget i balans (tkr)",
        "Åtgärd | Helårseffekt | Effekt 2024 | Utfall t.o.m. aug",
        "Färre vikarier | 2400 | 1600 | 900",
        "Hemtagning | 1200 | 600 | 700",
    )
    assert read(facts, "Färre vikarier") == {
        "Helårseffekt": ("forecast", "2024-12-31", "2400000"),
        "Effekt 2024": ("forecast", "2024-12-31", "1600000"),
        "Utfall t.o.m. aug": ("actual", "2024-08-31", "900000"),
    }
    facts = facts_of(
        "Besparingskrav per verksamhet, tkr",
        "Verksamhet | Krav 2024 | Genomfört | Prognos helår | Differens",
        "Hemtjänst | 2400 | 1600 | 2000 | -400",
        "LSS | 1200 | 900 | 1300 | 100",
    )
    assert read(facts, "Hemtjänst") == {
        "Krav 2024": ("budget", "2024-12-31", "2400000"),
        "Genomfört": ("actual", "2024-08-31", "1600000"),
        "Prognos helår": ("forecast", "2024-12-31", "2000000"),
        "Differens": ("forecast_deviation", "2024-12-31", "-400000"),
    }


def test_costs_of_measures_stay_costs(facts_of: Reader) -> None:
    facts = facts_of("Åtgärder, tkr", "Åtgärd | Utfall 2024 | Prognos 2024", "Larm | 900 | 1600", "Lås | 200 | 300")
    assert read(facts, "Larm")["Prognos 2024"][2] == "-1600000"
