"""docs/layouts.md names only tests that exist."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
CITED = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", (ROOT / "docs" / "layouts.md").read_text(encoding="utf-8"))


def test_every_feature_in_the_list_of_layouts_has_a_test_that_exists() -> None:
    assert len(CITED) > 30
    for path, name in CITED:
        assert re.search(rf"^def {name}\(", (ROOT / path).read_text(encoding="utf-8"), re.M), f"{path}::{name}"
