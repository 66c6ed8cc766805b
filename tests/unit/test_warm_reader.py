"""What readers share: loaded before they are forked, so that none of them makes it again."""

from __future__ import annotations

import subprocess
import sys


def test_a_reader_forked_from_the_warm_process_finds_every_lexicon_compiled() -> None:
    asked = (
        "import dagster_project.domain.warm_reader\n"
        "from dagster_project.domain.statements.lexicon import lexicon as statements\n"
        "from dagster_project.domain.swedish.lexicon import lexicon, municipalities\n"
        "print([made.cache_info().currsize for made in (lexicon, municipalities, statements)])"
    )
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[1, 1, 1]"
