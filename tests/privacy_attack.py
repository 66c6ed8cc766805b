"""Made-up tables in which small counts can be worked out, and an attacker who knows how the tables add up.

What lives here: the tables with their truth, the equations that hold among their cells, and the attack (linear
programming: between which bounds must a hidden cell lie?). What does not: the tests (test_public_profile).
"""

from __future__ import annotations

import random
from itertools import count
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
from scipy.optimize import linprog

from dagster_project.domain.warehouse.fact_tables import FACTS
from dagster_project.domain.warehouse.hidden_cells import find_hidden
from dagster_project.domain.warehouse.public_profile import read_profile

Cell = dict[str, Any]
Equation = dict[str, float]  # fact_id -> coefficient; the sum is 0
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
    "col_label": "varchar",
    "section": "varchar",
    "table_title": "varchar",
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
    "status_source": "varchar",
}
MOST = 1_000_000.0
PRINTED_TO = 0.001  # shares and means are printed rounded


class Report:
    """Cells of made-up tables with their true values, the equations among them, the identities our checks tested."""

    def __init__(self) -> None:
        self.cells: dict[str, Cell] = {}
        self.withheld: dict[str, Cell] = {}
        self.truth: dict[str, float] = {}
        self.equations: list[Equation] = []
        self.shares: list[tuple[str, str, str]] = []
        self.identities: list[list[str]] = []
        self._number = count(1)

    def add(self, value: float, table_no: int, row_no: int, col_no: int, **more: Any) -> str:
        """A printed number. Returns: its fact_id."""
        name = f"f{next(self._number)}"
        cell: Cell = dict.fromkeys(COLUMNS) | {
            "fact_id": name,
            "document": "d1",
            "municipality_code": "0665",
            "board": "Socialnämnden",
            "value_kind": "actual",
            "period_start": "2024-01-01",
            "period_end": "2024-04-30",
            "value": value,
            "raw": f"{value:g} §{name}§",
            "reading": f"seen {value:g} §{name}§",
            "unit": "count",
            "row_label": f"Rad {chr(64 + row_no)}",
            "table_no": table_no,
            "row_no": row_no,
            "col_no": col_no,
            "fact_family": "volume",
            "measure_id": "unmapped",
        }
        self.cells[name] = cell | more
        self.truth[name] = value
        return name

    def add_less_than(self, limit: int, truth: int, table_no: int, row_no: int, col_no: int, **more: Any) -> str:
        """A number that the report itself withholds: `<5`. The fact carries the limit."""
        name = self.add(limit, table_no, row_no, col_no, **more)
        self.cells[name]["raw"] = f"<{limit} §{name}§"
        self.truth[name] = truth
        return name

    def withhold(self, truth: int, table_no: int, row_no: int, col_no: int, status: str = "suppressed") -> str:
        """A cell of a number that the report prints as `..`, or that we could not read: no fact."""
        name = self.add(truth, table_no, row_no, col_no)
        self.withheld[name] = self.cells.pop(name) | {"value_status": status, "missing_id": name, "raw": ".."}
        return name

    def holds(self, total: str, *terms: str, tested: bool = False) -> None:
        """The terms add up to the total."""
        assert abs(self.truth[total] - sum(self.truth[term] for term in terms)) < 1e-9
        self.equations.append({total: -1.0, **dict.fromkeys(terms, 1.0)})
        if tested:
            self.identities.append([total, *terms])

    def mean(self, mean: str, *terms: str) -> None:
        self.equations.append({mean: -float(len(terms)), **dict.fromkeys(terms, 1.0)})

    def share(self, share: str, part: str, whole: str) -> None:
        """The share, in percent, is the part of the whole."""
        assert abs(self.truth[share] * self.truth[whole] - 100 * self.truth[part]) < 1e-9
        self.shares.append((share, part, whole))

    def small(self) -> list[str]:
        """Cells that nobody may work out."""
        found = []
        for name, cell in {**self.cells, **self.withheld}.items():
            is_count = cell["unit"] in ("count", "fte") and cell["value_kind"] in ("actual", "forecast")
            limit = 10 if cell["fact_family"] == "staffing" or cell["measure_id"] == "staff" else 4
            if is_count and 0 < self.truth[name] <= limit:
                found.append(name)
        return found

    def save(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Make the warehouse with these cells, as `write_public_tables` expects one."""
        columns = ", ".join(f"{name} {kind}" for name, kind in COLUMNS.items())
        connection.execute("create schema marts; use marts")
        for table in FACTS:
            connection.execute(f"create table {table} ({columns})")
        connection.execute(
            f"create table fct_missing_value ({columns}, value_status varchar, missing_id varchar);"
            " alter table fct_missing_value drop fact_id;"
            " create table fct_quality_identity_term (identity_id varchar, fact_id varchar, printed_fact_id varchar)"
        )
        for table in FACTS:
            family = table.removeprefix("fct_")
            families = (family, "kpi") if family == "staffing" else (family,)
            _insert(connection, table, [cell for cell in self.cells.values() if cell["fact_family"] in families])
        withheld = [{name: cell[name] for name in cell if name != "fact_id"} for cell in self.withheld.values()]
        _insert(connection, "fct_missing_value", withheld)
        for number, (total, *terms) in enumerate(self.identities):
            pairs = [{"identity_id": f"i{number}", "fact_id": term, "printed_fact_id": total} for term in terms]
            _insert(connection, "fct_quality_identity_term", pairs)
        connection.execute("create table fct_statement as select '3 barn' as quote, 3 as value")
        connection.execute("create table fct_volume_history as select * from fct_volume")

    def save_file(self, file: Path) -> Path:
        """The same as a file."""
        with duckdb.connect(str(file)) as connection:
            self.save(connection)
        return file


def _insert(connection: duckdb.DuckDBPyConnection, table: str, rows: list[Cell]) -> None:
    if rows:
        named = ", ".join(f"? as {name}" for name in rows[0])
        connection.executemany(f"insert into {table} by name select {named}", [list(row.values()) for row in rows])


def read_shown_by_links(report: Report) -> dict[str, float]:
    """The numbers that would be shown, without writing any file."""
    with duckdb.connect() as connection:
        report.save(connection)
        tables = {table: [*COLUMNS, "missing_id"] for table in (*FACTS, "fct_missing_value")}
        find_hidden(connection, "memory", tables | {"fct_quality_identity_term": []}, read_profile())
        hidden = {name for (name,) in connection.execute("select fact_id from hidden").fetchall()}
    return {name: float(cell["value"]) for name, cell in report.cells.items() if name not in hidden}


def read_shown(folder: Path) -> dict[str, float]:
    """The numbers that the public folder shows, by fact."""
    shown: dict[str, float] = {}
    for file in folder.rglob("*.parquet"):
        if "fact_id" in duckdb.sql(f"select * from '{file}'").columns:
            rows = duckdb.sql(f"select fact_id, value from '{file}' where value is not null").fetchall()
            shown |= {name: float(value) for name, value in rows}
    return shown


def work_out(shown: dict[str, float], report: Report) -> dict[str, tuple[float, float]]:
    """The small cells that are not shown, and between which bounds somebody who knows the equations puts each.

    The attacker also knows that a hidden count is one or more, since zeros are shown.
    """
    everything = {**report.cells, **report.withheld}
    unknown = sorted(set(everything) - set(shown))
    equations = list(report.equations)
    for share, part, whole in report.shares:
        if share in shown:
            equations.append({part: 100.0, whole: -shown[share]})
    place = {name: i for i, name in enumerate(unknown)}
    matrix = np.array([[e.get(name, 0.0) for name in unknown] for e in equations]).reshape(len(equations), len(unknown))
    right = np.array([-sum(c * shown[n] for n, c in e.items() if n in shown) for e in equations])
    is_level = {name: everything[name]["value_kind"] in ("actual", "forecast") for name in unknown}
    bounds = [(1.0 if is_level[name] else -MOST, MOST) for name in unknown]
    within = np.vstack([matrix, -matrix]), np.concatenate([right, -right]) + PRINTED_TO
    found = {}
    for name in set(report.small()) & set(unknown):
        wish = np.zeros(len(unknown))
        wish[place[name]] = 1.0
        ends = [linprog(sign * wish, *within, bounds=bounds) for sign in (1, -1)]
        assert all(end.status == 0 for end in ends), "the truth fulfils every equation"
        found[name] = (ends[0].fun, -ends[1].fun)
    return found


def given_away(shown: dict[str, float], report: Report) -> dict[str, tuple[float, float]]:
    """The small cells of which only one whole number is left: shown, or worked out."""
    found = {name: (shown[name], shown[name]) for name in report.small() if name in shown}
    narrow = {name: ends for name, ends in work_out(shown, report).items() if ends[1] - ends[0] < 1}
    return found | narrow


def made_up(seed: int) -> Report:
    """Tables of every kind that gives small numbers away."""
    dice, report = random.Random(seed), Report()
    grid = _groups(dice, report)
    _again_with_last_year(dice, report, grid)
    _staff(dice, report)
    _parts_of_the_year(dice, report)
    _deviation_elsewhere(dice, report)
    _share_elsewhere(dice, report)
    _mean_of_years(dice, report)
    _withheld_by_the_source(dice, report)
    _table_without_labels(dice, report)
    return report


def _size(dice: random.Random) -> int:
    return dice.choice([0, 1, 2, 3, 4, 5, 7, 12, 40])


def _groups(dice: random.Random, report: Report) -> list[list[str]]:
    """Women, men and both, in rows with a total, and the share of women."""
    n_rows = dice.randint(1, 4)
    grid = []
    for row in range(1, n_rows + 1):
        women, men = _size(dice), _size(dice)
        sexes = [(women, "f"), (men, "m"), (women + men, None)]
        ids = [report.add(value, 1, row, column, sex=sex) for column, (value, sex) in enumerate(sexes, 1)]
        report.holds(ids[2], *ids[:2])
        if women + men:
            share = report.add(100 * women / (women + men), 1, row, 4, unit="percent")
            report.share(share, ids[0], ids[2])
        grid.append(ids)
    sums = [
        report.add(sum(report.truth[ids[column]] for ids in grid), 1, n_rows + 1, column + 1, row_label="Summa")
        for column in range(3)
    ]
    for column in range(3):
        report.holds(sums[column], *(ids[column] for ids in grid), tested=dice.random() < 0.5)
    report.holds(sums[2], *sums[:2])
    # an indicator that stands in two fact tables and repeats a count
    copied = report.add(
        report.truth[grid[0][0]], 3, 1, 1, fact_family="kpi", repeats_fact_id=grid[0][0], row_label="Samma"
    )
    report.holds(copied, grid[0][0])
    return grid


def _again_with_last_year(dice: random.Random, report: Report, grid: list[list[str]]) -> None:
    """The same rows in another table, with the year before and the change; last year's report divides that year."""
    last_year = {"period_start": "2023-01-01", "period_end": "2023-04-30"}
    for row, ids in enumerate(grid, 1):
        now, before = report.truth[ids[2]], _size(dice)
        report.cells[ids[2]]["measure_id"] = f"m{row}"
        again = report.add(now, 2, row, 1, measure_id=f"m{row}")
        then = report.add(before, 2, row, 2, measure_id=f"m{row}", **last_year)
        change = report.add(now - before, 2, row, 3, value_kind="change", measure_id=f"m{row}")
        report.holds(again, ids[2])
        report.holds(again, then, change)
        last = report.add(before, 9, row, 1, measure_id=f"m{row}", document="d0", **last_year)
        first = report.add(before // 2, 9, row, 2, sex="f", document="d0", **last_year)
        second = report.add(before - before // 2, 9, row, 3, sex="m", document="d0", **last_year)
        report.holds(last, then)
        report.holds(last, first, second)


def _staff(dice: random.Random, report: Report) -> None:
    """Staff by unit, with the sick leave of each group; full-time equivalents among the indicators."""
    staff = {"fact_family": "staffing"}
    for row in (1, 2):
        report.add(dice.choice([4, 9, 10, 30]), 4, row, 1, subunit=f"enhet {row}", **staff)
        report.add(7.5, 5, row, 1, unit="percent", subunit=f"enhet {row}", row_label="", measure_id="sick", **staff)
    night, day = dice.choice([2.5, 8.0, 20.0]), dice.choice([15.5, 40.0])
    parts = [
        report.add(value, 6, row, 1, fact_family="kpi", unit="fte", row_label=label, measure_id="staff")
        for row, (value, label) in enumerate([(night, "Natt"), (day, "Dag"), (night + day, "Alla")], 1)
    ]
    report.holds(parts[2], parts[0], parts[1])


def _parts_of_the_year(dice: random.Random, report: Report) -> None:
    """Quarters beside the year; months and the year to date, each in the report of its month."""
    quarters = [("01-01", "03-31"), ("04-01", "06-30"), ("07-01", "09-30"), ("10-01", "12-31")]
    ids = [
        report.add(
            _size(dice), 7, 1, column, period_start=f"2023-{start}", period_end=f"2023-{end}", row_label="Beslut"
        )
        for column, (start, end) in enumerate(quarters, 1)
    ]
    year = {"period_start": "2023-01-01", "period_end": "2023-12-31", "row_label": "Beslut"}
    report.holds(report.add(sum(report.truth[name] for name in ids), 7, 1, 5, **year), *ids)
    _months(report, _size(dice), _size(dice))


def _months(report: Report, january: int, february: int) -> None:
    """January in its report; February and both months in that of February."""
    words = {"period_start": "2022-01-01", "row_label": "Ansökningar"}
    first = report.add(january, 1, 1, 1, document="jan", period_end="2022-01-31", **words)
    dates = words | {"period_start": "2022-02-01"}
    second = report.add(february, 1, 1, 1, document="feb", period_end="2022-02-28", **dates)
    report.holds(
        report.add(january + february, 1, 1, 2, document="feb", period_end="2022-02-28", **words), first, second
    )


def _deviation_elsewhere(dice: random.Random, report: Report) -> None:
    """A table that prints the target and the deviation of what another one counts."""
    placed, planned = _size(dice), 10
    words = {"row_label": "Placerade i HVB"}
    actual = report.add(placed, 8, 1, 1, **words)
    target = report.add(planned, 10, 1, 1, value_kind="target", **words)
    report.holds(actual, target, report.add(placed - planned, 10, 1, 2, value_kind="deviation", **words))


def _share_elsewhere(dice: random.Random, report: Report) -> None:
    """A count, and in two other tables what it is a part of and the share that it is."""
    part, rest = _size(dice), 37
    counted = report.add(part, 11, 1, 1, row_label="Antal barn i familjehem")
    whole = report.add(part + rest, 12, 1, 1, row_label="Antal placerade barn")
    printed = report.add(100 * part / (part + rest), 13, 1, 1, unit="percent", row_label="Andel barn i familjehem, %")
    report.share(printed, counted, whole)


def _mean_of_years(dice: random.Random, report: Report) -> None:
    """Three years and their mean, of which nobody says what it covers."""
    ids = [
        report.add(
            _size(dice), 14, 1, column, period_start=f"{year}-01-01", period_end=f"{year}-12-31", row_label="Lex"
        )
        for column, year in enumerate((2019, 2020, 2021), 1)
    ]
    value = sum(report.truth[name] for name in ids) / 3
    nothing = {"period_start": None, "period_end": None, "row_label": "Lex"}
    report.mean(report.add(value, 14, 1, 4, **nothing), *ids)


def _withheld_by_the_source(dice: random.Random, report: Report) -> None:
    """`<5`, `..` and a cell that could not be read, each beside numbers that say what it is."""
    for table, how in ((15, "less than"), (16, "suppressed"), (17, "unreadable")):
        truth, rest = dice.randint(1, 4), dice.choice([7, 12])
        if how == "less than":
            hidden = report.add_less_than(5, truth, table, 1, 1)
        else:
            hidden = report.withhold(truth, table, 1, 1, status=how)
        other = report.add(rest, table, 2, 1)
        report.holds(report.add(truth + rest, table, 3, 1, row_label=f"Summa {how}"), hidden, other)


def _table_without_labels(dice: random.Random, report: Report) -> None:
    """Numbers that only the heading names, again in next year's report beside their total."""
    title = {"table_title": "Lex Sarah", "row_label": "", "period_start": "2020-01-01", "period_end": "2020-12-31"}
    number = dice.choice([3, 6])
    again = report.add(number, 1, 1, 1, document="d2", sex="f", **title)
    other = report.add(9, 1, 1, 2, document="d2", sex="m", **title)
    report.holds(report.add(number + 9, 1, 1, 3, document="d2", **title), again, other)
    report.holds(again, report.add(number, 1, 1, 1, document="d3", **title))


def one_link(name: str) -> Report:
    """The least that gives a small cell away if this kind of link is forgotten: 3 + 7 = 10, and 7 and 10 elsewhere."""
    report = Report()
    if name == "printed row":
        years = [{"period_start": f"{year}-01-01", "period_end": f"{year}-12-31"} for year in (2021, 2022, 2023)]
        ids = [report.add(value, 1, 1, column, **years[column]) for column, value in enumerate((3, 7, 10))]
        report.cells[ids[2]]["col_label"] = "Summa"
        report.holds(ids[2], *ids[:2])
    elif name == "tested identity":
        ids = [
            report.add(value, table, 1, 1, row_label=f"Eget {'abc'[table]}") for table, value in enumerate((3, 7, 10))
        ]
        report.holds(ids[2], *ids[:2], tested=True)
    elif name.startswith("derived"):
        same = {"row_label": "Samma"} if "words" in name else {"measure_id": "m"}
        planned = report.add(10, 2, 1, 1, value_kind="target", **same)
        deviation = report.add(-7, 3, 1, 1, value_kind="deviation", **(same | {"table_title": "b"}))
        report.holds(report.add(3, 1, 1, 1, **same), planned, deviation)
        if "words" not in name:
            report.cells[deviation]["row_label"] = "Annat"
    elif name == "share, same words":
        part = report.add(3, 1, 1, 1, row_label="Antal barn i hem")
        whole = report.add(12, 2, 1, 1, row_label="Placerade")
        report.share(report.add(25, 3, 1, 1, unit="percent", row_label="Andel barn i hem, %"), part, whole)
    elif name == "period and its parts":
        _months(report, 3, 7)
    else:
        _copied_elsewhere(name, report)
    return report


def _copied_elsewhere(name: str, report: Report) -> None:
    """A column 3, 7, 10, and tables that print the 7 and the 10 again."""
    printed = [report.add(value, 1, row, 1) for row, value in enumerate((3, 7, 10), 1)]
    report.holds(printed[2], *printed[:2])
    if name == "printed column":
        return
    for table, here in enumerate(printed[1:], 2):
        copied = report.add(report.truth[here], table, 1, 1, row_label=f"Eget {'abcd'[table]}")
        report.holds(copied, here)
        first, second = report.cells[here], report.cells[copied]
        if name == "same measure":
            first["measure_id"] = second["measure_id"] = f"m{table}"
        elif name == "same words":
            second["row_label"] = first["row_label"]
        elif name == "what it repeats":
            first["repeats_fact_id"] = copied
        elif name == "what repeats it":
            second["repeats_fact_id"] = here
        else:
            raise AssertionError(f"no shape for the link {name}")
