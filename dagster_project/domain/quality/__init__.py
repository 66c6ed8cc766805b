"""Findings, errata and the suites of expectations."""
