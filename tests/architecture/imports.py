"""Reads which module of dagster_project imports which, from the source text: nothing is imported or run.

Next door: `test_imports.py` holds the rules.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = "dagster_project"


@dataclass(frozen=True)
class Import:
    """module imports target; is_lazy: inside a function, so only when that function runs."""

    module: str
    target: str
    line: int
    is_lazy: bool

    def __str__(self) -> str:
        return f"{self.module}:{self.line} imports {self.target}"


@cache
def modules() -> dict[str, Path]:
    """Every module of the package by its dotted name; a package goes by its own name."""
    found = {}
    for path in sorted((ROOT / PACKAGE).rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


@cache
def imports() -> tuple[Import, ...]:
    """Every import statement of the package; names imported from a package count as its modules where they are."""
    return tuple(found for name, path in modules().items() for found in read_imports(name, path.read_text("utf-8")))


def read_imports(module: str, source: str, is_package: bool | None = None) -> list[Import]:
    """The imports in one module's source."""
    if is_package is None:
        is_package = modules().get(module, Path("x.py")).name == "__init__.py"
    found: list[Import] = []

    def visit(node: ast.AST, is_lazy: bool) -> None:
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
            return
        if isinstance(node, ast.Import):
            found.extend(Import(module, alias.name, node.lineno, is_lazy) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            found.extend(_from(node, is_lazy))
        inner = is_lazy or isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        for child in ast.iter_child_nodes(node):
            visit(child, inner)

    def _from(node: ast.ImportFrom, is_lazy: bool) -> list[Import]:
        base = node.module or ""
        if node.level:
            parts = module.split(".")
            drop = node.level - 1 if is_package else node.level
            base = ".".join([*parts[: len(parts) - drop], *([base] if base else [])])
        names = [f"{base}.{alias.name}" for alias in node.names]
        known = modules()
        targets = {name if name in known else base for name in names}
        return [Import(module, target, node.lineno, is_lazy) for target in sorted(targets)]

    visit(ast.parse(source), False)
    return found
