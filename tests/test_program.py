import sys
import time
from pathlib import Path

import pytest

from scaffold.errors import ScaffoldError
from scaffold.program import run_program

PYTHON = Path(sys.executable)


def test_arguments_reach_the_program_as_they_are(tmp_path):
    """No shell reads them."""
    words = ["$HOME", "a b", "*", "; exit 3", "", "'"]
    result = run_program(PYTHON, "-c", "import sys; print(sys.argv[1:])", *words, cwd=tmp_path)
    assert (result.code, result.stdout, result.stderr) == (0, f"{words}\n", "")


def test_program_runs_in_the_folder_and_environment_given(tmp_path):
    """The environment given is the whole of it."""
    code = "import os; print(os.getcwd(), os.environ.get('A'), os.environ.get('HOME'))"
    result = run_program(PYTHON, "-c", code, cwd=tmp_path, environment={"A": "1"})
    assert result.stdout == f"{tmp_path.resolve()} 1 None\n"


@pytest.mark.parametrize(("stdin", "read"), [(None, "''"), ("", "''"), ("ä\n", "'ä\\n'")])
def test_standard_input_is_what_was_given(tmp_path, stdin, read):
    """Without any, the program reads an end of file and never waits for the terminal."""
    code = "import sys; print(ascii(sys.stdin.buffer.read().decode()))"
    result = run_program(PYTHON, "-c", code, cwd=tmp_path, stdin=stdin)
    assert result.stdout.strip() == ascii(read.strip("'").replace("\\n", "\n"))


def test_output_that_is_no_utf8_is_replaced(tmp_path):
    """A tool's odd bytes never end a run; whoever wants them has them."""
    code = "import sys; sys.stdout.buffer.write(b'a\\xffb')"
    result = run_program(PYTHON, "-c", code, cwd=tmp_path)
    assert result.stdout == "a\N{REPLACEMENT CHARACTER}b"
    assert result.output == b"a\xffb"


def test_bytes_reach_the_program_as_they_are(tmp_path):
    """Nothing is encoded twice."""
    code = "import sys; sys.stdout.buffer.write(sys.stdin.buffer.read())"
    assert run_program(PYTHON, "-c", code, cwd=tmp_path, stdin=b"\0\xff").output == b"\0\xff"


def test_exit_code_is_returned_not_raised(tmp_path):
    """The caller judges it."""
    assert run_program(PYTHON, "-c", "raise SystemExit(7)", cwd=tmp_path).code == 7


def test_succeeded_quotes_the_command_and_its_last_lines(tmp_path):
    """Who reads the error can run the command again."""
    code = "import sys; print('x'); sys.exit('broken pipe')"
    result = run_program(PYTHON, "-c", code, cwd=tmp_path)
    with pytest.raises(ScaffoldError) as raised:
        result.succeeded()
    expected = f"{PYTHON.name} -c 'import sys; print('\"'\"'x'\"'\"'); sys.exit('\"'\"'broken pipe"
    assert str(raised.value).startswith(expected)
    assert str(raised.value).endswith(" failed (1):\n  x\n  broken pipe")


def test_late_program_is_killed_with_its_children(tmp_path):
    """Nothing of it is left behind."""
    mark = tmp_path / "mark"
    child = f"import time, pathlib; time.sleep(1); pathlib.Path({str(mark)!r}).touch()"
    code = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}])"
    with pytest.raises(ScaffoldError, match=r"-c .* was stopped after 0\.3 s"):
        run_program(PYTHON, "-c", code, cwd=tmp_path, timeout_seconds=0.3)
    time.sleep(1.2)
    assert not mark.exists()


@pytest.mark.parametrize("name", ["absent", "folder", "text"])
def test_program_that_cannot_start_is_named(tmp_path, name):
    """Absent, a folder, or a file without the execute bit."""
    (tmp_path / "folder").mkdir()
    (tmp_path / "text").write_text("#!/bin/sh\n")
    with pytest.raises(ScaffoldError, match=f"{name} --help cannot be started: "):
        run_program(tmp_path / name, "--help", cwd=tmp_path)
