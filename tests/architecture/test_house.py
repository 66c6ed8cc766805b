"""The house rules that can be read off the files: size, names, docstrings, docs that follow the code."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from dagster_project.commands.extract import FACT_COLUMNS, STATEMENT_COLUMNS
from dagster_project.domain.refusals import CATALOGUE

ROOT = Path(__file__).parents[2]
MODULES = sorted((ROOT / "dagster_project").rglob("*.py"))
MAX_LINES = 400
FORBIDDEN_NAMES = {"utils", "util", "helpers", "helper", "common", "manager", "misc"}


def _id(path: Path) -> str:
    return str(path.relative_to(ROOT))


def _tracked() -> list[Path]:
    """Files git knows or would add; in an unpacked archive without git, every file outside hidden folders."""
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "-z"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listed.returncode:
        return [p for p in ROOT.rglob("*") if p.is_file() and not any(part.startswith(".") for part in p.parts)]
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


@pytest.mark.parametrize("path", MODULES, ids=_id)
def test_no_module_is_a_warehouse(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= MAX_LINES, "split it"


@pytest.mark.parametrize("path", MODULES, ids=_id)
def test_every_module_says_what_lives_in_it(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text("utf-8"))), "a docstring: what lives here, what does not"


def test_no_module_is_named_for_nothing() -> None:
    assert not [_id(p) for p in MODULES if p.stem in FORBIDDEN_NAMES or p.parent.name in FORBIDDEN_NAMES]


def test_the_dbt_folder_is_no_python_package() -> None:
    assert not list((ROOT / "dbt").rglob("*.py")), "a Python package called dbt exists; ours would hide it"


def test_tests_are_no_packages() -> None:
    assert not list((ROOT / "tests").rglob("__init__.py"))


def test_constraints_pin_every_line_exactly_and_name_no_address() -> None:
    lines = [line for line in (ROOT / "constraints.txt").read_text("utf-8").splitlines() if not line.startswith("#")]
    assert len(lines) > 100
    wrong = [line for line in lines if not re.fullmatch(r"[A-Za-z0-9._-]+==[0-9][A-Za-z0-9.+!]*", line)]
    assert not wrong


def test_pins_of_pyproject_agree_with_constraints() -> None:
    pinned = dict(re.findall(r"^([A-Za-z0-9._-]+)==(.+)$", (ROOT / "constraints.txt").read_text("utf-8"), re.M))
    pinned = {name.lower().replace("_", "-"): version for name, version in pinned.items()}
    wanted = re.findall(r'^  "([A-Za-z0-9._-]+)(?:==([^"]+))?', (ROOT / "pyproject.toml").read_text("utf-8"), re.M)
    assert len(wanted) > 15
    assert not [name for name, _ in wanted if name.lower() not in pinned], "run `make lock`"
    assert not [name for name, version in wanted if version and pinned[name.lower()] != version]


def test_no_address_of_a_machine_or_a_registry_is_in_the_repository() -> None:
    words = re.compile(r"(?<![\w.])/(?:work|root|home|tmp)/[a-z]+|--(?:extra-)?index-url|simple/[a-z]", re.I)
    found = []
    for path in _tracked():
        if path.suffix in {".pdf", ".ttf", ".png", ".parquet"} or path == Path(__file__):
            continue
        text = path.read_bytes().decode("utf-8", "replace")
        found += [f"{_id(path)}: {match[0]}" for match in words.finditer(text)]
    assert not found


def test_the_list_of_refusals_in_the_docs_is_the_catalogue() -> None:
    page = (ROOT / "docs" / "refusals.md").read_text("utf-8")
    for kind in CATALOGUE.values():
        for text in (f"`{kind.code}`", kind.title, kind.remedy, kind.title_sv, kind.remedy_sv):
            assert text in page, f"{kind.code} is missing or changed: python docs/make_refusals.py"
    assert set(re.findall(r"^## `([a-z.-]+)`", page, re.M)) == set(CATALOGUE)


def test_every_column_of_extraction_is_defined_in_the_docs() -> None:
    page = (ROOT / "docs" / "extract.md").read_text("utf-8")
    facts, _, statements = page.partition("## Statements")
    for columns, text in ((FACT_COLUMNS, facts), (STATEMENT_COLUMNS, statements)):
        defined = {name for row in re.findall(r"^\| ([a-z_, ]+) \|", text, re.M) for name in row.split(", ")}
        assert not set(columns) - defined


@pytest.mark.parametrize("code", sorted(CATALOGUE))
def test_a_refusal_is_named_stage_dot_reason_and_says_what_to_do_in_both_languages(code: str) -> None:
    kind = CATALOGUE[code]
    assert re.fullmatch(r"[a-z]+\.[a-z]+(-[a-z]+)*", code)
    texts = (kind.title, kind.remedy, kind.title_sv, kind.remedy_sv)
    assert all(text.endswith(".") and text[0].isupper() for text in texts), texts


def test_help_of_the_command_comes_fast_and_loads_no_framework() -> None:
    script = (
        "import sys, runpy\n"
        "sys.argv = ['utfall', '--help']\n"
        "try:\n"
        "    from dagster_project.cli import main\n"
        "    main()\n"
        "except SystemExit:\n"
        "    pass\n"
        "heavy = {'dagster', 'dbt', 'pandas', 'pyarrow', 'great_expectations', 'pdfplumber', 'duckdb'}\n"
        "print('LOADED', sorted(heavy & set(sys.modules)))\n"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert "LOADED []" in done.stdout
    assert "extract" in done.stdout
