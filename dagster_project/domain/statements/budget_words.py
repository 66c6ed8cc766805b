"""Numbers that are a part of a budget: spent, left, a share of it, or the whole of what is budgeted.

Lives here: `av budgeten på 9 mnkr har 3 mnkr använts (33 procent)`, `återstår 6 mnkr`, `2 mnkr var inte budgeterade`.
Not here: distances to a budget (`comparisons.py`) and budgets named before a number (`left_words.py`).
"""

from __future__ import annotations

import re

from dagster_project.domain.statements.adverbs import ADVERBS
from dagster_project.domain.statements.lexicon import lexicon
from dagster_project.domain.statements.meaning import MONEY, Meaning, Setting, is_good, timed
from dagster_project.domain.statements.mention import Mention
from dagster_project.domain.statements.stretches import Stretch

_OF_BUDGET = re.compile(r"\bav (?:års|hel\w*|period|den totala )?\w*budgeten (?:har|är|hade)\b")
_OF_ITS_BUDGET = re.compile(r"\W*av (?:[^\W\d]+ ){0,3}?\w*budgeten\b")
_SHARE_OF_BUDGET = re.compile(r"^\s*av (?:\w+ ){0,3}?\w*budget")
SPENT = re.compile(
    r"^ (?:(?:är|har|var) (?:\w+ )?(?:förbruka|utnyttja|upparbeta|använ)"
    r"|(?:förbruka|utnyttja|upparbeta|använ)\w*(?:ts?|de?)\b)"
)
#: `av budgeten på 12 mnkr har 9 mnkr använts (75 procent)`
_USED_OF_BUDGET = re.compile(r"\bav [^;.]{0,60}budget[^;]{0,80}\b(?:använts|förbrukats|utnyttjats|upparbetats)\b")
#: `12 mnkr som är budgeterade`
_BUDGETED_BEHIND = re.compile(
    r"^ (?:(?:som )?(?:är|var|har|hade) (?:\w+ )?)?(?:budgetera(?:de|t|ts|d)|avsatts?|avsatta|anslagits"
    r"|tilldelats|beviljats)\b"
)
#: `av budgeten återstår 3 mnkr`, `3 mnkr av budgeten finns kvar`
_LEFT = re.compile(rf"\b(?:återstår|återstod|kvarstår|kvarstod)(?: det)?{ADVERBS}$")
_KEPT = re.compile(rf"\bkvar (?:av|i|på|att) [^,;.\d]{{2,60}}?(?:är|var|finns|fanns|återstår|:){ADVERBS}$")
_LEFT_OVER = re.compile(
    rf"\b(?:återstående|kvarvarande) (?:medel|budget|anslag|ram)\w*(?:,| är| uppgår till){ADVERBS}$"
)
#: `budgeten om 9 mnkr är förbrukad till 31 procent`
_SPENT_TO = re.compile(rf"\b(?:förbruka|utnyttja|upparbeta)\w* till{ADVERBS}$")
_BUDGET_OF = re.compile(rf"(?:budget(?:en)?|anslag(?:et)?|ram(?:en)?) (?:på|om){ADVERBS}$")
#: `avvikelsen mellan prognosen och utfallet blev`
_FROM_FORECAST = re.compile(r"\bavvikelse\w* (?:mot|från|gentemot|jämfört med) (?:\w+ ){0,2}\w*prognos")
_BETWEEN_FORECAST = re.compile(r"\b(?:avvikelse|skillnad|differens)\w* mellan (?=[^,;]*prognos)(?=[^,;]*utfall)")
_LEFT_BEHIND = re.compile(r"^ (?:av (?:\w+ ){0,2}\w+ )?(?:återstår|återstod|kvarstår|är kvar|finns kvar|kvar)\b")
_TO_BE_SPENT = re.compile(r"^ (?:kommer att )?(?:förbrukas|utnyttjas|upparbetas|användas?|används)\b")
_SHARE_BEHIND = re.compile(r"\b(?:det vill säga|dvs|d\.v\.s\.|alltså|motsvarar|motsvarande)\W*(?:ca |cirka )?$")
#: what is decided to be saved: `besparingskravet på 6 mnkr`, `av besluten på sammanlagt 7 mnkr`
_SAVING = re.compile(
    r"(?:\b(?:besparings|spar|effektiviserings)(?:krav|mål|beting|uppdrag|program|paket|plan)\w*"
    r"|\b(?:beslutade|beslutat om|planerade|planerat|inplanerade|budgeterade) (?:\w+ ){0,2}?"
    r"\w*(?:besparing|effektivisering|åtgärd|neddragning)\w*"
    rf"|\bav (?:åtgärderna|besluten)) (?:på|om|är|omfattar|uppgår till|uppgick till|motsvarar|motsvarande){ADVERBS}$"
)
#: `av de planerade 16,5 mnkr`
_OF_PLANNED = re.compile(
    rf"\b(?:av|mot|jämfört med|än) (?:de |den )?(?:planerade|beslutade|utlovade|inplanerade|avtalade){ADVERBS}$"
)
#: `De skulle tillsammans sänka kostnaderna med 9 mnkr`
_WAS_TO_SAVE = re.compile(
    r"\b(?:skulle|beslut(?:at|ade|ar|ats) (?:\w+ )?att|i uppdrag att) (?:\w+ ){0,3}?"
    r"(?:sänka|minska|spara|dra ned|dra ner|effektivisera|ge|förbättra)"
    rf"\b(?: [^,;.\d]{{2,50}}?)?(?: med| på)?{ADVERBS}$"
)
#: `begär budgetjusteringar om 9 mnkr`, `har tillstyrkt 7 mnkr`
_ASKED = re.compile(
    r"\b(?:begär|begärt|begärde|ansöker|ansökt) [^,;.\d]{0,30}(?:budget|anslag|ram|medel|tillägg|kompensation)\w*"
    rf" [^,;.\d]{{0,20}}{ADVERBS}$|\b(?:äska[rt]?|äskade|tillstyrk(?:er|t|te)|avstyrk(?:er|t|te)){ADVERBS}$"
)
#: `2 500 tkr av årets anslag kommer inte att användas`
_NOT_TO_BE_SPENT = re.compile(
    r"^ (?:av [^,;.\d]{2,40}? )?(?:kommer (?:\w+ )?inte att|(?:väntas|förväntas|beräknas|bedöms) (?:\w+ )?inte)"
    r"(?: kunna)? (?:användas|förbrukas|utnyttjas|nyttjas|upparbetas|gå åt|tas i anspråk|behövas)\b"
)
#: `Underskottet motsvarar 3 procent av budgeten`
_BALANCE_IS = re.compile(
    r"\b\w*(?P<kind>underskott|överskott|överdrag|överskridande)\w*\b[^,;.\d]{0,40}"
    rf"\b(?:motsvarar|motsvarade|utgör|utgjorde|är|var|uppgår till|uppgick till){ADVERBS}$"
)
#: `ett underskott på 8 mnkr, motsvarande 2,5 procent av budgeten`
_BALANCE_BESIDE = re.compile(
    r"\b\w*(?P<kind>underskott|överskott)\w*\b[^;.]{0,60}?,? (?:motsvarande|(?:vilket|som) motsvarar|alltså)"
    rf"{ADVERBS}$"
)
#: `8,5 mnkr begärs överfört till 2023`, `överförs 1,9 mnkr till 2025`
_CARRIED = re.compile(
    r"^ (?:\w+ ){0,2}?(?:överför(?:s|t|da|as|ts)?|förs över|förts över"
    r"|ombudgetera[std]*) till (?:20\d\d|nästa år|kommande år)"
)
_CARRIES = re.compile(rf"\b(?:överförs|överförts|ombudgeteras|ombudgeterats){ADVERBS}$")
_TO_USE = re.compile(r"^ kvar att (?:förbruka|använda|nyttja)\b")
_TO_A_YEAR = re.compile(r"^ till (?:20\d\d|nästa år|kommande år)")
_UNBUDGETED = re.compile(r"^ (?:\w+ ){0,2}?(?:inte|ej) (?:var |är |varit )?budgetera")


def read_budget_words(mention: Mention, stretch: Stretch, setting: Setting) -> Meaning | None:
    """What a number is of a budget, None where the words do not say so."""
    if mention.unit == "percent":
        said = _BALANCE_IS.search(stretch.left) or _BALANCE_BESIDE.search(stretch.before + stretch.left)
        balance = said if _SHARE_OF_BUDGET.match(stretch.after.casefold()) else None
        if balance:
            size = abs(mention.value) * (1 if balance["kind"] == "överskott" else -1)
            return Meaning(timed("deviation", stretch, setting), size)
        return Meaning("percent_of_budget", mention.value) if _is_share(mention, stretch) else None
    if mention.unit not in MONEY:
        return Meaning("actual", mention.value) if SPENT.match(stretch.right) else None
    if _CARRIED.match(stretch.right) or (_CARRIES.search(stretch.left) and _TO_A_YEAR.match(stretch.right)):
        return Meaning("remaining_budget", mention.value)
    if _TO_BE_SPENT.match(stretch.right):
        return Meaning(timed("actual", stretch, setting), mention.value)
    if _is_left(stretch) or _TO_USE.match(stretch.right):
        return Meaning("remaining_budget", mention.value)
    if _BETWEEN_FORECAST.search(stretch.left) or (setting.is_full_year and _FROM_FORECAST.search(stretch.left)):
        return Meaning("forecast_error", mention.value)
    if SPENT.match(stretch.right) and not _BUDGET_OF.search(stretch.left):
        return Meaning("actual", mention.value)
    return Meaning("budget", mention.value) if _BUDGETED_BEHIND.match(stretch.right) else None


def read_unbudgeted(mention: Mention, stretch: Stretch, setting: Setting) -> Meaning | None:
    """`varav 9 mnkr inte var budgeterade`, `2 mnkr kommer inte att användas`: the whole amount differs from budget."""
    if mention.unit in MONEY and _NOT_TO_BE_SPENT.match(stretch.right):
        return Meaning("forecast_deviation", abs(mention.value))
    if mention.unit not in MONEY or not _UNBUDGETED.match(stretch.right):
        return None
    good = is_good(True, stretch.left, stretch)
    return Meaning(timed("deviation", stretch, setting), abs(mention.value) * (1 if good else -1))


def read_saving(mention: Mention, stretch: Stretch) -> Meaning | None:
    """Savings that are demanded, decided or planned, and money asked for: of a budget, no change that has been."""
    if mention.unit not in (*MONEY, "percent"):
        return None
    left, is_money = stretch.left, mention.unit in MONEY
    is_asked = _SAVING.search(left) or (
        is_money and (_OF_PLANNED.search(left) or _WAS_TO_SAVE.search(left) or _ASKED.search(left))
    )
    return Meaning("budget", abs(mention.value)) if is_asked else None


def _is_share(mention: Mention, stretch: Stretch) -> bool:
    about = stretch.before + stretch.left
    if _SHARE_OF_BUDGET.match(stretch.after.casefold()) or _OF_BUDGET.search(stretch.left) or _SPENT_TO.search(about):
        return True
    if mention.in_parentheses and _USED_OF_BUDGET.search(about):
        return True
    names_budget = lexicon().has("measure.budget", about)
    if _OF_ITS_BUDGET.match(about) and SPENT.match(stretch.right):
        return True
    is_behind = _SHARE_BEHIND.search(stretch.left) is not None and "budget" in about
    return is_behind or (names_budget and SPENT.match(stretch.right) is not None)


def _is_left(stretch: Stretch) -> bool:
    names_budget = lexicon().has("measure.budget", stretch.before + stretch.left + stretch.right)
    is_said = _LEFT.search(stretch.left) or _KEPT.search(stretch.left) or _LEFT_BEHIND.match(stretch.right)
    return _LEFT_OVER.search(stretch.left) is not None or (names_budget and is_said is not None)
