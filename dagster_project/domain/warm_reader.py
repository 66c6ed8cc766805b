"""What every reading needs, made once: the process that readers are forked from imports this module, so that each of
them finds the lexicons compiled.

The one module whose import does something. No code of ours imports it; without it readers are slower, not different.
"""

from dagster_project.domain import read_report  # noqa: F401  the reading code itself
from dagster_project.domain.statements.lexicon import lexicon as statements_lexicon
from dagster_project.domain.swedish.lexicon import lexicon, municipalities

lexicon()
municipalities()
statements_lexicon()
