"""Quality: what the checks found, whose fault it is, and what a person has corrected.

What lives here: evaluating identities, the search for the one cell that explains broken ones
(`suspects`), findings about a source report in plain words (`findings`), corrections with a reason and a guard
(`errata`). Pure: no dagster, no dbt, no great-expectations, no database.
What does not: the thresholds (`expectations/`), the identities themselves (`dbt/models/marts/quality/`), running
great-expectations (`adapters/great_expectations_runner.py`).
"""
