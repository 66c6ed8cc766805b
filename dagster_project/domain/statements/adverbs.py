"""Adverbs that may stand between a word and its number: `med drygt 3 mnkr`, `till sammanlagt 1 100`.

Lives here: one pattern that every rule of the grammar puts between its word and the number.
"""

from __future__ import annotations

_ADVERBS = (
    "ca|cirka|c:a|drygt|dryga|knappt|knappa|nästan|omkring|runt|ungefär|närmare|uppskattningsvis|strax (?:under|över)"
    "|totalt|sammanlagt|sammantaget|tillsammans|hela|netto|brutto|ytterligare|endast|bara|minst|högst|som mest"
    "|hittills i år|hittills|i år|för närvarande|just nu|i dagsläget|därmed|alltså"
    "|i snitt|i genomsnitt|i medeltal|nu|nära|upp till"
)
#: the year before, also as reports shorten it
LAST_YEAR = r"(?:föregående år|förra året|i ?fjol|fjolåret|f\.? ?å\.?|f\.? ?år|fg\.? år|föreg\.? år)"
#: any number of them, with the spaces around; ends where the number begins
ADVERBS = rf"\s*(?:(?:{_ADVERBS})\.?\s+|~\s?)*"
