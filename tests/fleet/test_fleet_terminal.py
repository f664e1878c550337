"""What somebody at a terminal sees of a run over many members."""

import fcntl
import os
import pty
import re
import struct
import subprocess
import sys
import termios
from contextlib import suppress
from pathlib import Path

import pytest
from history import edit

PROGRAM = (sys.executable, "-c", "from scaffold.cli import main; main()", "fleet")
STEERING = re.compile(r"\x1b\[[0-9;]*m")


def watch(*words: str, cwd: Path, columns: int = 80, **around: str) -> tuple[list[str], str]:
    """What stood in the line of a terminal, one after the other, and standard output."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    known = {key: value for key, value in os.environ.items() if key not in {"NO_COLOR", "TERM"}}
    done = subprocess.run(
        (*PROGRAM, *words), cwd=cwd, check=False, stdout=subprocess.PIPE, stderr=theirs, text=True,
        env={**known, "TERM": "xterm", **around},
    )  # fmt: skip
    os.close(theirs)
    screen = b""
    with suppress(OSError):
        while chunk := os.read(ours, 4096):
            screen += chunk
    os.close(ours)
    return screen.decode().split("\r\x1b[K"), done.stdout


@pytest.fixture
def fleet(member, inventory, tmp_path):
    """Two members that can be read, one that cannot, one that is not there."""
    member("orders")
    member("stock")
    edit(member("broken"), {".copier-answers.yml": "a: [\n"})
    inventory("broken", "orders", "stock", "absent")
    return tmp_path


@pytest.mark.parametrize("words", ["plan", "apply --push none", "verify", "bootstrap", "scorecard"])
def test_bar_grows_on_a_terminal(words, fleet):
    """Empty at first, full at last, with what failed and the time that is left; then it is gone."""
    shown, out = watch(*words.split(), "-j", "1", cwd=fleet)
    lines = [STEERING.sub("", line) for line in shown if line]
    assert lines[0] == f"[{'-' * 24}] 0/4"
    assert re.fullmatch(rf"\[{'#' * 6}{'-' * 18}\] 1/4, 1 failed, \d+ s left", lines[1])
    assert re.match(rf"\[{'#' * 24}\] 4/4, \d failed$", lines[-1])
    assert shown[-1] == ""
    assert "\x1b" not in out


def test_line_fits_a_narrow_terminal(fleet):
    """One that wraps could not be taken back."""
    shown, _ = watch("plan", "-j", "1", cwd=fleet, columns=20)
    assert {STEERING.sub("", line) for line in shown} - {""} == {f"{n}/4" for n in range(5)}


def test_colour_can_be_refused(fleet):
    """By NO_COLOR, which leaves the words."""
    shown, _ = watch("plan", "-j", "1", cwd=fleet, NO_COLOR="1")
    assert not any(map(STEERING.search, shown))
    shown, _ = watch("plan", "-j", "1", cwd=fleet)
    assert any("\x1b[31m1 failed\x1b[0m" in line for line in shown)


@pytest.mark.parametrize(("words", "around"), [(("-q",), {}), ((), {"TERM": "dumb"})])
def test_nothing_is_shown_where_nobody_wants_or_can_see_it(words, around, fleet):
    """A terminal that cannot go back in a line would be filled."""
    shown, out = watch("plan", "-j", "1", *words, cwd=fleet, **around)
    assert (shown, len(out.splitlines()) > 4) == ([""], True)


def test_pipe_sees_no_bar(fleet):
    """Nor any other steering."""
    words = (*PROGRAM, "plan", "-j", "1")
    done = subprocess.run(words, cwd=fleet, check=False, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (8, "")
    assert "#" not in done.stdout
