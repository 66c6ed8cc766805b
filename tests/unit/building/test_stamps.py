"""When a file that was not touched is known as such, and when nobody can say."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from dagster_project.building import stamps
from dagster_project.building.stamps import is_settled, look_at_folder, look_at_tree, take_stamp


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    (tmp_path / "tree" / "inside").mkdir(parents=True)
    (tmp_path / "tree" / "a.txt").write_text("one", encoding="utf-8")
    (tmp_path / "tree" / "inside" / "b.txt").write_text("two", encoding="utf-8")
    return tmp_path / "tree"


def write_over_with_the_old_times(tree: Path) -> None:
    file = tree / "a.txt"
    before = file.stat()
    time.sleep(0.02)  # longer than a tick of the clock that files are stamped by
    file.write_text("uno", encoding="utf-8")
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))


def put_another_in_its_place(tree: Path) -> None:
    (tree / "new").write_text("uno", encoding="utf-8")
    (tree / "new").replace(tree / "a.txt")


CHANGES: dict[str, Callable[[Path], object]] = {
    "another size": lambda tree: (tree / "a.txt").write_text("three", encoding="utf-8"),
    "the same size and times": write_over_with_the_old_times,
    "another file in its place": put_another_in_its_place,
    "a new file": lambda tree: (tree / "c.txt").touch(),
    "a file that is gone": lambda tree: (tree / "a.txt").unlink(),
    "another name": lambda tree: (tree / "a.txt").rename(tree / "z.txt"),
    "other rights": lambda tree: (tree / "a.txt").chmod(0o600),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_every_change_makes_another_look(tree: Path, change: Callable[[Path], object]) -> None:
    in_tree, in_folder = look_at_tree([str(tree)]), look_at_folder(tree)
    assert (look_at_tree([str(tree)]).digest, look_at_folder(tree).digest) == (in_tree.digest, in_folder.digest)
    change(tree)
    assert look_at_tree([str(tree)]).digest != in_tree.digest
    assert look_at_folder(tree).digest != in_folder.digest


def test_a_tree_is_looked_at_to_its_leaves_and_a_folder_of_reports_is_not(tree: Path) -> None:
    in_tree, in_folder = look_at_tree([str(tree)]), look_at_folder(tree)
    (tree / "inside" / "b.txt").write_text("three", encoding="utf-8")
    assert look_at_tree([str(tree)]).digest != in_tree.digest
    assert look_at_folder(tree).digest == in_folder.digest


def test_hidden_files_of_a_folder_of_reports_say_nothing(tree: Path) -> None:
    before = look_at_folder(tree).digest
    (tree / ".being-copied").touch()
    (tree / "~$a.docx").touch()
    assert look_at_folder(tree).digest == before


def test_the_same_files_in_another_folder_are_another_look(tree: Path) -> None:
    (tree.parent / "empty").mkdir()
    (tree.parent / "also empty").mkdir()
    looks = [look_at_folder(None), look_at_folder(tree.parent / "empty"), look_at_folder(tree.parent / "also empty")]
    assert len({look.digest for look in looks}) == 3


def test_a_folder_that_is_not_there_is_never_believed(tree: Path) -> None:
    assert not look_at_folder(tree / "nowhere").is_settled
    assert not look_at_folder(tree / "a.txt").is_settled
    assert look_at_tree([str(tree / "nowhere")]).is_settled, "a part of the lake that nothing was put in is empty"


def test_links_are_followed_and_one_that_leads_nowhere_is_seen(tree: Path) -> None:
    (tree / "link.txt").symlink_to(tree / "inside" / "b.txt")
    (tree / "broken.txt").symlink_to(tree / "nowhere.txt")
    before = look_at_folder(tree).digest
    (tree / "inside" / "b.txt").write_text("three", encoding="utf-8")
    changed = look_at_folder(tree).digest
    (tree / "nowhere.txt").touch()
    assert len({before, changed, look_at_folder(tree).digest}) == 3


def test_a_file_that_was_changed_a_moment_ago_is_not_believed_nor_one_from_the_future(
    tree: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not look_at_tree([str(tree)]).is_settled
    assert not look_at_folder(tree).is_settled
    stamp = take_stamp((tree / "a.txt").stat())
    changed_at = stamp[2] / 1e9
    assert is_settled(stamp, changed_at + stamps.SETTLED_S + 1)
    assert not is_settled(stamp, changed_at + stamps.SETTLED_S - 1)
    assert not is_settled(stamp, changed_at - 3600), "the clock was set back after the file was written"
    later = time.time() + 60
    monkeypatch.setattr(time, "time", lambda: later)
    assert look_at_tree([str(tree)]).is_settled
    os.utime(tree / "a.txt", (later + 60, later + 60))
    assert not look_at_tree([str(tree)]).is_settled
