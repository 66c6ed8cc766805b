"""The language of the reports: numbers, periods, units, text."""
