"""What one sentence of a paragraph leaves to the next, and a paragraph to the next under its heading.

Lives here: the state that the reader keeps (`find.py`). Not here: what it makes of a number (`wording.py`, `dates.py`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from dagster_project.domain.statements.meaning import Meaning


@dataclass(slots=True)
class Memory:
    """What one sentence of a paragraph leaves to the next.

    first, last: subjects so far. lead: what the paragraph opens with. is_forecast: a forecast is under discussion.
    is_result_level: the result is told as such, not as a distance to the budget.
    past: the earlier period spoken of. meaning, period_end: of the latest number. balance: the latest surplus or
    deficit. carried: that of the passage before. is_all_ahead: every surplus or deficit so far was expected.
    """

    first: str = ""
    last: str = ""
    lead: str = ""
    is_forecast: bool = False
    is_result_level: bool = False
    past: date | None = None
    meaning: Meaning | None = None
    balance: Meaning | None = None
    carried: Meaning | None = None
    is_all_ahead: bool = True
    period_end: date | None = None

    @property
    def own_balance(self) -> Meaning | None:
        """What `underskottet` of the next passage means; None where the passage has told an outcome and a forecast."""
        is_one = self.balance is not None and self.is_all_ahead == self.balance.measure.startswith("forecast")
        return self.balance if is_one else None
