"""The published tables of printed cells: one for each family of facts, as the dbt models in dbt/models/marts name them.

What lives here: their names, once. What does not: their columns (dbt/models/marts/_facts.yml).
"""

from __future__ import annotations

#: every fact has a number and a unit
NUMBERS = (
    "fct_cost_by_activity",
    "fct_income_statement",
    "fct_investment",
    "fct_kpi",
    "fct_volume",
    "fct_staffing",
)
#: of printed cells of any kind: the status of a goal is a word
FACTS = (*NUMBERS, "fct_goal_status")
