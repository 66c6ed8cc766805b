"""Settings for all tests: the same examples in every CI run, and no deadlines (speed is measured in benchmarks/)."""

from __future__ import annotations

import os

from hypothesis import settings

settings.register_profile("house", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("house")
