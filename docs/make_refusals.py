"""Writes docs/refusals.md from the catalogue in dagster_project/domain/refusals.py: `python docs/make_refusals.py`."""

from pathlib import Path

from dagster_project.domain.refusals import CATALOGUE

HEAD = """# Refusals

What utfall cannot read it refuses, with a code, a sentence on what happened and one on what to do. A refused file ends
`utfall extract` with exit status 2; the other files of the run go on. A refused cell or page of a readable file is
listed, and in a build it becomes a row of `fct_refusal`, but it does not change the status.

Det som utfall inte kan läsa avvisas, med en kod, en mening om vad som hände och en om vad du kan göra.

This page is written from the catalogue in `dagster_project/domain/refusals.py` by `docs/make_refusals.py`; a test
compares them.
"""


def page() -> str:
    parts = [HEAD]
    for code in sorted(CATALOGUE):
        kind = CATALOGUE[code]
        parts.append(f"## `{code}`\n\n{kind.title} {kind.remedy}\n\n*På svenska:* {kind.title_sv} {kind.remedy_sv}\n")
    return "\n".join(parts)


if __name__ == "__main__":
    Path(__file__).with_name("refusals.md").write_text(page(), encoding="utf-8")
