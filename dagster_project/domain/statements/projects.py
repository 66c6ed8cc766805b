"""What a whole project has cost, of what it may cost: `Ombyggnaden har hittills kostat 11,8 mnkr av totalt 14,5 mnkr`.

Lives here: the two numbers of such a sentence. Not here: the year's part of a project, which is read as any budget
(`budget_words.py`).
"""

from __future__ import annotations

import re

from dagster_project.domain.statements.adverbs import ADVERBS
from dagster_project.domain.statements.meaning import MONEY, Meaning, Setting
from dagster_project.domain.statements.mention import Mention
from dagster_project.domain.statements.stretches import Stretch

#: what is built or runs over years
_PROJECT = re.compile(
    r"\b\w*(?:projekt\w*|byggnad(?:en|ation\w*)?|bygget|bygge|byggnation\w*|renovering\w*|investering\w*"
    r"|upprustning\w*)\b"
)
_WHOLE = (
    r"(?:projektets|projektbudgeten på|investeringens|totalt|sammanlagt"
    r"|den totala (?:budgeten|utgiften|ramen) (?:på|om)|en total(?:budget|utgift)? (?:på|om))"
)
_OF_WHOLE = re.compile(rf"^ av {_WHOLE} (?:budget(?:erade)? |ram )?(?:på |om )?\d")
_WHOLE_FRAME = re.compile(
    r"\b(?:beslutad|beslutade|beviljad|total|totala|hela|projektets) (?:\w+ )?(?:\w*ram(?:en)?|\w*budget(?:en)?"
    r"|anslag(?:et)?)\b|\bprojekt(?:budget|ram)(?:en)?\b|\btotalram(?:en)?\b"
)
_WHOLE_BEFORE = re.compile(rf"\bav {_WHOLE}(?: budget(?:erade)?| ram)?(?: på| om)?{ADVERBS}$")
_HAS_COST = re.compile(
    r"\b(?:kostat|kostade|förbruka\w+|upparbeta\w+|använ[dt]\w*|utfall\w*|nedlagt|nedlagda|lagts ned)\b"
)


def read_frame(found: Meaning, mention: Mention, stretch: Stretch, setting: Setting) -> Meaning:
    """`313 tkr dyrare än beslutad ram` of an investment: the whole project's deviation; elsewhere as found."""
    is_deviation = found.measure == "deviation" and mention.unit in MONEY
    is_project = setting.is_investment or _PROJECT.search(stretch.before + stretch.left)
    is_whole = is_deviation and is_project and _WHOLE_FRAME.search(stretch.left + stretch.right)
    return Meaning("project_deviation", found.value) if is_whole else found


def read_project(mention: Mention, stretch: Stretch, previous: Meaning | None) -> Meaning | None:
    """project_actual of the number before `av totalt`, project_budget of the one behind; None elsewhere."""
    if mention.unit not in MONEY:
        return None
    about = stretch.before + stretch.left
    is_first = _OF_WHOLE.match(stretch.after.casefold()) is not None
    is_spent = _HAS_COST.search(about + stretch.after.casefold()) is not None
    if is_first and is_spent and _PROJECT.search(about):
        return Meaning("project_actual", mention.value)
    if previous is not None and previous.measure == "project_actual" and _WHOLE_BEFORE.search(about):
        return Meaning("project_budget", mention.value)
    is_led = _WHOLE_BEFORE.search(about) is not None and _HAS_COST.search(stretch.right + stretch.after.casefold())
    return Meaning("project_budget", mention.value) if is_led and "projekt" in about else None
