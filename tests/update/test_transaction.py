"""A process that is killed at any moment leaves a tree as it was, or finished."""

import os
import signal
from dataclasses import replace
from pathlib import Path

import pytest
from history import LINES, edit, git, snapshot, staged

from scaffold.errors import ScaffoldError
from scaffold.merging.checkout import find_checkout
from scaffold.merging.journal import Lines, Place
from scaffold.merging.objects import Entry, ObjectFolder
from scaffold.merging.transaction import commit, read_last, recover, roll_back
from scaffold.merging.writing import place_of
from scaffold.rendered import EXECUTABLE, LINK, File

BEFORE = {
    "changed": LINES,
    "deep/down/deleted": "x\n",
    "docs": "a file\n",
    "folder/file": "y\n",
    "link": Path("changed"),
    "mode": "#!/bin/sh\n",
    "own": "mine\n",
}
FILES = {
    "added/far/away": File(b"new\n"),
    "changed": File(b"changed\n"),
    "deep/down/deleted": None,
    "docs": None,
    "docs/guide": File(b"a folder now\n"),
    "folder": File(b"a file now\n"),
    "folder/file": None,
    "link": File(b"own", LINK),
    "mode": File(b"#!/bin/sh\n", EXECUTABLE),
    "na\u00efve \U0001f600 name": File(b"unicode\n"),
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A repository."""
    root = tmp_path / "orders"
    root.mkdir()
    git("init", "--quiet", cwd=root)
    edit(root, BEFORE)
    return root


def lines_for(root: Path, checkout) -> Lines:
    """What the index is to say of ``FILES``, and how that is taken back."""
    store = ObjectFolder(checkout.objects)
    zero = "0" * 40
    redo = [f"0 {zero} 0\t{path}" for path in FILES]
    undo = list(redo)
    entries = store.write_files({path: file for path, file in FILES.items() if file})
    redo += [f"{entry.mode} {entry.oid} 0\t{path}" for path, entry in entries.items()]
    for row in git("ls-tree", "-r", "-z", "HEAD", cwd=root).split("\0"):
        facts, _, path = row.partition("\t")
        if path in FILES:
            mode, _, oid = facts.split(" ")
            entry = Entry(mode, oid)
            undo.append(f"{entry.mode} {entry.oid} 0\t{path}")
    return Lines(*("".join(f"{row}\0" for row in rows) for rows in (redo, undo)))


def in_child(work) -> int:
    """Run something in a process of its own; return its wait status."""
    child = os.fork()
    if not child:
        try:
            work()
        except BaseException:  # noqa: BLE001 - a child must not go on as a second pytest
            os._exit(1)
        os._exit(0)
    return os.waitpid(child, 0)[1]


def dying_at(place: Place, number: int) -> Place:
    """The same place, where the process is killed at the step of this number."""
    steps = iter(range(1, 1000))

    def step() -> None:
        if next(steps) == number:
            os.kill(os.getpid(), signal.SIGKILL)

    return replace(place, step=step)


def steps_of(place: Place, work) -> int:
    count = 0

    def step() -> None:
        nonlocal count
        count += 1

    work(replace(place, step=step))
    return count


def test_tree_is_whole_after_a_kill_at_every_step(root):
    """And what is recovered can be updated."""
    place = place_of(find_checkout(root))
    lines = lines_for(root, find_checkout(root))
    before = snapshot(root)
    count = steps_of(place, lambda own: commit(own, FILES, lines, {}))
    finished, finished_status = snapshot(root), staged(root)
    roll_back(place)
    assert (snapshot(root), staged(root)) == (before, [])
    seen = set()
    for number in range(1, count + 1):
        dying = dying_at(place, number)
        status = in_child(lambda dying=dying: commit(dying, FILES, lines, {}))
        assert os.WTERMSIG(status) == signal.SIGKILL
        recover(place)
        if snapshot(root) == before:
            assert staged(root) == []
            seen.add("before")
        else:
            assert (snapshot(root), staged(root)) == (finished, finished_status)
            roll_back(place)
            seen.add("finished")
    assert seen == {"before", "finished"}
    assert count > 2 * len(FILES)


def test_recovery_is_killed_at_every_step_too(root):
    """It is taken up again where it ended."""
    place = place_of(find_checkout(root))
    lines = lines_for(root, find_checkout(root))
    before = snapshot(root)
    commit(place, FILES, lines, {})
    count = steps_of(place, roll_back)
    for number in range(1, count + 1):
        commit(place, FILES, lines, {})
        dying = dying_at(place, number)
        assert os.WTERMSIG(in_child(lambda dying=dying: roll_back(dying))) == signal.SIGKILL
        recover(place)
        assert (snapshot(root), staged(root)) == (before, [])


@pytest.mark.parametrize("number", [4, 9, 14])
def test_signal_on_the_way_takes_everything_back(number, root):
    """SIGTERM waits for the step to end; then the tree is as it was."""
    checkout = find_checkout(root)
    lines = lines_for(root, checkout)
    steps = iter(range(1, 1000))

    class StoppedError(Exception):
        """What the program's handler raises."""

    def stop(*_: object) -> None:
        raise StoppedError

    def step() -> None:
        if next(steps) == number:
            os.kill(os.getpid(), signal.SIGTERM)

    before = snapshot(root)
    handler = signal.signal(signal.SIGTERM, stop)
    try:
        with pytest.raises(StoppedError):
            commit(replace(place_of(checkout), step=step), FILES, lines, {})
    finally:
        signal.signal(signal.SIGTERM, handler)
    assert (snapshot(root), staged(root)) == (before, [])
    assert recover(place_of(checkout)) is False


def test_recovery_spares_what_was_edited_since(root):
    """Whoever went on working in a half-written tree loses nothing."""
    checkout = find_checkout(root)
    place, lines = place_of(checkout), lines_for(root, checkout)
    dying = dying_at(place, 20)
    in_child(lambda: commit(dying, FILES, lines, {}))
    (root / "changed").write_text("my work\n")
    half = snapshot(root)
    with pytest.raises(ScaffoldError, match=r"changed since.*\n  changed$"):
        recover(place)
    assert {name: half[name] for name in half if "scaffold-part" not in name} == snapshot(root)
    (root / "changed").write_text(LINES)
    assert recover(place) is True
    assert staged(root) == []


def test_folder_that_cannot_be_written_changes_nothing(root):
    """Something that git does not know stands where a folder is needed."""
    place = place_of(find_checkout(root))
    (root / "added").write_text("in the way\n")
    before = snapshot(root)
    with pytest.raises(ScaffoldError, match="cannot be written, and was left as it was"):
        commit(place, FILES, lines_for(root, find_checkout(root)), {})
    assert (snapshot(root), staged(root)) == (before, ["?? added"])
    assert recover(place) is False


def test_empty_folders_of_the_user_survive_a_rollback(root):
    """Only folders that the update made go with it."""
    place = place_of(find_checkout(root))
    (root / "added").mkdir()
    commit(place, FILES, lines_for(root, find_checkout(root)), {"to": "2"})
    assert read_last(place) == {"to": "2", "paths": sorted(FILES)}
    roll_back(place)
    assert list((root / "added").iterdir()) == []


def test_permissions_of_the_user_are_kept(root):
    """A private file stays private when its content changes."""
    place = place_of(find_checkout(root))
    (root / "changed").chmod(0o600)
    commit(place, FILES, lines_for(root, find_checkout(root)), {})
    assert (root / "changed").stat().st_mode & 0o777 == 0o600
