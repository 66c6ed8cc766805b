"""`utfall errata propose`: the misprints that the arithmetic found, as entries of errata.yml for a person to accept.

What lives here: the words around them. What does not: finding them (`domain/quality/propose`, `adapters/errata`).
"""

from __future__ import annotations

from pathlib import Path

from dagster_project.adapters.errata import ERRATA_FILE, propose_errata_in_lake
from dagster_project.domain.quality.errata import ErratumError
from dagster_project.domain.quality.errata_file import write_entry
from dagster_project.domain.warehouse.home import open_home
from dagster_project.problems import Problem

_HEAD = """\
# Proposed by arithmetic on {n} cell(s). Nothing of this is in force. Look at the page, and if you are sure: write why,
# the day and your name or role, and move the entry to {file}.
# Föreslaget av räkningen. Inget av detta gäller. Titta på sidan, skriv varför, dag och vem, och flytta posten dit.

"""


def run_propose(home: Path | None, out: Path | None, errata_file: Path = ERRATA_FILE) -> int:
    """Print the proposals, or write them to a file. Exit status 0, also where there is nothing to propose."""
    try:
        proposals = propose_errata_in_lake(open_home(home).lake, errata_file)
    except ErratumError as error:
        raise Problem("build.corrections-unusable", str(error)) from None
    if not proposals:
        print("No misprint to propose: every accused cell has its correction. · Inget att föreslå.")
        return 0
    text = _HEAD.format(n=len(proposals), file=errata_file.name) + "\n".join(write_entry(p) for p in proposals)
    if out is None:
        print(text)
    else:
        out.write_text(text, encoding="utf-8")
        print(f"{len(proposals)} proposals in {out} · {len(proposals)} förslag i {out}")
    return 0
