"""Text files that are no reports: long, deep, dense or full of signs that show nothing. Each is named by its harm."""

from __future__ import annotations

from collections.abc import Callable

MEGABYTE = 1_000_000
_HEAD = "# Årsbokslut 2024\n\nSocialnämnden i Gnesta kommun\n\n"
_TABLE = (
    "## Drift {n}, tkr\n\nVerksamhet\tBudget 2024\tUtfall 2024\tAvvikelse\n"
    "Hemtjänst\t-{n}\t-{n}\t0\nSumma\t-{n}\t-{n}\t0\n\n"
)


def _line(unit: str, size: int) -> str:
    return _HEAD + unit * (size // len(unit)) + "\n"


def one_long_line(size: int) -> str:
    return _line("a", size)


def one_long_line_of_words(size: int) -> str:
    return _line("budget 12 tkr ", size)


def one_line_of_tabs(size: int) -> str:
    return _line("\t", size)


def one_line_of_cells(size: int) -> str:
    return _line("1\t", size)


def one_cell_of_digits(size: int) -> str:
    return _HEAD + "Verksamhet\tUtfall 2024\nHemtjänst\t" + "9" * size + "\nStöd\t1 200\n"


def one_cell_of_grouped_digits(size: int) -> str:
    return _HEAD + "Verksamhet\tUtfall 2024\nHemtjänst\t1" + " 000" * (size // 4) + "\nStöd\t1 200\n"


def nested_markup(size: int) -> str:
    n = size // 7
    return _HEAD + "<b>" * n + "Utfall 12 tkr" + "</b>" * n + "\n"


def nested_emphasis(size: int) -> str:
    return _HEAD + "*" * (size // 2) + "a" + "*" * (size // 2) + "\n\n" + "*a " * (size // 3) + "\n"


def open_paragraph_marks(size: int) -> str:
    return _line("</p><p", size)


def open_brackets(size: int) -> str:
    return _line("(", size)


def many_hashes(size: int) -> str:
    return "#" * size + " Drift\n"


def dots_to_nowhere(size: int) -> str:
    return _line("Inledning ....... ", size)


def many_short_lines(size: int) -> str:
    return _HEAD + "Utfall 12 tkr.\n" * (size // 15)


def many_blank_lines(size: int) -> str:
    return _HEAD + "\n" * size + "Slut\n"


def many_tables(size: int) -> str:
    return _HEAD + "".join(_TABLE.format(n=n + 100) for n in range(size // 120))


def one_long_table(size: int) -> str:
    rows = "".join(f"Enhet {n}\t-{n}\t-{n}\t0\n" for n in range(100, 100 + size // 22))
    return _HEAD + "## Drift, tkr\n\nVerksamhet\tBudget 2024\tUtfall 2024\tAvvikelse\n" + rows


def table_of_totals(size: int) -> str:
    rows = "".join(f"Summa {n}\t-{n}\t-{n}\t0\n" for n in range(100, 100 + size // 22))
    return _HEAD + "## Drift, tkr\n\nVerksamhet\tBudget 2024\tUtfall 2024\tAvvikelse\n" + rows


def table_of_one_total(size: int) -> str:
    """The same row over and over, each a total of any before it."""
    rows = "Summa\t-1\t-1\t0\n" * (size // 14)
    return _HEAD + "## Drift, tkr\n\nVerksamhet\tBudget 2024\tUtfall 2024\tAvvikelse\n" + rows


def one_wide_table(size: int) -> str:
    n = size // 30
    head = "\t".join(["Verksamhet", *(f"Utfall {1990 + i % 40}" for i in range(n))])
    row = "\t".join(["Hemtjänst", *(str(i) for i in range(n))])
    return _HEAD + f"## Drift, tkr\n\n{head}\n{row}\n{row}\n"


def ambiguous_columns(size: int) -> str:
    head = "\t".join(["Verksamhet", *["Avvikelse", "Resultat", "Prognos"] * (size // 60)])
    rows = "\n".join("\t".join([f"Enhet {r}", *["-12"] * (size // 60 * 3)]) for r in range(4))
    return _HEAD + f"## Drift, tkr\n\n{head}\n{rows}\n"


def bidirectional_marks(size: int) -> str:
    mark = "\u202e\u2066\u200f\u202c\u2069"
    return _HEAD + f"Verksamhet\t{mark}Utfall 2024\nHemtjänst\t{mark}1 234\nStöd\t4 321{mark}\n" + mark * (size // 15)


def zero_width_signs(size: int) -> str:
    return _HEAD + "Verksamhet\tUtfall 2024\nHemtjänst\t1\u200b2\u200d3\ufeff4\nStöd\t5 6\n" + "\u200b" * (size // 3)


def stacked_accents(size: int) -> str:
    return _HEAD + "Drift a" + "\u0301" * (size // 2) + "\n"


def odd_line_ends(size: int) -> str:
    return _HEAD + "Utfall\u2028\t12\u2029\x0b\x0c\x1c\x85" * (size // 20)


def other_digits(size: int) -> str:
    return _HEAD + "Verksamhet\tUtfall 2024\n" + "Hemtjänst\t١٢٣\nStöd\t１２３\nLSS\t𝟏𝟐𝟑\n²³\t½\n" * (size // 60)


SHAPES: list[Callable[[int], str]] = [
    one_long_line,
    one_long_line_of_words,
    one_line_of_tabs,
    one_line_of_cells,
    one_cell_of_digits,
    one_cell_of_grouped_digits,
    nested_markup,
    nested_emphasis,
    open_paragraph_marks,
    open_brackets,
    many_hashes,
    dots_to_nowhere,
    many_short_lines,
    many_blank_lines,
    many_tables,
    one_long_table,
    table_of_totals,
    table_of_one_total,
    one_wide_table,
    ambiguous_columns,
    bidirectional_marks,
    zero_width_signs,
    stacked_accents,
    odd_line_ends,
    other_digits,
]
