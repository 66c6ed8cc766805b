"""A lake of a simulated nation: raw Parquet of our own schema, made by DuckDB from the readings of the five samples.

What lives here: which reports the nation prints and what stands in them, and the reference data that goes with them.
What does not: building, publishing and asking (next door: `nation`).

290 municipalities report every month for ten years. Every municipality has the form of one of the five samples (table
titles, rows, columns, kinds of value), its own size and growth, and up to eight boards; the first board's reports hold
every family of the sample, the others the cost tables alone. Every report multiplies all the numbers of its form by one
factor, so that sums, deviations and repeats agree or break as in the sample. One report in fifty is reissued with
another factor.
"""

from __future__ import annotations

import csv
from pathlib import Path

import duckdb

from dagster_project.domain.warehouse.raw_schema import SCHEMAS
from dagster_project.domain.warehouse.write_raw import prepare_raw

LAST_YEAR = 2025
BOARDS = (
    "Socialnämnden",
    "Äldrenämnden",
    "Funktionsrättsnämnden",
    "Familjenämnden",
    "Arbetsmarknadsnämnden",
    "Omsorgsnämnden",
    "Vårdnämnden",
    "Hälsonämnden",
)

FORMS = ("0461", "0665", "1463", "1882", "2581")

# Made from readings alone: not what the lake says of sources and corrections.
DATASETS = ("reports", "facts", "refusals", "ignored_cells", "reconciliations", "statements")

# One row per report: when it was seen, by what its numbers are multiplied. A reissue is a second document of its slot.
_REPORTS = """
create or replace table printed as
with slots as (
    select
        m.municipality_code, m.form, m.size, b.board, b.board_no, y.year, mo.month,
        last_day(make_date(y.year, mo.month, 1)) as period_end,
        hash(m.municipality_code, b.board_no, y.year, mo.month) as luck
    from municipalities m, boards b, (select ? as year) y, (select unnest(range(1, 13)) as month) mo
),
versions as (
    select *, 1 as version_no from slots
    union all
    select *, 2 as version_no from slots where luck % 50 = 0
)
select
    versions.* exclude (period_end), versions.period_end,
    forms.document as form_document,
    forms.period_end as form_end,
    sha256(concat_ws('/', versions.municipality_code, board_no, year, month, version_no)) as document,
    (size * pow(1.03, year - 2016) * month / month(forms.period_end)
        * (1 + (luck % 97) / 1000.0) * (1 + 0.01 * (version_no - 1)))::double as factor,
    versions.period_end + interval (20 + luck % 30 + 30 * (version_no - 1)) day as seen_on
from versions join forms using (form)
"""

# A date of the form, in the year of the report: the form's own last day becomes the report's, others keep their month.
_SHIFTED = """case
        when form.{0} is null then null
        when form.{0} = printed.form_end and ({1}) then printed.period_end
        else least(
            make_date(printed.year + year(form.{0})::int - year(printed.form_end)::int, month(form.{0}), 1)
            + (day(form.{0}) - 1)::int,
            case when ({1}) then printed.period_end else date '9999-12-31' end
        )
    end::date as {0}"""
_OF_THE_PERIOD = "form.measure not in ('budget', 'forecast', 'forecast_deviation', 'target')"
_DECIMALS = "length(rtrim(split_part(form.value::varchar, '.', 2), '0'))::int"


def make_lake(lake: Path, samples: str, n_boards: int = 8, n_years: int = 10, n_municipalities: int = 290) -> None:
    """Write the nation's raw Parquet, a file per dataset and year. Args: samples: the lake of the five samples."""
    prepare_raw(str(lake))
    connection = duckdb.connect()
    connection.execute("set preserve_insertion_order = false")
    connection.execute("set memory_limit = '4GB'")
    with _seed("municipalities").open(encoding="utf-8") as file:
        codes = sorted((row["municipality_code"] for row in csv.DictReader(file)), key=lambda code: code[::-1])
    connection.execute("create table municipalities (municipality_code varchar, form varchar, size double)")
    connection.executemany(
        "insert into municipalities select $1, $2, 0.2 + (hash($1) % 400) / 100.0",
        list(choose_forms(codes[:n_municipalities]).items()),
    )
    names = ", ".join(f"({no}, '{name}')" for no, name in enumerate(BOARDS[:n_boards], start=1))
    connection.execute(f"create table boards as select * from (values {names}) as boards(board_no, board)")
    for dataset in DATASETS:
        connection.execute(f"create view sample_{dataset} as from read_parquet('{samples}/raw/{dataset}/*/*.parquet')")
    connection.execute(
        "create table forms as select document, period_end, municipality_code as form from sample_reports"
    )
    for year in range(LAST_YEAR - n_years + 1, LAST_YEAR + 1):
        connection.execute(_REPORTS, [year])
        for dataset in DATASETS:
            _write(connection, dataset, lake / "raw" / dataset / str(year))


def _write(connection: duckdb.DuckDBPyConnection, dataset: str, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    columns = ", ".join(_column(dataset, name) for name in SCHEMAS[dataset].names)
    first_board = "" if dataset in ("reports", "facts") else "and printed.board_no = 1"
    only_cost = "and (printed.board_no = 1 or form.fact_family = 'cost')" if dataset == "facts" else ""
    connection.execute(
        f"copy (select {columns} from printed join sample_{dataset} form on form.document = printed.form_document"
        f" where true {first_board} {only_cost} order by printed.document)"
        f" to '{folder}/1.parquet' (format parquet, compression zstd, row_group_size 200000)"
    )


def _column(dataset: str, name: str) -> str:
    """How a column of the nation is made of the sample's."""
    made = {
        "document": "printed.document",
        "reader_version": "'1' as reader_version",
        "municipality_code": "printed.municipality_code",
        "fact_id": "md5(printed.document || form.fact_id) as fact_id",
        "first_seen_at": "printed.seen_on::timestamptz as first_seen_at",
        "suspect_fact_id": "md5(printed.document || nullif(form.suspect_fact_id, '')) as suspect_fact_id",
        "printed_fact_id": "md5(printed.document || form.printed_fact_id) as printed_fact_id",
        "reconciliation_id": "md5(printed.document || form.reconciliation_id) as reconciliation_id",
        "fact_ids": "list_transform(form.fact_ids, lambda id: md5(printed.document || id)) as fact_ids",
    }
    if dataset == "reports":
        made |= {
            "board": "printed.board",
            "municipality": "'' as municipality",
            "file_name": "concat_ws('-', printed.municipality_code, printed.board_no, printed.period_end) as file_name",
            "report_type": "case printed.month when 4 then 'tertial_1' when 8 then 'interim_board'"
            " when 12 then 'annual_board' else 'month' end as report_type",
            "period_start": "make_date(printed.year, 1, 1) as period_start",
            "period_end": "printed.period_end",
            "document_date": "printed.seen_on::date as document_date",
            "board_meeting_date": "null::date as board_meeting_date",
            "n_facts": "(select count(*) from sample_facts f where f.document = form.document"
            " and (printed.board_no = 1 or f.fact_family = 'cost'))::int as n_facts",
        }
        # the other boards print the cost tables alone: no cell of theirs is ignored or refused
        made["n_cells"] = (
            "(select count(*) from sample_facts f where f.document = form.document and f.fact_family = 'cost')::int"
        )
        made["n_cells"] = f"case when printed.board_no = 1 then form.n_cells else {made['n_cells']} end as n_cells"
        for counted in ("n_ignored_cells", "n_refusals", "n_reconciliations", "n_statements"):
            made[counted] = f"case when printed.board_no = 1 then form.{counted} else 0 end as {counted}"
    if dataset == "facts":
        number = f"round(form.value * printed.factor, {_DECIMALS})"
        is_scaled = "form.value is not null and form.unit in ('tkr', 'mnkr', 'kr', 'count', 'hours', 'days', 'fte')"
        made |= {
            "value": f"case when {is_scaled} then {number} else form.value end::decimal(18, 6) as value",
            "raw": f"case when {is_scaled} then replace(({number})::decimal(18, 1)::varchar, '.', ',')"
            " else form.raw end as raw",
            "amount_reported_sek": "case when form.value != 0 and form.amount_reported_sek is not null"
            f" then {number} * (form.amount_reported_sek / form.value) else form.amount_reported_sek end"
            "::decimal(18, 2) as amount_reported_sek",
            "period_start": _SHIFTED.format("period_start", "false"),
            "period_end": _SHIFTED.format("period_end", _OF_THE_PERIOD),
            "as_of": _SHIFTED.format("as_of", "true"),
        }
    return made.get(name, f"form.{name}")


def _seed(name: str) -> Path:
    return Path(__file__).parents[1] / "dbt" / "seeds" / f"{name}.csv"


def widen_seeds(seeds: Path) -> None:
    """Give every municipality the mappings of its form, and a population; for a copy of the dbt project."""
    with _seed("municipalities").open(encoding="utf-8") as file:
        codes = [row["municipality_code"] for row in csv.DictReader(file)]
    form_of = choose_forms(codes)
    for name, label in (("activity_mapping", ("heading", "source_code")), ("measure_mapping", ("section",))):
        with _seed(name).open(encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        rows = [row for row in rows if row["municipality_code"] not in FORMS] + [
            {**row, "municipality_code": code, "board": "", "valid_from": "", "valid_to": ""}
            for code in codes
            for row in rows
            if row["municipality_code"] == form_of[code]
        ]
        key = ("municipality_code", *label, "source_label")
        _write_csv(seeds / f"{name}.csv", list({tuple(row[word] for word in key): row for row in rows}.values()))
    population = [
        {"municipality_code": code, "year": str(year), "population_count": str(5000 + int(code) * 7)}
        for code in codes
        for year in range(LAST_YEAR - 12, LAST_YEAR + 1)
    ]
    _write_csv(seeds / "municipality_population.csv", [{**row, "source_note": "simulated"} for row in population])


def choose_forms(codes: list[str]) -> dict[str, str]:
    """The sample whose form each municipality has."""
    return {code: FORMS[number % len(FORMS)] for number, code in enumerate(sorted(codes, key=lambda code: code[::-1]))}


def _write_csv(path: Path, rows: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
