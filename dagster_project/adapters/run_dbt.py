"""dbt, as a process of its own: its environment, its command line, its progress and what it says at the end.

What lives here: how we call dbt, alike from `utfall build` and from Dagster (which adds its own events). What does
not: any model. dbt in our own process would keep the DuckDB file open; so it never is.
"""

from __future__ import annotations

import contextlib
import ctypes
import hashlib
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from dagster_project.adapters.dbt_failures import describe_failures
from dagster_project.domain.warehouse.home import PROJECT_DIR, Home
from dagster_project.problems import Problem

DBT_DIR = PROJECT_DIR / "dbt"
NO_CALLS_HOME = {"DBT_SEND_ANONYMOUS_USAGE_STATS": "False", "DO_NOT_TRACK": "1"}
_PR_SET_PDEATHSIG = 1  # linux/prctl.h
_STEP = re.compile(r"(\d+) of (\d+) (?:OK|PASS|ERROR|FAIL|WARN|SKIP)\b")


def dbt_target(home: Home) -> Path:
    """Where dbt leaves its artifacts and logs."""
    return home.build_dir / "dbt"


def dbt_environment(home: Home) -> dict[str, str]:
    """What dbt/profiles.yml and the sources read; absolute paths only."""
    return {
        "UTFALL_HOME": str(home.directory),
        "UTFALL_LAKE": home.lake,
        "UTFALL_WAREHOUSE_BUILD": str(home.build_file),
        **NO_CALLS_HOME,
    }


def dbt_command(target: Path, *words: str) -> list[str]:
    """dbt's command line. words: what dbt is to do. target: where it leaves its artifacts and logs."""
    command = [sys.executable, "-m", "dbt.cli.main", "--no-use-colors", "--no-version-check", *words]
    command += ["--project-dir", str(DBT_DIR), "--profiles-dir", str(DBT_DIR)]
    return [*command, "--target-path", str(target), "--log-path", str(target / "logs")]


def ask_dbt(target: Path, environment: Mapping[str, str], *words: str) -> str | None:
    """Let dbt do something short that nobody watches. Returns: the end of what it said if it failed, else None."""
    command = dbt_command(target, "--quiet", *words)
    environ = {**os.environ, **environment}
    done = subprocess.run(command, cwd=DBT_DIR, env=environ, capture_output=True, text=True, check=False)
    return (done.stdout + done.stderr)[-1500:].strip() if done.returncode != 0 else None


def run_dbt(home: Home, on_step: Callable[[int, int], None] = lambda done, of: None) -> None:
    """Build every model and run every data test of dbt on the build file.

    Unit tests are left out: they try the models on made-up rows, which no night changes (tests/integration/test_build).
    Args: on_step: called with how many nodes are done, of how many.
    Raises: Problem build.models-failed, naming the nodes that failed.
    """
    target = dbt_target(home)
    results = target / "run_results.json"
    results.unlink(missing_ok=True)
    forget_other_parsing(target)
    lines: list[str] = []
    with subprocess.Popen(
        dbt_command(target, "build", "--exclude-resource-type", "unit_test"),
        cwd=DBT_DIR,
        env={**os.environ, **dbt_environment(home)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
        preexec_fn=_die_with_parent,
    ) as process:
        try:
            assert process.stdout is not None
            for line in process.stdout:
                lines = [*lines[-40:], line.rstrip()]
                step = _STEP.search(line)
                if step:
                    on_step(int(step[1]), int(step[2]))
            status = process.wait()
        except BaseException:
            process.terminate()
            raise
    if status != 0 or not results.exists():
        said = describe_failures(target, DBT_DIR, home.build_file)
        raise Problem("build.models-failed", said or "\n  ".join(lines[-12:]), str(target / "logs"))


def _die_with_parent() -> None:
    """Where the system can (Linux): dbt ends when the build is killed, and does not go on holding the build file."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def forget_other_parsing(target: Path) -> None:
    """Let dbt parse all anew where its memory of parsing is of other files than the present ones.

    After an upgrade that had moved a unit test, dbt found it twice, once in its memory, and so on every night.
    """
    memory, note = target / "partial_parse.msgpack", target / "parsed_from"
    digest = hashlib.sha256()
    for path in sorted(path for path in _project_files() if path.suffix in (".sql", ".yml")):
        digest.update(str(path.relative_to(DBT_DIR)).encode() + path.read_bytes())
    if note.exists() and note.read_text(encoding="utf-8") == digest.hexdigest():
        return
    memory.unlink(missing_ok=True)
    target.mkdir(parents=True, exist_ok=True)
    note.write_text(digest.hexdigest(), encoding="utf-8")


def manifest_path() -> Path:
    return DBT_DIR / "target" / "manifest.json"


def is_manifest_stale() -> bool:
    """True if dbt's manifest is missing or older than a file of the dbt project."""
    manifest = manifest_path()
    if not manifest.exists():
        return True
    made = manifest.stat().st_mtime
    return any(path.stat().st_mtime > made for path in _project_files())


def _project_files() -> list[Path]:
    """The files of the dbt project, and its folders, which tell of a file that was taken away."""
    files = [DBT_DIR / "dbt_project.yml", DBT_DIR / "profiles.yml"]
    return files + [
        path for name in ("models", "macros", "seeds", "data_tests") for path in (DBT_DIR / name).rglob("*")
    ]


def prepare_manifest() -> Path:
    """dbt's manifest, made where it is missing or stale. Raises: Problem build.models-failed."""
    if is_manifest_stale():
        forget_other_parsing(manifest_path().parent)
        said = ask_dbt(manifest_path().parent, NO_CALLS_HOME, "parse")
        if said is not None:
            raise Problem("build.models-failed", said, str(DBT_DIR))
    return manifest_path()


def read_manifest() -> dict[str, Any]:
    """dbt's manifest as it is now."""
    values: dict[str, Any] = json.loads(prepare_manifest().read_text(encoding="utf-8"))
    return values


def layer_of(node: Mapping[str, Any]) -> str:
    """The layer of a node of the manifest: raw for a source, seeds, or a model's first folder."""
    if node["resource_type"] == "source":
        return "raw"
    return "seeds" if node["resource_type"] == "seed" else str(node["fqn"][1])


def list_models(manifest: Mapping[str, Any], layer: str) -> list[str]:
    """The names of the models of a layer."""
    nodes = [node for node in manifest["nodes"].values() if node["resource_type"] == "model"]
    return sorted(node["name"] for node in nodes if layer_of(node) == layer)
