"""Three questions to begin with: title, Swedish title, SQL. A test runs them on a built warehouse.

SQL of one line without double quotes, so that it can be pasted after `utfall query`.
"""

from __future__ import annotations

EXAMPLES: tuple[tuple[str, str, str], ...] = ()
