"""The public profile, attacked: somebody who knows how the tables add up tries to work out what was hidden."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable
from fractions import Fraction
from itertools import count
from pathlib import Path
from typing import Any

import duckdb
import pytest

from dagster_project.domain.warehouse import public_profile
from dagster_project.domain.warehouse.copy_tables import PublishError
from dagster_project.domain.warehouse.public_profile import FACTS
from dagster_project.domain.warehouse.publish_public import publish_public

Cell = dict[str, Any]
Equation = dict[str, int]  # fact_id -> coefficient; the sum is 0
COLUMNS = {
    "fact_id": "varchar",
    "document": "varchar",
    "municipality_code": "varchar",
    "board": "varchar",
    "value_kind": "varchar",
    "period_start": "date",
    "period_end": "date",
    "raw": "varchar",
    "value": "decimal(18, 6)",
    "unit": "varchar",
    "row_label": "varchar",
    "table_no": "integer",
    "row_no": "integer",
    "col_no": "integer",
    "repeats_fact_id": "varchar",
    "fact_family": "varchar",
    "measure_id": "varchar",
    "sex": "varchar",
    "age": "varchar",
    "subunit": "varchar",
    "reading": "varchar",
}


class Report:
    """Cells of made-up tables, the equations that hold among them, and the identities that our checks tested."""

    def __init__(self) -> None:
        self.cells: dict[str, Cell] = {}
        self.equations: list[Equation] = []
        self.identities: list[list[str]] = []
        self._number = count(1)

    def add(self, value: float, table_no: int, row_no: int, col_no: int, **more: Any) -> str:
        number = next(self._number)
        cell: Cell = dict.fromkeys(COLUMNS) | {
            "fact_id": f"f{number}",
            "document": "d1",
            "municipality_code": "0665",
            "board": "Socialnämnden",
            "value_kind": "actual",
            "period_end": "2024-04-30",
            "value": value,
            "raw": f"{value:g} §{number}§",
            "reading": f"seen {value:g} §{number}§",
            "unit": "count",
            "row_label": f"Rad {chr(64 + row_no)}",
            "table_no": table_no,
            "row_no": row_no,
            "col_no": col_no,
            "fact_family": "volume",
            "measure_id": "unmapped",
        }
        self.cells[f"f{number}"] = cell | more
        return f"f{number}"

    def holds(self, total: str, *terms: str, tested: bool = False) -> None:
        self.equations.append({total: -1, **dict.fromkeys(terms, 1)})
        if tested:
            self.identities.append([total, *terms])

    def save(self, file: Path) -> Path:
        with duckdb.connect(str(file)) as connection:
            connection.execute("create schema marts; use marts")
            for table in FACTS:
                columns = ", ".join(f"{name} {kind}" for name, kind in COLUMNS.items())
                connection.execute(f"create table {table} ({columns})")
            for cell in self.cells.values():
                tables = ["fct_kpi" if cell["fact_family"] == "kpi" else f"fct_{cell['fact_family']}"]
                for table in tables + (["fct_staffing"] if cell["fact_family"] == "kpi" else []):
                    connection.execute(
                        f"insert into {table} values ({', '.join('?' * len(cell))})", list(cell.values())
                    )
            connection.execute(
                "create table fct_quality_identity_term (identity_id varchar, fact_id varchar, printed_fact_id varchar)"
            )
            for number, (total, *terms) in enumerate(self.identities):
                for term in terms:
                    connection.execute(
                        "insert into fct_quality_identity_term values (?, ?, ?)", [f"i{number}", term, total]
                    )
            connection.execute("create table fct_statement as select '3 barn' as quote, 3 as value")
            connection.execute("create table fct_volume_history as select * from fct_volume")
        return file


def attack(folder: Path, report: Report) -> dict[str, int]:
    """What somebody who knows the equations, and that hidden counts are whole and above zero, works out."""
    shown: dict[str, Fraction] = {}
    for file in (folder / "parquet").glob("fct_*.parquet"):
        for fact_id, value in duckdb.sql(f"select fact_id, value from '{file}' where value is not null").fetchall():
            shown[fact_id] = Fraction(value)
    unknown = sorted(set(report.cells) - set(shown))
    rows = [
        [Fraction(e.get(name, 0)) for name in unknown]
        + [-sum((Fraction(c) * shown[n] for n, c in e.items() if n in shown), Fraction())]
        for e in report.equations
    ]
    reduced = eliminate(rows, len(unknown))
    found = {}
    for row in reduced:
        places = [i for i, coefficient in enumerate(row[:-1]) if coefficient]
        if len(places) == 1:
            found[unknown[places[0]]] = int(row[-1] / row[places[0]])
    low, high = squeeze(rows, len(unknown))
    found |= {name: int(low[i]) for i, name in enumerate(unknown) if low[i] == high[i]}
    return found


def eliminate(rows: list[list[Fraction]], width: int) -> list[list[Fraction]]:
    """Reduced row echelon form."""
    rows, done = [row[:] for row in rows], 0
    for column in range(width):
        pivot = next((i for i in range(done, len(rows)) if rows[i][column]), None)
        if pivot is None:
            continue
        rows[done], rows[pivot] = rows[pivot], rows[done]
        rows[done] = [value / rows[done][column] for value in rows[done]]
        for i in range(len(rows)):
            if i != done and rows[i][column]:
                factor = rows[i][column]
                rows[i] = [a - factor * b for a, b in zip(rows[i], rows[done], strict=True)]
        done += 1
    return rows[:done]


def squeeze(rows: list[list[Fraction]], width: int) -> tuple[list[Fraction], list[Fraction]]:
    """The narrowest bounds that single equations give, for whole numbers from one on."""
    low, high = [Fraction(1)] * width, [Fraction(10**6)] * width
    for _ in range(20):
        for row in rows:
            for i in (i for i in range(width) if row[i]):
                rest = [j for j in range(width) if row[j] and j != i]
                least = sum((row[j] * (low[j] if row[j] > 0 else high[j]) for j in rest), Fraction())
                most = sum((row[j] * (high[j] if row[j] > 0 else low[j]) for j in rest), Fraction())
                ends = sorted(((row[-1] - least) / row[i], (row[-1] - most) / row[i]))
                low[i], high[i] = max(low[i], ends[0]), min(high[i], ends[1])
    return low, high


def small_cells(report: Report) -> list[str]:
    return [
        name
        for name, cell in report.cells.items()
        if cell["unit"] in ("count", "fte")
        and cell["value_kind"] == "actual"
        and (0 < cell["value"] < 5 or (cell["fact_family"] == "staffing" and 0 < cell["value"] <= 10))
    ]


def made_up(seed: int) -> Report:
    """Tables of every kind that gives small numbers away: totals both ways, varav, shares, changes, repeats, years."""
    dice, report = random.Random(seed), Report()

    def small() -> int:
        return dice.choice([0, 1, 2, 3, 4, 5, 7, 12, 40])

    # women, men, total; rows and a total row; a part of the first row; a share
    n_rows = dice.randint(1, 4)
    grid = []
    for row in range(1, n_rows + 1):
        women, men = small(), small()
        ids = [
            report.add(v, 1, row, c, sex=s)
            for c, (v, s) in enumerate([(women, "f"), (men, "m"), (women + men, None)], 1)
        ]
        report.holds(ids[2], *ids[:2])
        report.add(100 * women / max(women + men, 1), 1, row, 4, unit="percent")
        grid.append(ids)
    sums = [
        report.add(sum(report.cells[g[c]]["value"] for g in grid), 1, n_rows + 1, c + 1, row_label="Summa")
        for c in range(3)
    ]
    for column in range(3):
        report.holds(sums[column], *(g[column] for g in grid), tested=dice.random() < 0.5)
    report.holds(sums[2], *sums[:2])
    # the same rows again in another table, with the year before and the change
    for row, ids in enumerate(grid, 1):
        now, before = report.cells[ids[2]]["value"], small()
        again = report.add(now, 2, row, 1, measure_id=f"m{row}")
        then = report.add(before, 2, row, 2, measure_id=f"m{row}", period_end="2023-04-30")
        change = report.add(now - before, 2, row, 3, value_kind="change", measure_id=f"m{row}")
        report.cells[ids[2]]["measure_id"] = f"m{row}"
        report.holds(again, ids[2])
        report.holds(again, then, change)
        # last year's report says the same of last year, beside one half of it
        old = {"document": "d0", "period_end": "2023-04-30"}
        last, half = report.add(before, 9, row, 1, measure_id=f"m{row}", **old), before // 2
        first = report.add(half, 9, row, 2, sex="f", **old)
        second = report.add(before - half, 9, row, 3, sex="m", **old)
        report.holds(last, then)
        report.holds(last, first, second)
    # an indicator that stands in two fact tables and repeats a count
    copied = report.add(
        report.cells[grid[0][0]]["value"], 3, 1, 1, fact_family="kpi", repeats_fact_id=grid[0][0], row_label=""
    )
    report.holds(copied, grid[0][0])
    # staff by unit, with the sick leave of each group
    for row in (1, 2):
        staff = report.add(dice.choice([4, 9, 10, 30]), 4, row, 1, fact_family="staffing", subunit=f"enhet {row}")
        report.add(
            7.5, 5, row, 1, fact_family="staffing", unit="percent", subunit=f"enhet {row}", row_label="", measure_id="s"
        )
        assert staff
    return report


@pytest.mark.parametrize("seed", range(8))
def test_no_hidden_cell_can_be_worked_out_from_totals_varav_shares_other_tables_and_years(
    seed: int, tmp_path: Path
) -> None:
    report = made_up(seed)
    publish_public(report.save(tmp_path / "warehouse.duckdb"), tmp_path / "public")
    worked_out = attack(tmp_path / "public", report)
    assert not {name: worked_out[name] for name in small_cells(report) if name in worked_out}
    for name in small_cells(report):
        assert_unsaid(tmp_path / "public", report.cells[name]["raw"])


def test_the_attack_succeeds_where_only_the_small_cells_themselves_are_hidden(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(public_profile, "LINKS", ())
    broken = 0
    for seed in range(5):
        report = made_up(seed)
        publish_public(report.save(tmp_path / f"{seed}.duckdb"), tmp_path / f"public-{seed}")
        worked_out = attack(tmp_path / f"public-{seed}", report)
        small = [name for name in small_cells(report) if name in worked_out]
        assert all(worked_out[name] == report.cells[name]["value"] for name in small)
        broken += bool(small)
    assert broken >= 4


def assert_unsaid(folder: Path, raw: str) -> None:
    """The printed text, with its mark, in no file of the folder."""
    mark = raw.split()[-1]
    for file in folder.rglob("*"):
        if file.suffix in (".csv", ".json"):
            assert mark not in file.read_text(encoding="utf-8"), file
        elif file.suffix == ".parquet":
            assert mark not in str(duckdb.sql(f"select * from '{file}'").fetchall()), file


def statuses(folder: Path, report: Report) -> dict[str, str]:
    rows: Iterable[tuple[str, str]] = duckdb.sql(
        f"select fact_id, publication_status from read_parquet('{folder}/parquet/fct_*.parquet', union_by_name = true)"
    ).fetchall()
    found = dict(rows)
    assert set(found) == set(report.cells)
    return found


def test_zeros_targets_and_counts_of_things_stay_shown(tmp_path: Path) -> None:
    report = Report()
    zero = report.add(0, 1, 1, 1)
    target = report.add(3, 2, 1, 1, value_kind="target")
    services = report.add(3, 3, 1, 1, measure_id="e_services_count")
    five, four = report.add(5, 4, 1, 1, row_label="Fem"), report.add(4, 5, 1, 1, row_label="Fyra")
    publish_public(report.save(tmp_path / "warehouse.duckdb"), tmp_path / "public")
    found = statuses(tmp_path / "public", report)
    assert {found[name] for name in (zero, target, services, five)} == {"shown"}
    assert found[four] == "suppressed"


def test_a_year_beside_a_year_stays_shown_but_not_beside_their_change(tmp_path: Path) -> None:
    report = Report()
    report.add(3, 1, 1, 1)
    alone = report.add(12, 1, 1, 2, period_end="2023-04-30")
    report.add(3, 2, 2, 1)
    beside = report.add(14, 2, 2, 2, period_end="2022-04-30")
    report.add(-11, 2, 2, 3, value_kind="change")
    publish_public(report.save(tmp_path / "warehouse.duckdb"), tmp_path / "public")
    found = statuses(tmp_path / "public", report)
    assert (found[alone], found[beside]) == ("shown", "suppressed")


def test_the_sick_leave_of_a_small_group_of_staff_is_hidden_with_its_size(tmp_path: Path) -> None:
    report = Report()
    report.add(10, 1, 1, 1, fact_family="staffing", subunit="natt")
    leave = report.add(6.5, 2, 1, 1, fact_family="staffing", unit="percent", subunit="natt", row_label="")
    other = report.add(6.5, 3, 1, 1, fact_family="staffing", unit="percent", subunit="dag", row_label="")
    publish_public(report.save(tmp_path / "warehouse.duckdb"), tmp_path / "public")
    found = statuses(tmp_path / "public", report)
    assert (found[leave], found[other]) == ("suppressed", "shown")


def test_tables_that_repeat_numbers_in_other_words_are_left_out(tmp_path: Path) -> None:
    report = Report()
    report.add(3, 1, 1, 1)
    publish_public(report.save(tmp_path / "warehouse.duckdb"), tmp_path / "public")
    names = {path.stem for path in (tmp_path / "public/csv").iterdir()}
    assert names == set(FACTS)
    manifest = json.loads((tmp_path / "public/manifest.json").read_text(encoding="utf-8"))
    assert manifest["profile"] == "public" and manifest["run"] == {"n_cells": 1, "n_suppressed": 1}


def test_a_folder_with_something_else_in_it_is_left_alone_and_an_earlier_profile_is_replaced(tmp_path: Path) -> None:
    report = Report()
    report.add(3, 1, 1, 1)
    file = report.save(tmp_path / "warehouse.duckdb")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/thesis.txt").write_text("years of work")
    with pytest.raises(PublishError, match="not empty"):
        publish_public(file, tmp_path / "mine")
    assert (tmp_path / "mine/thesis.txt").read_text() == "years of work"
    publish_public(file, tmp_path / "public")
    (tmp_path / "public/left-over.txt").touch()
    publish_public(file, tmp_path / "public")
    assert not (tmp_path / "public/left-over.txt").exists()
    assert {p.name for p in tmp_path.iterdir()} == {"mine", "public", "warehouse.duckdb"}
