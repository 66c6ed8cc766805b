"""Numbers stated in running text.

`find.py` is the front desk; `sections` and `sentences` cut the text, `mentions` (with `siblings`, `bare_numbers`,
`word_counts`, `share_words` and `exclusions`) finds its numbers, `stretches` gives each its words. `wording` (with
`left_words`, `budget_words`, `balances`, `projects`, `beside`, `comparisons`, `changes`), `subjects` (with `clauses`,
`phrases` and `pointing`) and `dates` (with `own_year`) say what they mean, `memory` keeps what goes on from
sentence to sentence; `restates` and `repeats` compare them with the tables (`fact_index`) and each other. Not
here: numbers in tables (`facts/`). The vocabulary is data: `data/reference/statements.yml`.
"""

from dagster_project.domain.statements.find import find_statements

__all__ = ["find_statements"]
