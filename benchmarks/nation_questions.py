"""The questions of docs/questions.md, asked again and again of a DuckDB file or a PostgreSQL, each answer timed.

Two forms of each. `nation`: the statement as it stands in docs/questions.md, every municipality and year, counted and
not fetched. `dashboard`: the same for one municipality, all rows fetched, as a page of a dashboard asks it.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable, Sized
from dataclasses import dataclass
from pathlib import Path
from statistics import median as median_of

import duckdb
import psycopg

PAGE = Path(__file__).parents[1] / "docs" / "questions.md"
_QUESTION = re.compile(r"^## (?P<title>.+?)\n.*?```sql\n(?P<sql>.+?)\n```", re.MULTILINE | re.DOTALL)
CODE, MUNICIPALITY = "0380", "Uppsala"  # any that the nation has


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds of one question, one for each time it was asked."""

    question: str
    seconds: tuple[float, ...]
    n_rows: int

    @property
    def median(self) -> float:
        return median_of(self.seconds)

    @property
    def worst(self) -> float:
        return max(self.seconds)


def read_questions() -> dict[str, str]:
    """Name -> statement, in both forms."""
    questions = {}
    for found in _QUESTION.finditer(PAGE.read_text(encoding="utf-8")):
        title, sql = found["title"], found["sql"].strip().rstrip(";")
        if "1463" in sql:  # asked of one municipality
            questions[f"{title} (dashboard)"] = sql.replace("1463", CODE)
            continue
        questions[f"{title} (nation)"] = f"select count(*) from ({sql}) as answer"
        if re.search(r"\bas municipality\b", sql):
            unlimited = re.sub(r"\s+limit \d+$", "", sql)
            questions[f"{title} (dashboard)"] = (
                f"select * from ({unlimited}) as answer where municipality = '{MUNICIPALITY}'"
            )
    return questions


def asked_tables(tables: Iterable[str]) -> list[str]:
    """Those of the tables that a question names."""
    words = {word for sql in read_questions().values() for word in re.findall(r"\w+", sql)}
    return sorted(words.intersection(tables))


def ask_duckdb(file: Path, rounds: int) -> list[Timing]:
    with duckdb.connect(str(file), read_only=True, config={"threads": 2}) as connection:
        return [_ask(name, sql, lambda sql: connection.execute(sql).fetchall(), rounds) for name, sql in _questions()]


def ask_postgres(dsn: str, rounds: int) -> list[Timing]:
    with psycopg.connect(dsn, autocommit=True) as connection:
        return [
            _ask(name, _for_postgres(sql), lambda sql: connection.execute(sql.encode()).fetchall(), rounds)
            for name, sql in _questions()
        ]


def _questions() -> list[tuple[str, str]]:
    return list(read_questions().items())


def _ask(name: str, sql: str, fetch: Callable[[str], Sized], rounds: int) -> Timing:
    seconds = []
    for _ in range(rounds):
        started = time.perf_counter()
        n_rows = len(fetch(sql))
        seconds.append(time.perf_counter() - started)
    print(f"{name}: {median_of(seconds):.3f} s, worst {max(seconds):.3f}, {n_rows} rows", flush=True)
    return Timing(name, tuple(seconds), n_rows)


def _for_postgres(sql: str) -> str:
    """The few words of DuckDB's that PostgreSQL spells otherwise."""
    sql = re.sub(r"\b(month|year)\(([\w.]+)\)", r"extract(\1 from \2)", sql)
    sql = re.sub(r"date_diff\('day', ([\w.]+), ([\w.]+)\)", r"(\2 - \1)", sql)
    sql = sql.replace("group by all", "group by 1, 2, 3")
    return sql
