"""Defects that are open: the features of made-up reports that show them, left out of the properties until mended.

Every one of them has its smallest document in tests/golden/found, whose test is expected to fail. When it passes, take
the feature out of here.
"""

from __future__ import annotations

#: feature -> what goes wrong
OPEN: dict[str, str] = {}

AVOID = frozenset(OPEN)
