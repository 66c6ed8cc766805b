"""Who may import whom (CONTRIBUTING.md, map of the house). Read from the source, so that a lazy import counts too."""

from __future__ import annotations

import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType


def _load(name: str) -> ModuleType:
    """The module beside this one; tests are no packages."""
    spec = spec_from_file_location(f"architecture_{name}", Path(__file__).with_name(f"{name}.py"))
    assert spec is not None and spec.loader is not None
    module = module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


code = _load("imports")
DOMAIN = "dagster_project.domain"
#: packages of domain/ that are stages: each knows those below it, none knows another stage
STAGES = ("sources", "calendar", "documents", "tables", "facts", "statements", "quality", "monitoring", "warehouse")
#: the one exception: a document's blocks hold its tables in reading order, so reading a PDF calls tables/ (geometry
#: to grid); tables/ knows nothing of documents/
USES = {("documents", "tables")}
BELOW = ("arithmetic", "swedish", "refusals", "model")
#: outermost first; a module may import what stands further in, never what stands further out
LAYERS = [
    ("cli",),
    ("commands",),
    ("definitions",),
    ("checks", "schedules", "sensors"),
    ("assets", "jobs"),
    ("resources", "partitions", "previews"),
    ("building", "examples"),
    ("adapters",),
    ("problems",),
    ("domain",),
]
DAGSTER_ONLY = {
    "definitions",
    "assets",
    "checks",
    "jobs",
    "schedules",
    "sensors",
    "partitions",
    "resources",
    "previews",
    "adapters",
}
NETWORK = {"requests", "httpx", "urllib3", "aiohttp", "socket", "smtplib", "ftplib", "http", "psycopg", "psycopg2"}
FRAMEWORKS = {"dagster", "dagster_dbt", "dbt", "great_expectations", "sqlalchemy"}


def room(module: str) -> str:
    """The room of the house a module is in: `assets`, `domain`, `cli`, `building` ..."""
    parts = module.split(".")
    return "" if len(parts) == 1 else parts[1]


def stage(module: str) -> str:
    parts = module.split(".")
    return parts[2] if len(parts) > 2 and module.startswith(DOMAIN + ".") else ""


def own_imports() -> list[object]:
    return [i for i in code.imports() if i.target.split(".")[0] == code.PACKAGE]


def test_imports_are_found_at_all() -> None:
    assert len(own_imports()) > 20
    assert any(i.is_lazy for i in code.imports())


def test_relative_and_lazy_imports_are_seen() -> None:
    source = "from . import model\ndef f():\n    import dagster\n    from ..adapters import x\n"
    found = code.read_imports("dagster_project.domain.facts.a", source, is_package=False)
    assert [(i.target, i.is_lazy) for i in found] == [
        ("dagster_project.domain.facts", False),
        ("dagster", True),
        ("dagster_project.domain.adapters", True),
    ]


def test_domain_is_pure_no_framework_no_network_nothing_from_outside() -> None:
    wrong = [
        str(i)
        for i in code.imports()
        if i.module.startswith(DOMAIN)
        and (
            i.target.split(".")[0] in FRAMEWORKS | NETWORK
            or i.target == "urllib.request"
            or (i.target.startswith(code.PACKAGE) and not i.target.startswith(DOMAIN))
        )
    ]
    assert not wrong


def test_stage_packages_of_the_domain_do_not_import_each_other() -> None:
    wrong = [
        str(i)
        for i in own_imports()
        if stage(i.module) in STAGES
        and stage(i.target) in STAGES
        and stage(i.module) != stage(i.target)
        and (stage(i.module), stage(i.target)) not in USES
    ]
    assert not wrong


def test_what_the_stages_stand_on_does_not_import_a_stage() -> None:
    allowed = {name: set(BELOW[index:]) for index, name in enumerate(BELOW)}
    wrong = [
        str(i)
        for i in own_imports()
        if stage(i.module) in allowed
        and i.target.startswith(DOMAIN + ".")
        and stage(i.target) not in allowed[stage(i.module)]
    ]
    assert not wrong


def test_only_the_front_desk_of_the_domain_knows_every_stage() -> None:
    known: dict[str, set[str]] = {}
    for i in own_imports():
        if i.module.startswith(DOMAIN + ".") and stage(i.module) not in (*STAGES, *BELOW):
            known.setdefault(i.module, set()).add(stage(i.target))
    wrong = {name: sorted(stages & set(STAGES)) for name, stages in known.items() if len(stages & set(STAGES)) > 1}
    assert set(wrong) <= {f"{DOMAIN}.read_report"}, wrong


def test_every_module_belongs_to_a_known_room() -> None:
    rooms = {name for layer in LAYERS for name in layer}
    assert {room(name) for name in code.modules()} - {""} <= rooms, "say in LAYERS where the new room stands"


def test_imports_go_inwards_only() -> None:
    depth = {name: level for level, layer in enumerate(LAYERS) for name in layer}
    wrong = [
        str(i)
        for i in own_imports()
        if room(i.module) in depth and room(i.target) in depth and depth[room(i.target)] < depth[room(i.module)]
    ]
    assert not wrong


def test_rooms_of_one_layer_do_not_import_each_other() -> None:
    depth = {name: level for level, layer in enumerate(LAYERS[:6]) for name in layer}
    wrong = [
        str(i)
        for i in own_imports()
        if room(i.module) != room(i.target)
        and room(i.target) in depth
        and depth.get(room(i.module)) == depth[room(i.target)]
    ]
    assert not wrong


def test_asset_modules_do_not_import_each_other() -> None:
    assets = f"{code.PACKAGE}.assets."
    wrong = [str(i) for i in own_imports() if i.module.startswith(assets) and i.target.startswith(assets)]
    assert not wrong


def test_dagster_is_imported_only_in_the_files_named_after_its_concepts() -> None:
    wrong = [
        str(i)
        for i in code.imports()
        if i.target.split(".")[0] in {"dagster", "dagster_dbt"} and room(i.module) not in DAGSTER_ONLY
    ]
    assert not wrong


def test_great_expectations_is_imported_only_in_adapters_and_only_when_it_validates() -> None:
    found = [i for i in code.imports() if i.target.split(".")[0] == "great_expectations"]
    assert not [str(i) for i in found if room(i.module) != "adapters"]


def test_the_package_itself_imports_nothing() -> None:
    assert not [str(i) for i in code.imports() if i.module == code.PACKAGE and i.target != "__future__"]


def test_the_command_line_imports_a_command_only_when_it_is_asked_for() -> None:
    light = set(sys.stdlib_module_names) | {"typer", "click", "rich"}
    found = [i for i in code.imports() if i.module == f"{code.PACKAGE}.cli"]
    assert found, "dagster_project/cli.py is the entry of the command"
    assert not [str(i) for i in found if not i.is_lazy and i.target.split(".")[0] not in light]


def test_modules_do_not_import_in_circles() -> None:
    graph: dict[str, set[str]] = {}
    for i in own_imports():
        if not i.is_lazy and i.target != i.module:
            graph.setdefault(i.module, set()).add(i.target)
    done: set[str] = set()

    def circle(name: str, path: list[str]) -> list[str]:
        if name in path:
            return [*path[path.index(name) :], name]
        if name in done:
            return []
        for target in sorted(graph.get(name, ())):
            found = circle(target, [*path, name])
            if found:
                return found
        done.add(name)
        return []

    assert not [c for c in (circle(name, []) for name in sorted(graph)) if c]
