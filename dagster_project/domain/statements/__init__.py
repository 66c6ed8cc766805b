"""Numbers stated in running text.

`find.py` is the front desk; `sections` and `sentences` cut the text, `mentions` and `exclusions` find its numbers,
`wording`, `subjects` and `dates` say what they mean, `restates` and `repeats` compare them with tables and each other.
Not here: numbers in tables (`facts/`). The vocabulary is data: `data/reference/statements.yml`.
"""

from dagster_project.domain.statements.find import find_statements

__all__ = ["find_statements"]
