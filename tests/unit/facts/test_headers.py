"""Group headings over columns: as drawn, by their place where nothing is drawn, by order where places are unknown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from dagster_project.domain.facts.anatomy import dissect
from dagster_project.domain.facts.headers import header_paths
from dagster_project.domain.model import Box, Cell, Fact, Table
from dagster_project.domain.read_report import read_report

Reader = Callable[..., list[Fact]]

WIDTH, GAP = 40.0, 20.0


def cell(row: int, col: int, text: str, x0: float = 0.0, x1: float = 0.0, span: int = 1) -> Cell:
    box = Box(x0, 10.0 * row, x1, 10.0 * row + 9) if x1 else None
    return Cell(row, col, text, 1, col_span=span, box=box)


def edges(col: int) -> tuple[float, float]:
    start = 100 + (col - 2) * (WIDTH + GAP)
    return start, start + WIDTH


def grid(groups: dict[int, tuple[str, float, float]], inner: list[str]) -> list[list[Cell]]:
    """Two header rows and one of values; groups: by column (1-based) the heading found there with its place."""
    n = len(inner)
    top = [cell(1, 1, "Verksamhet", 10, 60)]
    top += [cell(1, c, *groups[c]) if c in groups else cell(1, c, "") for c in range(2, n + 2)]
    low = [cell(2, 1, "")] + [cell(2, c, inner[c - 2], *edges(c)) for c in range(2, n + 2)]
    body = [cell(3, 1, "Ledning", 10, 60)] + [cell(3, c, "12", *edges(c)) for c in range(2, n + 2)]
    return [top, low, body]


def placed(first: int, last: int, align: str, text: str, width: float = 30.0) -> tuple[str, float, float]:
    x0, x1 = edges(first)[0], edges(last)[1]
    start = {"left": x0, "middle": (x0 + x1 - width) / 2, "right": x1 - width}[align]
    return text, start, start + width


@pytest.mark.parametrize("align", ["left", "middle", "right"])
def test_group_headings_cover_their_columns_wherever_they_stand_over_them(align: str) -> None:
    inner = ["Budget", "Utfall", "Avvikelse", "Budget", "Prognos", "Avvikelse"]
    at = {"left": (2, 5), "middle": (3, 6), "right": (4, 7)}[align]
    groups = {at[0]: placed(2, 4, align, "Period"), at[1]: placed(5, 7, align, "Helår")}
    paths = header_paths(grid(groups, inner), range(0, 2), range(1, 7))
    assert [paths[c][0] for c in range(1, 7)] == ["Period"] * 3 + ["Helår"] * 3
    assert [paths[c][-1] for c in range(1, 7)] == inner


def test_group_headings_in_the_middle_of_columns_whose_numbers_stand_flush_right() -> None:
    ends = [160.0 + 60 * k for k in range(7)]
    inner = ["Budget", "Utfall", "Avvikelse", "Budget", "Prognos", "Avvikelse", "Utfall"]
    groups = [("Januari-mars", 100, 280), ("Helår 2020", 280, 460), ("Helår 2019", 460, 520)]
    top = [cell(1, 1, "Post", 10, 60), *(cell(1, c, "") for c in range(2, 9))]
    for text, x0, x1 in groups:
        middle = (x0 + x1) / 2
        at = next(c for c, end in enumerate(ends, start=1) if end > middle - 22)
        top[at] = cell(1, at + 1, text, middle - 22, middle + 22)
    low = [
        cell(2, 1, ""),
        *(cell(2, c, t, end - 25, end) for c, (t, end) in enumerate(zip(inner, ends, strict=True), start=2)),
    ]
    body = [cell(3, 1, "Drift", 10, 60), *(cell(3, c, "1,2", end - 14, end) for c, end in enumerate(ends, start=2))]
    paths = header_paths([top, low, body], range(0, 2), range(1, 8))
    assert [paths[c][0] for c in range(1, 8)] == ["Januari-mars"] * 3 + ["Helår 2020"] * 3 + ["Helår 2019"]


def test_a_group_heading_cut_by_the_columns_under_it_is_one_heading() -> None:
    inner = ["Budget", "Utfall", "Budget", "Utfall"]
    text, x0, x1 = placed(2, 3, "middle", "Jan-aug", 24.0)
    groups = {2: (text, x0, x1 - 12), 3: ("2024", x1 - 10, x1), 4: placed(4, 5, "middle", "Helår")}
    paths = header_paths(grid(groups, inner), range(0, 2), range(1, 5))
    assert paths[1] == ("Jan-aug 2024", "Budget")
    assert paths[4] == ("Helår", "Utfall")


def test_headings_merged_as_drawn_are_taken_as_drawn() -> None:
    rows = grid({}, ["2023", "2024", "2023", "2024"])
    for c, text in ((1, "Kvinnor"), (3, "Män")):
        merged = cell(1, c + 1, text, 100, 200, span=2)
        rows[0][c] = rows[0][c + 1] = merged
    paths = header_paths(rows, range(0, 2), range(1, 5))
    assert [paths[c] for c in range(1, 5)] == [
        ("Kvinnor", "2023"),
        ("Kvinnor", "2024"),
        ("Män", "2023"),
        ("Män", "2024"),
    ]


@pytest.mark.parametrize("drawn", [2, None])
def test_headings_beside_label_columns_merged_over_two_rows_are_header(drawn: int | None) -> None:
    texts = ["Budget", "Utfall", "Avvik"]
    top = [replace(cell(1, c, t), row_span=2) for c, t in enumerate(["Ansvar", "Benämning"], start=1)]
    groups = [cell(1, 3, "Period", span=3), cell(1, 6, "Helår", span=3)]
    inner = [cell(2, c, t) for c, t in enumerate([*texts, *texts], start=3)]
    rows = [("4100", "Ledning", *"916912"), ("4200", "Äldreomsorg", *"123456")]
    body = [cell(r, c, t) for r, row in enumerate(rows, start=3) for c, t in enumerate(row, start=1)]
    anatomy = dissect(Table(1, 1, 4, 8, (*top, *groups, *inner, *body), header_rows=drawn))
    (segment,) = anatomy.segments
    assert [segment.headers[c] for c in (2, 4, 7)] == [("Period", "Budget"), ("Period", "Avvik"), ("Helår", "Avvik")]
    assert [(row.code, row.labels) for row in segment.rows] == [("4100", ("Ledning",)), ("4200", ("Äldreomsorg",))]


def test_without_places_a_blank_takes_the_heading_to_its_left() -> None:
    rows = [
        [cell(1, c, t) for c, t in enumerate(["", "Kommunen", "", "Koncernen", ""], start=1)],
        [cell(2, c, t) for c, t in enumerate(["", "2024", "2023", "2024", "2023"], start=1)],
    ]
    paths = header_paths(rows, range(0, 2), range(1, 5))
    assert [paths[c][0] for c in range(1, 5)] == ["Kommunen", "Kommunen", "Koncernen", "Koncernen"]


def test_a_heading_wrapped_over_rows_is_one() -> None:
    rows = [[cell(1, 1, ""), cell(1, 2, "Budget-")], [cell(2, 1, ""), cell(2, 2, "avvikelse")]]
    assert header_paths(rows, range(0, 2), [1]) == {1: ("Budgetavvikelse",)}


def columns_of(text: str) -> list[str]:
    report = f"Habo kommun\nSocialnämnden\n\nMånadsuppföljning oktober 2023\n\nDrift, tkr\n\n{text}"
    reading = read_report(report.encode(), "made-up.txt", with_statements=False)
    return list(dict.fromkeys(f.col_label for f in reading.facts))


def test_group_heading_of_a_text_stands_in_the_middle_over_its_columns() -> None:
    text = (
        "                             Period                     Helår\n"
        "Verksamhet         Budget   Utfall  Avvikelse   Budget  Prognos  Avvikelse\n"
        "Hemtjänst           8 000    8 300       -300   12 000   12 400       -400\n"
        "Särskilt boende    16 000   15 900        100   24 000   23 900        100\n"
    )
    inner = ("Budget", "Utfall", "Avvikelse"), ("Budget", "Prognos", "Avvikelse")
    assert columns_of(text) == [*(f"Period > {c}" for c in inner[0]), *(f"Helår > {c}" for c in inner[1])]


def test_words_of_a_group_heading_over_two_columns_are_not_cut_apart() -> None:
    text = (
        "                    Projektet totalt             2024\n"
        "Projekt              Budget   Utfall   Budget   Utfall\n"
        "Nytt boende         212 000   18 450   96 000   21 380\n"
        "Daglig verksamhet     6 200    5 840      400      510\n"
    )
    expected = ["Projektet totalt > Budget", "Projektet totalt > Utfall", "2024 > Budget", "2024 > Utfall"]
    assert columns_of(text) == expected


def test_first_half_of_a_heading_is_no_group_over_the_next_column() -> None:
    text = (
        "\tBudget\tUtfall\t\tHelårs-\tHelårs-\t\n"
        "Verksamhet\tjan-okt\tjan-okt\tAvvikelse\tbudget\tprognos\tAvvikelse\n"
        "Hemtjänst\t8 000\t8 300\t-300\t12 000\t12 400\t-400\n"
        "Särskilt boende\t16 000\t15 900\t100\t24 000\t23 900\t100\n"
    )
    expected = ["Budget jan-okt", "Utfall jan-okt", "Avvikelse", "Helårsbudget", "Helårsprognos"]
    assert columns_of(text) == expected


def test_outcomes_in_a_group_with_a_projects_whole_budget_are_the_projects(facts_of: Reader) -> None:
    facts = facts_of(
        "Investeringar per projekt, tkr",
        "| Projektet totalt | | 2024 | ",
        "Projekt | Budget | Utfall | Budget | Utfall",
        "Nytt boende | 212000 | 18450 | 96000 | 21380",
        "Daglig verksamhet | 6200 | 5840 | 400 | 510",
    )
    assert [f.measure for f in facts[:4]] == ["project_budget", "project_actual", "budget", "actual"]


def test_a_year_beside_a_heading_that_ends_in_another_is_of_its_group() -> None:
    text = (
        "Enhet\tTimvikarier 2023\t2024\tMertid 2023\t2024\n"
        "Norr, timmar\t9 815\t10 240\t1 620\t1 488\nSöder, timmar\t7 744\t6 980\t1 205\t1 190\n"
    )
    expected = ["Timvikarier > 2023", "Timvikarier > 2024", "Mertid > 2023", "Mertid > 2024"]
    assert columns_of(text) == expected
