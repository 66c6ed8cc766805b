"""Publishing: a proven copy, swapped in whole; readers neither wait nor see half a state."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

from dagster_project.domain.warehouse import publish as publishing
from dagster_project.domain.warehouse.publish import PublishError, publish
from dagster_project.domain.warehouse.versions import find_damage, list_versions, roll_back

READER = """
import sys, duckdb
connection = duckdb.connect(sys.argv[1], read_only=True)
print(connection.execute("select sum(amount) from marts.fct_a").fetchone()[0], flush=True)
sys.stdin.readline()
print(connection.execute("select sum(amount) from marts.fct_a").fetchone()[0], flush=True)
"""
WRITER = """
import sys, duckdb
connection = duckdb.connect(sys.argv[1])
connection.execute("create table t as select 1")
print("open", flush=True)
sys.stdin.readline()
"""
WATCHER = """
import json, pathlib, sys, duckdb
file, stop, seen = sys.argv[1], pathlib.Path(sys.argv[2]), set()
while not stop.exists():
    connection = duckdb.connect(file, read_only=True)
    seen.add(connection.execute(
        "select (select max(amount) from marts.fct_a), (select max(amount) from marts.fct_b)").fetchone())
    connection.close()
    print("looked", flush=True)
print(json.dumps(sorted([int(a), int(b)] for a, b in seen)), flush=True)
"""


def make_build(file: Path, amount: int) -> Path:
    file.parent.mkdir(exist_ok=True, parents=True)
    file.unlink(missing_ok=True)
    with duckdb.connect(str(file)) as connection:
        connection.execute(f"""
            create schema marts; create schema staging;
            create table marts.dim_k (k text primary key); insert into marts.dim_k values ('x');
            create table marts.fct_a (k text references marts.dim_k (k), amount decimal(18, 2) not null);
            create table marts.fct_b (amount decimal(18, 2));
            insert into marts.fct_a values ('x', {amount}); insert into marts.fct_b values ({amount});
            comment on table marts.fct_a is 'One row per test''s amount.';
            comment on column marts.fct_a.amount is 'SEK';
            create view staging.v as select * from marts.fct_a;
            create view marts.w as select * from marts.fct_a;
        """)
    return file


def ask(file: Path, sql: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(file), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def test_tables_are_published_with_comments_and_constraints_and_no_view_is(tmp_path: Path) -> None:
    made = publish(make_build(tmp_path / "build/warehouse.duckdb", 5), tmp_path / "published", ["marts"], {"n": 1})
    assert made.path == tmp_path / "published/warehouse.duckdb"
    assert made.tables == {"marts.dim_k": 1, "marts.fct_a": 1, "marts.fct_b": 1}
    assert ask(made.path, "select view_name from duckdb_views() where not internal") == []
    assert ask(made.path, "select comment from duckdb_tables() where table_name = 'fct_a'") == [
        ("One row per test's amount.",)
    ]
    assert ask(made.path, "select comment from duckdb_columns() where comment is not null and not internal") == [
        ("SEK",)
    ]
    assert ask(made.path, "select count(*) from duckdb_constraints() where constraint_type = 'FOREIGN KEY'") == [(1,)]


def test_the_file_says_when_and_from_what_it_was_made(tmp_path: Path) -> None:
    moment = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    made = publish(
        make_build(tmp_path / "build/warehouse.duckdb", 5), tmp_path / "published", ["marts"], {"n": 7}, moment
    )
    assert ask(made.path, "select epoch(published_at)::bigint, n from marts.publication") == [
        (int(moment.timestamp()), 7)
    ]


def test_every_mart_is_a_parquet_file(tmp_path: Path) -> None:
    publish(make_build(tmp_path / "build/warehouse.duckdb", 5), tmp_path / "published", ["marts"], {"n": 1})
    files = sorted(p.name for p in (tmp_path / "published/parquet").iterdir())
    assert files == ["dim_k.parquet", "fct_a.parquet", "fct_b.parquet", "publication.parquet"]
    rows = duckdb.sql(f"select amount from '{tmp_path}/published/parquet/fct_a.parquet'").fetchall()
    assert [int(r[0]) for r in rows] == [5]


def test_publishing_the_same_again_leaves_the_file_alone(tmp_path: Path) -> None:
    build, folder = tmp_path / "build/warehouse.duckdb", tmp_path / "published"
    first = publish(make_build(build, 5), folder, ["marts"], {"n": 1})
    before = first.path.stat()
    second = publish(make_build(build, 5), folder, ["marts"], {"n": 1})
    assert second.changed == ()
    assert (first.path.stat().st_ino, first.path.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_the_tables_that_changed_are_named(tmp_path: Path) -> None:
    build, folder = tmp_path / "build/warehouse.duckdb", tmp_path / "published"
    assert publish(make_build(build, 5), folder, ["marts"], {}).changed == (
        "marts.dim_k",
        "marts.fct_a",
        "marts.fct_b",
    )
    assert publish(make_build(build, 6), folder, ["marts"], {}).changed == ("marts.fct_a", "marts.fct_b")


def test_a_reader_in_another_process_keeps_its_data_and_blocks_nothing(tmp_path: Path) -> None:
    build, folder = tmp_path / "build/warehouse.duckdb", tmp_path / "published"
    made = publish(make_build(build, 5), folder, ["marts"], {})
    with subprocess.Popen(
        [sys.executable, "-c", READER, str(made.path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as reader:
        assert reader.stdout is not None and reader.stdin is not None
        assert reader.stdout.readline().strip() == "5.00"
        publish(make_build(build, 6), folder, ["marts"], {})
        reader.stdin.write("go on\n")
        reader.stdin.flush()
        assert reader.stdout.readline().strip() == "5.00"
    assert ask(made.path, "select amount::int from marts.fct_a") == [(6,)]


def test_whoever_opens_the_file_while_it_is_swapped_sees_the_old_or_the_new_never_half(tmp_path: Path) -> None:
    build, folder = tmp_path / "build/warehouse.duckdb", tmp_path / "published"
    made = publish(make_build(build, 1), folder, ["marts"], {})
    stop = tmp_path / "stop"
    with subprocess.Popen(
        [sys.executable, "-c", WATCHER, str(made.path), str(stop)], stdout=subprocess.PIPE, text=True
    ) as watcher:
        assert watcher.stdout is not None
        for amount in range(2, 8):
            watcher.stdout.readline()
            publish(make_build(build, amount), folder, ["marts"], {})
        stop.touch()
        last = watcher.stdout.read().strip().splitlines()[-1]
    assert watcher.returncode == 0
    seen = json.loads(last)
    assert len(seen) >= 2
    assert all(a == b for a, b in seen)


def test_a_program_that_holds_the_served_file_for_writing_does_not_stop_publishing(tmp_path: Path) -> None:
    build, folder = tmp_path / "build/warehouse.duckdb", tmp_path / "published"
    made = publish(make_build(build, 5), folder, ["marts"], {})
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, str(made.path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None and process.stdin is not None
        process.stdout.readline()
        publish(make_build(build, 6), folder, ["marts"], {})
        assert ask(made.path, "select amount::int from marts.fct_a") == [(6,)]
        process.stdin.write("\n")
    assert ask(made.path, "select amount::int from marts.fct_a") == [(6,)]


def test_a_copy_that_differs_is_not_swapped_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build, folder = tmp_path / "build/warehouse.duckdb", tmp_path / "published"
    made = publish(make_build(build, 5), folder, ["marts"], {})
    honest = publishing.copy_tables

    def lossy(source: Path, copy: Path, schemas: list[str], note: dict[str, object]) -> None:
        honest(source, copy, schemas, note)
        with duckdb.connect(str(copy)) as connection:
            connection.execute("delete from marts.fct_b")

    monkeypatch.setattr(publishing, "copy_tables", lossy)
    with pytest.raises(PublishError, match=r"marts\.fct_b"):
        publish(make_build(build, 6), folder, ["marts"], {})
    assert ask(made.path, "select amount::int from marts.fct_a") == [(5,)]
    assert not list(folder.glob(".next-*"))


def test_a_build_without_tables_is_not_published(tmp_path: Path) -> None:
    build = tmp_path / "build/warehouse.duckdb"
    build.parent.mkdir()
    duckdb.connect(str(build)).close()
    with pytest.raises(PublishError, match="no tables"):
        publish(build, tmp_path / "published", ["marts"], {})
    assert not (tmp_path / "published/warehouse.duckdb").exists()


def test_the_last_versions_are_kept_and_the_one_that_readers_see(tmp_path: Path) -> None:
    build, folder = tmp_path / "build/warehouse.duckdb", tmp_path / "published"
    for amount in range(7):
        publish(make_build(build, amount), folder, ["marts"], {}, datetime(2026, 1, 1, amount, tzinfo=UTC))
    kept = list_versions(folder)
    assert [version.name[9:11] for version in kept] == ["02", "03", "04", "05", "06"]
    assert [version.is_current for version in kept] == [False] * 4 + [True]


def test_rolling_back_shows_duckdb_parquet_and_csv_of_the_version_before(tmp_path: Path) -> None:
    build, folder = tmp_path / "build/warehouse.duckdb", tmp_path / "published"
    for amount in (1, 2, 3):
        publish(make_build(build, amount), folder, ["marts"], {})
    assert served(folder) == [3, 3, 3]
    roll_back(folder)
    assert served(folder) == [2, 2, 2]
    roll_back(folder)
    assert served(folder) == [1, 1, 1]
    with pytest.raises(PublishError, match="no version from before"):
        roll_back(folder)
    assert served(folder) == [1, 1, 1]


def test_after_a_rollback_the_next_version_goes_back_to_what_readers_saw_not_to_the_bad_one(tmp_path: Path) -> None:
    build, folder = tmp_path / "build/warehouse.duckdb", tmp_path / "published"
    for amount in (1, 666):
        publish(make_build(build, amount), folder, ["marts"], {})
    roll_back(folder)
    publish(make_build(build, 3), folder, ["marts"], {})
    roll_back(folder)
    assert served(folder) == [1, 1, 1]


def test_a_damaged_version_is_not_rolled_back_to(tmp_path: Path) -> None:
    build, folder = tmp_path / "build/warehouse.duckdb", tmp_path / "published"
    for amount in (1, 2):
        publish(make_build(build, amount), folder, ["marts"], {})
    list_versions(folder)[0].folder.joinpath("csv/fct_b.csv").write_text("amount\n9\n")
    with pytest.raises(PublishError, match=r"damaged: csv/fct_b\.csv"):
        roll_back(folder)
    assert served(folder) == [2, 2, 2]


def served(folder: Path) -> list[int]:
    """The amount that readers of each form see."""
    (parquet,) = duckdb.sql(f"select amount::int from '{folder}/parquet/fct_b.parquet'").fetchall()
    csv = int(float((folder / "csv/fct_b.csv").read_text().split()[1]))
    return [ask((folder / "warehouse.duckdb").resolve(), "select amount::int from marts.fct_b")[0][0], parquet[0], csv]  # type: ignore[list-item]


def test_the_manifest_names_run_rows_hashes_and_how_old_the_data_is(tmp_path: Path) -> None:
    build = make_build(tmp_path / "build/warehouse.duckdb", 1)
    with duckdb.connect(str(build)) as connection:
        connection.execute("create table marts.dim_report as select date '2024-08-31' as period_end")
    publish(build, tmp_path / "published", ["marts"], {"reader_version": "7"}, datetime(2026, 1, 1, tzinfo=UTC))
    manifest = json.loads((tmp_path / "published/manifest.json").read_text())
    assert manifest["published_at"] == "2026-01-01T00:00:00+00:00"
    assert (manifest["run"], manifest["data_until"]) == ({"reader_version": "7"}, "2024-08-31")
    assert manifest["rows"]["fct_a"] == 1
    paths = [file["path"] for file in manifest["files"]]
    assert {"warehouse.duckdb", "csv/fct_a.csv", "parquet/fct_a.parquet", "datapackage.json"} <= set(paths)
    assert find_damage((tmp_path / "published/.current").resolve()) == []


def test_a_folder_of_the_first_layout_is_taken_over(tmp_path: Path) -> None:
    folder = tmp_path / "published"
    (folder / ".parquet/old").mkdir(parents=True)
    (folder / "parquet").symlink_to(".parquet/old")
    make_build(folder / "warehouse.duckdb", 4)
    publish(make_build(tmp_path / "build/warehouse.duckdb", 4), folder, ["marts"], {})
    assert served(folder) == [4, 4, 4]
    assert not (folder / ".parquet").exists()
