"""One process per document: a reader that dies takes nobody with it."""

from __future__ import annotations

import subprocess
import sys
import time

from dagster_project.adapters.processes import run_in_processes

# What a process does here is `eval`: a function that every process knows.
DIES = "__import__('os').kill(__import__('os').getpid(), 9)"
LEAVES = "__import__('os')._exit(3)"
HANGS = "__import__('time').sleep(60)"
RAISES = "1 / 0"


def run(*tasks: str, time_limit_s: float = 30.0) -> dict[str, tuple[str, str]]:
    events = list(run_in_processes(eval, tasks, workers=2, time_limit_s=lambda _: time_limit_s))
    assert sorted(e.task for e in events if e.kind == "started") == sorted(tasks)
    return {e.task: (e.kind, e.result or e.reason) for e in events if e.kind != "started"}


def test_a_process_that_is_killed_is_an_event_and_the_others_go_on() -> None:
    ended = run("'a'", DIES, "'b'")
    assert ended["'a'"] == ("done", "a")
    assert ended["'b'"] == ("done", "b")
    assert ended[DIES][0] == "died"
    assert "SIGKILL" in ended[DIES][1]


def test_an_error_is_told_with_its_type_and_place() -> None:
    assert run(RAISES)[RAISES] == ("died", "ZeroDivisionError at <string>:1: division by zero")


def test_a_process_that_leaves_without_an_answer_is_told_with_its_status() -> None:
    assert run(LEAVES)[LEAVES] == ("died", "the reader stopped (exit status 3)")


def test_a_process_that_hangs_is_ended_at_the_limit() -> None:
    began = time.monotonic()
    kind, reason = run(HANGS, time_limit_s=1.0)[HANGS]
    assert (kind, time.monotonic() - began < 20) == ("died", True)
    assert "more than 1 s" in reason


def test_a_consumer_that_stops_early_leaves_no_process_behind() -> None:
    began = time.monotonic()
    events = run_in_processes(eval, [HANGS], workers=1)
    assert next(events).kind == "started"
    events.close()  # type: ignore[attr-defined]
    assert time.monotonic() - began < 20


def test_a_process_whose_caller_was_killed_ends_without_a_word() -> None:
    caller = (
        "from dagster_project.adapters.processes import run_in_processes\n"
        "for event in run_in_processes(eval, [\"__import__('time').sleep(1)\"]): print(event.kind, flush=True)"
    )
    with subprocess.Popen([sys.executable, "-c", caller], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"started\n"
        time.sleep(0.3)
        process.kill()
        said = process.communicate()  # until the process that works has closed them, too
    assert said == (b"", b"")
