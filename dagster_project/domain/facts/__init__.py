"""A grid becomes facts: measure, period, unit, family, role of rows."""
