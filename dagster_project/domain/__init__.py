"""The domain: pure functions from bytes to facts. No Dagster, no dbt, no network (a test enforces it)."""
