"""Try Apache Superset on a published warehouse: database, dataset and chart over its REST API, the data read back.

    make test-bi                      (its last step; or, in an environment made from requirements-superset.txt:)
    python tests/bi/try_superset.py data/sample/warehouse/published/warehouse.duckdb

Kept out of CI: Superset is large and wants an environment of its own. The last run's output is in
docs/bi.md. Everything Superset writes lies in a temporary folder. Exit status 0 if the chart's data equals what
DuckDB itself answers.
"""

from __future__ import annotations

import json
import os
import secrets
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from importlib.metadata import version
from pathlib import Path
from typing import Any

import duckdb

TABLE = "fct_cost_by_activity"
CHART_SQL = f"""
    select municipality_code, sum(amount_sek) from marts.{TABLE}
    where value_kind = 'budget' and is_additive_in_report group by all order by all
"""
SECONDS_TO_START = 180


class Client:
    """Superset's REST API with a token."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.token = ""

    def send(self, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        request = urllib.request.Request(f"{self.address}{path}", method="POST" if body is not None else "GET")
        if body is not None:
            request.add_header("Content-Type", "application/json")
        if self.token:
            request.add_header("Authorization", f"Bearer {self.token}")
        data = json.dumps(body).encode() if body is not None else None
        try:
            with urllib.request.urlopen(request, data, timeout=120) as answer:
                return dict(json.load(answer))
        except urllib.error.HTTPError as error:
            raise SystemExit(f"{path}: {error.code} {error.read().decode()[:500]}") from error

    def log_in(self, password: str) -> None:
        body = {"username": "admin", "password": password, "provider": "db", "refresh": True}
        self.token = self.send("/api/v1/security/login", body)["access_token"]


def start(folder: Path, password: str) -> tuple[subprocess.Popen[bytes], str]:
    """Superset with an SQLite of its own, on a free port of this machine only."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    (folder / "superset_config.py").write_text(
        f"SECRET_KEY = {secrets.token_hex(32)!r}\n"
        f"SQLALCHEMY_DATABASE_URI = 'sqlite:///{folder}/superset.db'\n"
        "WTF_CSRF_ENABLED = False\nTALISMAN_ENABLED = False\n"
    )
    environment = {
        **os.environ,
        "SUPERSET_CONFIG_PATH": str(folder / "superset_config.py"),
        "SUPERSET_HOME": str(folder),
        "FLASK_APP": "superset.app:create_app()",
    }
    superset = str(Path(sys.executable).with_name("superset"))
    user = ["--username", "admin", "--firstname", "A", "--lastname", "B", "--email", "a@example.org"]
    for words in (["db", "upgrade"], ["fab", "create-admin", *user, "--password", password], ["init"]):
        subprocess.run([superset, *words], env=environment, check=True, capture_output=True)
    with (folder / "server.log").open("wb") as log:
        server = subprocess.Popen([superset, "run", "-p", str(port)], env=environment, stdout=log, stderr=log)
    address = f"http://127.0.0.1:{port}"
    deadline = time.monotonic() + SECONDS_TO_START
    while True:
        try:
            urllib.request.urlopen(f"{address}/health", timeout=5).close()
            return server, address
        except OSError:
            if server.poll() is not None or time.monotonic() > deadline:
                raise SystemExit((folder / "server.log").read_text()[-2000:]) from None
            time.sleep(1)


def chart_data(client: Client, warehouse: Path) -> list[tuple[str, float]]:
    """Make database, dataset and chart as a person would, then ask for the chart's data."""
    database = client.send(
        "/api/v1/database/",
        {
            "database_name": "utfall",
            "sqlalchemy_uri": f"duckdb:///{warehouse}",
            "extra": json.dumps({"engine_params": {"connect_args": {"read_only": True}}}),
        },
    )["id"]
    print(f"database {database}: duckdb, read-only")
    tables = client.send(f"/api/v1/database/{database}/tables/?q=(schema_name:marts)")
    print(f"tables it shows in marts: {tables['count']}")
    dataset = client.send("/api/v1/dataset/", {"database": database, "schema": "marts", "table_name": TABLE})["id"]
    columns = client.send(f"/api/v1/dataset/{dataset}")["result"]["columns"]
    described = sum(bool(column["description"]) for column in columns)
    print(f"dataset {dataset}: {TABLE}, {len(columns)} columns, {described} with a description")
    metric = {"expressionType": "SQL", "sqlExpression": "sum(amount_sek)", "label": "sek"}
    filters = [
        {"col": "value_kind", "op": "==", "val": "budget"},
        {"col": "is_additive_in_report", "op": "IS TRUE"},
    ]
    query = {"columns": ["municipality_code"], "metrics": [metric], "filters": filters, "row_limit": 100}
    context = {"datasource": {"id": dataset, "type": "table"}, "force": True, "queries": [query]}
    chart = client.send(
        "/api/v1/chart/",
        {
            "slice_name": "Budget by municipality",
            "viz_type": "dist_bar",
            "datasource_id": dataset,
            "datasource_type": "table",
            "params": json.dumps({"viz_type": "dist_bar", "metrics": [metric], "groupby": ["municipality_code"]}),
            "query_context": json.dumps(context),
        },
    )["id"]
    rows = client.send(f"/api/v1/chart/{chart}/data/")["result"][0]["data"]
    print(f"chart {chart}: {len(rows)} rows")
    return sorted((row["municipality_code"], float(row["sek"])) for row in rows)


def main() -> int:
    warehouse = Path(sys.argv[1]).resolve(strict=True)
    print(", ".join(f"{name} {version(name)}" for name in ("apache_superset", "duckdb", "duckdb_engine", "SQLAlchemy")))
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        expected = [(code, float(amount)) for code, amount in connection.execute(CHART_SQL).fetchall()]
    with tempfile.TemporaryDirectory(prefix="utfall-superset-") as name:
        password = secrets.token_hex(16)
        server, address = start(Path(name), password)
        try:
            client = Client(address)
            client.log_in(password)
            found = chart_data(client, warehouse)
        except SystemExit:
            print((Path(name) / "server.log").read_text()[-3000:])
            raise
        finally:
            server.terminate()
            server.wait(timeout=60)
    for code, amount in found:
        print(f"{code} {amount:.0f}")
    same = found == expected
    print("the chart's data is what DuckDB answers" if same else f"DuckDB answers otherwise: {expected}")
    return 0 if same else 1


if __name__ == "__main__":
    sys.exit(main())
