"""Hypothesis profiles: `fast` (the default here: few examples, the same ones every time) and `thorough`.

pytest tests/generator --hypothesis-profile=thorough      thousands of new examples
"""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, Phase, settings

CALM = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much, HealthCheck.large_base_example]

settings.register_profile(
    "fast",
    max_examples=20,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=CALM,
    phases=[Phase.generate],  # shrinking takes minutes: `thorough` shrinks
)
settings.register_profile("thorough", max_examples=2000, deadline=None, suppress_health_check=CALM)


def pytest_configure(config: pytest.Config) -> None:
    if not config.getoption("--hypothesis-profile", None):
        settings.load_profile("fast")
