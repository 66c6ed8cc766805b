"""The `utfall` command: reads its words, calls the module of the command, turns a Problem into words and a status.

What lives here: the commands' names, options and help. What does not: anything a command does; each has its module
`commands/<command>.py`, imported only when it is called, so that `utfall --help` answers at once.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(
    name="utfall",
    help=(
        "A checked data warehouse of the follow-up reports of Swedish municipalities.\n\n"
        "Kommunernas uppföljningsrapporter som ett kontrollerat datalager."
    ),
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

Home = Annotated[
    Path | None,
    typer.Option("--home", help="Where lake/ and warehouse/ lie; default $UTFALL_HOME, else the project's data/."),
]


@app.command(
    context_settings={"ignore_unknown_options": True, "allow_extra_args": True}, add_help_option=False, name="extract"
)
def extract(context: typer.Context) -> None:
    """Print every figure of some reports as a table. · Skriv ut alla tal i rapporter som en tabell."""
    from dagster_project.commands.extract import extract as run

    command = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    command.command()(run)
    command(args=context.args, prog_name="utfall extract")


@app.command()
def fetch(home: Home = None) -> None:
    """Look for new reports at every source of sources.yml. · Hämta nya rapporter från alla källor."""
    from dagster_project.commands.fetch import run_fetch

    raise typer.Exit(run_fetch(home))


@app.command()
def build(
    reports: Annotated[
        Path | None,
        typer.Option(
            "--reports", envvar="UTFALL_REPORTS", help="Folder of reports to take in; without it, what is archived."
        ),
    ] = None,
    home: Home = None,
    workers: Annotated[int | None, typer.Option(help="Reports read at the same time; default: all cores.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Make the tables again even if nothing is new.")] = False,
    changed: Annotated[
        bool, typer.Option("--changed", help="Take nothing in; read again what a change of code or lexicon requires.")
    ] = False,
    backfill: Annotated[
        bool, typer.Option("--backfill", help="Read every archived report again; interrupted, it goes on next time.")
    ] = False,
) -> None:
    """Read a folder of reports into the warehouse, check it and publish it. · Läs in, kontrollera och publicera."""
    from dagster_project.commands.build import run_build

    raise typer.Exit(run_build(None if changed else reports, home, workers, force, backfill))


@app.command()
def review(
    home: Home = None,
    label: Annotated[str, typer.Option("--accept", help="A printed label without a mapping; needs --as.")] = "",
    target: Annotated[str, typer.Option("--as", help="The activity or measure that the label stands for.")] = "",
    municipality: Annotated[str, typer.Option("--municipality", help="Whose label, if several have it.")] = "",
    who: Annotated[str, typer.Option("--by", help="Who decides; default your user name.")] = "",
) -> None:
    """List the reports and labels that wait for you, or decide on a label. · Visa vad som väntar på dig."""
    from dagster_project.commands.review import run_accept, run_review

    if not label:
        raise typer.Exit(run_review(home))
    if not target:
        raise typer.BadParameter("--accept needs --as CODE.")
    raise typer.Exit(run_accept(home, label, target, municipality, who))


errata_commands = typer.Typer(help="Corrections of misprints. · Rättelser av tryckfel.", no_args_is_help=True)
app.add_typer(errata_commands, name="errata")


@errata_commands.command("propose")
def errata_propose(
    home: Home = None,
    out: Annotated[Path | None, typer.Option("--out", help="Write to this file instead of the screen.")] = None,
) -> None:
    """Write the misprints found as entries of errata.yml, for a person to accept. · Föreslå rättelser."""
    from dagster_project.commands.errata import run_propose

    raise typer.Exit(run_propose(home, out))


@app.command()
def kolada(
    home: Home = None,
    address: Annotated[
        str, typer.Option("--address", envvar="UTFALL_KOLADA_ADDRESS", help="Server to ask; default Kolada's own.")
    ] = "https://api.kolada.se/v3",
) -> None:
    """Load Kolada's values to compare the reports with (needs the internet). · Hämta Koladas värden att jämföra med."""
    from dagster_project.commands.kolada import run_kolada

    raise typer.Exit(run_kolada(home, address))


@app.command()
def query(
    sql: Annotated[str, typer.Argument(help="One SQL statement.")],
    home: Home = None,
    form: Annotated[str, typer.Option("--format", help="table, csv, json, swedish-csv or xlsx.")] = "table",
    out: Annotated[Path | None, typer.Option("--out", help="Write to this file (xlsx must have one).")] = None,
) -> None:
    """Ask the published warehouse in SQL. · Ställ en fråga till datalagret i SQL."""
    from dagster_project.commands.query import run_query

    raise typer.Exit(run_query(sql, home, form, out))


@app.command()
def explain(
    fact_id: Annotated[str, typer.Argument(help="fact_id of any fact table.")],
    home: Home = None,
    image: Annotated[
        Path | None, typer.Option("--image", help="Write a PNG of the page with the cell marked.", metavar="OUT.png")
    ] = None,
) -> None:
    """Follow one number back to its cell, mapping, checks and versions. · Följ ett tal tillbaka till sin cell."""
    from dagster_project.commands.explain import run_explain

    raise typer.Exit(run_explain(fact_id, home, image))


@app.command()
def publish(
    home: Home = None,
    rollback: Annotated[
        bool, typer.Option("--rollback", help="Show readers the version before the present one.")
    ] = False,
    public: Annotated[
        Path | None, typer.Option("--public", help="Write the public profile, small counts hidden, into this folder.")
    ] = None,
    target: Annotated[
        str, typer.Option("--to", help="postgres: load what is published into the database of UTFALL_POSTGRES_DSN.")
    ] = "",
    catalogue: Annotated[
        Path | None,
        typer.Option("--catalogue", help="Write tables, columns and lineage into this file, one page of HTML."),
    ] = None,
) -> None:
    """List the published versions, go back to the last one, publish elsewhere. · Visa versioner, gå tillbaka m.m."""
    from dagster_project.commands.publish import run_publish

    raise typer.Exit(run_publish(home, rollback, public, target, catalogue))


@app.command()
def status(home: Home = None) -> None:
    """Say what is published and how old, what arrived, what is late, what waits. · Visa läget."""
    from dagster_project.commands.status import run_status

    raise typer.Exit(run_status(home))


@app.command()
def history(home: Home = None, count: Annotated[int, typer.Option("--last", help="How many builds.")] = 30) -> None:
    """List the last builds: what arrived, what was made, what failed. · Visa de senaste byggena."""
    from dagster_project.commands.history import run_history

    raise typer.Exit(run_history(home, count))


@app.command()
def doctor(home: Home = None) -> None:
    """Examine the installation; a remedy beside each problem. · Undersök installationen."""
    from dagster_project.commands.doctor import run_doctor

    raise typer.Exit(run_doctor(home))


@app.command()
def checks(
    home: Home = None,
    show_all: Annotated[bool, typer.Option("--all", help="Also the checks that hold.")] = False,
) -> None:
    """Print what the night's checks said, worst first; status 1 on an error of ours. · Visa nattens kontroller."""
    from dagster_project.commands.checks import run_checks

    raise typer.Exit(run_checks(home, show_all))


findings_app = typer.Typer(help="List what a person should look at, or close it. · Visa eller stäng fynd.")
app.add_typer(findings_app, name="findings")


@findings_app.callback(invoke_without_command=True)
def findings(
    context: typer.Context,
    home: Home = None,
    show_all: Annotated[bool, typer.Option("--all", help="Also those acknowledged or resolved.")] = False,
) -> None:
    """List what a person should look at: open findings, worst first. · Visa öppna fynd."""
    if context.invoked_subcommand is None:
        from dagster_project.commands.findings import run_findings

        raise typer.Exit(run_findings(home, show_all))


@findings_app.command("acknowledge")
def acknowledge(
    finding_id: Annotated[str, typer.Argument(help="ID as `utfall findings` prints it.")],
    reason: Annotated[str, typer.Option("--reason", help="Why it needs no more attention.")],
    by: Annotated[str, typer.Option("--by", help="Who closes it.")],
    home: Home = None,
) -> None:
    """Close a finding, on record. · Kvittera ett fynd."""
    from dagster_project.commands.findings import run_acknowledge

    raise typer.Exit(run_acknowledge(home, finding_id, reason, by))


def main() -> None:
    """Entry point. Exit status: 0 done, 1 our error or the machine's, 2 the input is at fault, 130 interrupted, 143 a
    build that was ended (SIGTERM)."""
    from dagster_project.problems import Problem

    try:
        app()
    except Problem as problem:
        say_problem(problem)
        sys.exit(problem.exit_status)
    except KeyboardInterrupt:
        sys.stderr.write("Interrupted; the published warehouse is as it was. · Avbrutet; datalagret är orört.\n")
        sys.exit(130)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)


def say_problem(problem: Exception) -> None:
    """Code, what happened, which file, what to do: first in English, then in Swedish, on stderr."""
    from dagster_project.problems import Problem

    assert isinstance(problem, Problem)
    kind = problem.kind
    lines = [f"utfall: {problem.code}: {kind.title}"]
    lines += [f"  File/fil: {problem.file}"] if problem.file else []
    lines += [f"  {problem.detail}"] if problem.detail else []
    lines += [f"  {kind.remedy}", f"  {kind.title_sv} {kind.remedy_sv}"]
    sys.stderr.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
