"""What a killed process has left is removed by the next one, and nothing else is."""

import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from scaffold.scratch import hold, scratch

WORKER = """\
import sys
from pathlib import Path
from scaffold.scratch import hold, scratch
place = scratch("kind") if len(sys.argv) == 1 else hold(Path(sys.argv[1]))
with place as found:
    if len(sys.argv) == 1:
        (found / "deep").mkdir()
        (found / "deep" / "file").write_text("x")
    print(found, flush=True)
    sys.stdin.read()
"""


@pytest.fixture(autouse=True)
def place(tmp_path, monkeypatch):
    """The folder for what is temporary, ours and that of the processes that we start."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    return tmp_path


@contextmanager
def working(*words: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Another process at work in a scratch folder, and what it says of that."""
    with subprocess.Popen(
        (sys.executable, "-c", WORKER, *words),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        try:
            yield process, process.stdout.readline().strip()
        finally:
            process.kill()


def test_folder_is_gone_after_use(place):
    """With all that is in it, whatever went wrong."""
    with pytest.raises(FileNotFoundError), scratch("kind") as folder:
        (folder / "none" / "deep").mkdir()
    assert list(place.iterdir()) == []


def test_folder_of_a_killed_process_is_removed(place):
    """By whoever makes the next one, which has it to himself."""
    with working() as (process, left):
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert [str(path) for path in place.iterdir()] == [left]
    with scratch("kind") as folder:
        assert list(place.iterdir()) == [folder]


def test_folder_in_use_is_left_alone(place):
    """Of another process, and of this one."""
    with working() as (_, other), scratch("kind") as mine, scratch("kind") as latest:
        assert {str(path) for path in place.iterdir()} == {other, str(mine), str(latest)}
        assert Path(other, "deep", "file").read_text() == "x"


def test_folder_of_a_killed_process_is_left_to_those_who_work_in_it(place):
    """The processes that it started hold the folder as well, and are the last to be waited for."""
    with working() as (owner, left):
        with working(left) as (_, stands):
            assert stands == "True"
            owner.send_signal(signal.SIGKILL)
            owner.wait()
            with scratch("kind") as mine:
                assert {str(path) for path in place.iterdir()} == {left, str(mine)}
        with scratch("kind") as mine:
            assert list(place.iterdir()) == [mine]


@pytest.mark.parametrize("kind", ["file", "link", "other kind", "older"])
def test_what_is_no_folder_of_its_kind_is_left_alone(kind, place):
    """A file, a link and where it leads, folders of other names."""
    (place / "goal").mkdir()
    (place / "goal" / "file").write_text("x")
    path = place / ("scaffold-held-kind-abc" if kind in {"file", "link"} else "scaffold-kind-abc")
    if kind == "file":
        path.write_text("x")
    elif kind == "link":
        path.symlink_to(place / "goal")
    elif kind == "other kind":
        path = place / "scaffold-held-other-abc"
        path.mkdir()
    else:
        path.mkdir()
    with scratch("kind"):
        pass
    assert sorted(place.iterdir()) == sorted((path, place / "goal"))
    assert (place / "goal" / "file").read_text() == "x"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder away")
def test_folder_of_another_user_is_left_alone(place):
    """Even by root, who could."""
    path = place / "scaffold-held-kind-abc"
    path.mkdir()
    os.chown(path, 12345, 12345)
    with scratch("kind"):
        assert path.is_dir()


@pytest.mark.skipif(os.geteuid() == 0, reason="root can remove it")
def test_folder_that_cannot_be_removed_is_no_error(place):
    """It stays, and the next one is made."""
    path = place / "scaffold-held-kind-abc"
    (path / "deep").mkdir(parents=True)
    (path / "deep" / "file").write_text("x")
    (path / "deep").chmod(0o500)
    with scratch("kind") as folder:
        assert folder.is_dir()
    (path / "deep").chmod(0o700)


def test_folder_that_was_swept_before_it_was_held_is_made_again(place, monkeypatch):
    """Between the two, it looks as if nobody wanted it."""
    made: list[Path] = []
    making = tempfile.mkdtemp

    def make(**options: str) -> str:
        path = Path(making(**options))
        made.append(path)
        if len(made) == 1:
            path.rmdir()
        return str(path)

    monkeypatch.setattr(tempfile, "mkdtemp", make)
    with scratch("kind") as folder:
        assert (made[1:], list(place.iterdir())) == ([folder], [folder])


def test_folder_that_is_gone_is_not_held(place):
    """Whoever is told so does not work there."""
    with hold(place / "none") as stands:
        assert not stands


def test_many_at_once_get_a_folder_each():
    """However they meet; everybody's stays for as long as he works."""
    faults: list[str] = []

    def work() -> None:
        for _ in range(60):
            with scratch("kind") as folder:
                (folder / "file").write_text("x")
                if list(folder.iterdir()) != [folder / "file"]:
                    faults.append(str(folder))

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
