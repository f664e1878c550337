"""dockerfile-lints: the Dockerfile passes hadolint and runs without root."""

import pytest

from scaffold.checks import dockerfile_lints as check


@pytest.fixture
def last(broken):
    """Append to the last stage; returns the line that was added."""

    def append(text):
        path = broken / "Dockerfile"
        path.write_text(path.read_text() + text + "\n")
        return path.read_text().count("\n")

    return append


def test_what_hadolint_says_is_found_at_its_line(broken, findings, last):
    """With its code, and the page that explains it."""
    line = last("RUN sudo true")
    (found,) = findings(check, broken)
    assert (found.path, found.line) == ("Dockerfile", line)
    assert found.message.endswith("[DL3004]")
    assert found.hint.endswith("DL3004")


@pytest.mark.parametrize("user", ["root", "0", "0:0", "root:root"])
def test_last_stage_that_runs_as_root_is_found(broken, findings, last, user):
    """By name or by number."""
    line = last(f"USER {user}")
    found = findings(check, broken)
    assert {one.line for one in found} == {line}
    assert "the last stage runs as root" in {one.message for one in found}


def test_last_stage_without_a_user_is_found(broken, findings):
    """A user of an earlier stage does not count."""
    path = broken / "Dockerfile"
    kept = [row for row in path.read_text().splitlines(keepends=True) if "USER" not in row]
    path.write_text("".join(kept))
    (found,) = findings(check, broken)
    assert found.message == "the last stage sets no USER, so that it runs as root"
    assert kept[found.line - 1].startswith("FROM")


def test_command_in_shell_form_is_found(broken, findings, last):
    """The shell swallows SIGTERM."""
    line = last("CMD python -m service")
    found = findings(check, broken)
    assert {one.line for one in found} == {line}
    assert "CMD is in shell form: the shell swallows SIGTERM" in {one.message for one in found}
