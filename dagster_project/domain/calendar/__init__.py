"""The report calendar: which reports are awaited, by when, and which are late. Pure: the day is always given."""
