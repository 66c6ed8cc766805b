"""Which side of a statement a row is on, by the names that municipalities give to its lines."""

from __future__ import annotations

import pytest

from dagster_project.domain.facts.rows import account_line_of

LINES = {
    "revenue": "Taxor och avgifter, Hyror och arrenden, Hyresintäkter, Avgiftsintäkter, EU-bidrag, Driftbidrag, Övriga "
    "bidrag, Försäljning av verksamhet, Interna intäkter, Skatteintäkter, Generella statsbidrag, Intäkter totalt, "
    "Generella statsbidrag netto, Intäkter i miljoner kronor",
    "personnel": "Personal, Löner, Lönekostnader, Löner och sociala avgifter, Sociala avgifter, Arbetsgivaravgifter, "
    "PO-pålägg, Pensionskostnader, Kostnader för arbetskraft, Personalomkostnader, Personalkostnader totalt",
    "capital": "Kapitalkostnader, Avskrivningar, Avskrivningar och internränta, Internränta",
    "other": "Lämnade bidrag, Bidrag och transfereringar, Köp av huvudverksamhet, Köp av platser, Köpt verksamhet, "
    "Entreprenader, Konsulttjänster, Förbrukningsmaterial, Livsmedel, Hyror, Lokaler, Övriga kostnader",
    "cost": "Kostnader, Räntekostnader, Fordonskostnader, Måltidskostnader, Diverse kostnader, Kostnader totalt",
    "net": "Netto, Nettokostnad, Driftnetto, Årets resultat, Verksamhetens nettokostnader",
    "": "Hemtjänst, Kommunbidrag, Avsättning till pensioner, Bistånd till hushåll, Ekonomiskt bistånd",
}


@pytest.mark.parametrize(("line", "label"), [(line, label) for line in LINES for label in LINES[line].split(", ")])
def test_a_row_is_known_by_the_name_of_its_account_line(line: str, label: str) -> None:
    assert account_line_of(label) == line
