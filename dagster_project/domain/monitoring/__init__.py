"""Monitoring: what the checks say night by night, whose fault it is, what stops publishing, and what people are told.

What lives here: results of checks and the rule of the gate (`results`), how the outcome of many rows becomes one result
(`tallies`), findings that keep their identity from night to night (`findings`), the words of an alert (`alerts`). Pure:
no dagster, no great-expectations, no database, no clock.
What does not: what a report contradicts itself about (`domain/quality`), the promises and their limits
(`expectations/`), where the history is kept (`adapters/check_history.py`).
"""
