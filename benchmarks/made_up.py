"""Reports of the synthetic generator in tests/generator for benchmarks: the same ones for the same seed."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

if TYPE_CHECKING:
    from generator.truth import TrueReport


def draw_reports(n_reports: int, seed: int, max_tables: int = 3) -> list[TrueReport]:
    """At most `n_reports`, no two printed alike."""
    import hypothesis
    from generator.known import AVOID
    from generator.rendering import as_text
    from generator.reports import reports

    drawn: dict[str, TrueReport] = {}

    @hypothesis.seed(seed)
    @hypothesis.settings(
        max_examples=n_reports,
        database=None,
        deadline=None,
        phases=[hypothesis.Phase.generate],
        suppress_health_check=list(hypothesis.HealthCheck),
    )
    @hypothesis.given(reports(max_tables, AVOID))
    def collect(report: TrueReport) -> None:
        drawn.setdefault(as_text(report), report)

    collect()
    return list(drawn.values())
