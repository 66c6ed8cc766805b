"""Reading sources.yml: every fault is named with its file, line and key, all of them at once.

What lives here: YAML to `Sources`, and from a fault back to the line it stands on. What does not: the rules of an
entry (`declared`, next door).
"""

from __future__ import annotations

from pathlib import Path

import yaml
from pydantic import ValidationError

from dagster_project.domain.sources.declared import Sources
from dagster_project.domain.swedish.lexicon import municipalities

_PREFIXES = ("Value error, ", "Assertion failed, ")


class SourcesError(ValueError):
    """sources.yml cannot be used; the message has a line for each fault: `sources.yml:12: sources[1].page: ...`."""


def load_sources(path: Path) -> Sources:
    """Read and check a sources.yml. Raises: SourcesError, naming every faulty line; OSError."""
    return read_sources(path.read_bytes(), path.name)


def read_sources(data: bytes, name: str) -> Sources:
    """The sources in the bytes of a file called `name`. Raises: SourcesError."""
    try:
        text = data.decode("utf-8-sig")
        root = yaml.compose(text, Loader=yaml.SafeLoader)
        values = yaml.safe_load(text)
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise SourcesError(f"{name}:{line}: not UTF-8; save the file as UTF-8") from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise SourcesError(f"{name}:{mark.line + 1 if mark else 1}: not YAML: {error.problem}") from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise SourcesError(f"{name}:1: not YAML: {error}") from error
    faults = _repeated_keys(root)
    if not isinstance(values, dict):
        raise SourcesError(f"{name}:1: the file must hold `sources:` and a list below it")
    try:
        sources = Sources.model_validate(values)
    except ValidationError as error:
        faults += [(_line_of(root, fault["loc"]), _words(fault["loc"], fault["msg"])) for fault in error.errors()]
    else:
        faults += _faults_between(sources, root)
    if faults:
        raise SourcesError("\n".join(f"{name}:{line}: {words}" for line, words in sorted(faults)))
    return sources


def _line_of(node: yaml.Node | None, path: tuple[int | str, ...]) -> int:
    """The line (from 1) of the deepest node on the path that the file has."""
    line = node.start_mark.line + 1 if node else 1
    for step in path:
        if isinstance(node, yaml.MappingNode):
            found = next(((key, value) for key, value in node.value if key.value == step), None)
            if found is None:
                break
            line, node = found[0].start_mark.line + 1, found[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            node = node.value[step]
            line = node.start_mark.line + 1
    return line


def _words(path: tuple[int | str, ...], message: str) -> str:
    place = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).lstrip(".")
    for prefix in _PREFIXES:
        message = message.removeprefix(prefix)
    return f"{place}: {message}" if place else message


def _repeated_keys(root: yaml.Node | None) -> list[tuple[int, str]]:
    """YAML lets a second key of the same name win in silence; here it is a fault."""
    faults: list[tuple[int, str]] = []
    waiting, seen_nodes = [root], set()
    while waiting:
        node = waiting.pop()
        if id(node) in seen_nodes:
            continue
        seen_nodes.add(id(node))
        if isinstance(node, yaml.MappingNode):
            names = set()
            for key, value in node.value:
                if key.value in names:
                    faults.append((key.start_mark.line + 1, f"{key.value}: stands twice in the same entry"))
                names.add(key.value)
                waiting.append(value)
        elif isinstance(node, yaml.SequenceNode):
            waiting.extend(node.value)
    return faults


def _faults_between(sources: Sources, root: yaml.Node | None) -> list[tuple[int, str]]:
    """What one entry cannot know by itself: that its id is taken, that there is no such municipality."""
    known = {municipality.code for municipality in municipalities()}
    faults: list[tuple[int, str]] = []
    ids: set[str] = set()
    for index, source in enumerate(sources.sources):
        if source.id in ids:
            line = _line_of(root, ("sources", index, "id"))
            faults.append((line, f"sources[{index}].id: {source.id!r} stands on an earlier source"))
        ids.add(source.id)
        if source.municipality and source.municipality not in known:
            line = _line_of(root, ("sources", index, "municipality"))
            faults.append((line, f"sources[{index}].municipality: no municipality has the code {source.municipality}"))
    return faults
