"""The program as a user meets it: words in, words and an exit code out."""

import json
import os
import pty
import re
import signal
import subprocess
import sys
import time
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path

import pytest

from scaffold.checks import CHECKS

PROGRAM = str(Path(sys.executable).with_name("scaffold"))


def run(*words: str, **options) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        (PROGRAM, *words),
        check=False,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        **options,
    )


def read_to_end(terminal: int) -> bytes:
    """All that a program writes to a terminal; Linux ends it with EIO."""
    screen = b""
    with suppress(OSError):
        while chunk := os.read(terminal, 4096):
            screen += chunk
    return screen


def test_help_names_every_command_and_exit_code():
    """No manual is needed."""
    said = run("--help").stdout
    for command in (
        "new",
        "verify",
        "scorecard",
        "list",
        "explain",
        "doctor",
        "tools",
        "incident",
        "template",
        "fleet",
    ):
        assert re.search(rf"^  {command} ", said, re.MULTILINE)
    assert "6 verify failed" in " ".join(said.split())


def test_version_is_one_line():
    """What a report of a fault begins with."""
    said = run("--version")
    assert (said.returncode, said.stdout) == (0, f"scaffold {version('scaffold')}\n")


def test_help_imports_little():
    """Copier, Jinja, YAML and the checks are imported by the commands that need them."""
    code = "import sys, scaffold.cli; print(*sys.modules)"
    done = subprocess.run((sys.executable, "-c", code), check=True, capture_output=True, text=True)
    heavy = {"copier", "jinja2", "yaml", "hcl2", "jsonschema", "pydantic", "scaffold.checks"}
    assert heavy & set(done.stdout.split()) == set()


def test_new_prints_the_tree_and_the_command(tmp_path):
    """Data on stdout, talk on stderr."""
    done = run("new", "orders", str(tmp_path / "orders"), "--defaults", "-d", "tier=1")
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[0] == "orders/"
    assert "  README.md" in done.stdout.splitlines()
    assert "The same without questions:" in done.stderr
    assert "-d tier=1" in done.stderr


def test_new_dry_run_lists_files(tmp_path):
    """One a line, for a pipe."""
    done = run("new", "orders", str(tmp_path / "orders"), "--defaults", "--dry-run")
    assert done.returncode == 0
    assert ".copier-answers.yml" in done.stdout.splitlines()
    assert list(tmp_path.iterdir()) == []


def test_new_without_terminal_names_the_flags(tmp_path):
    """Exit code 2, and no question hangs."""
    done = run("new", "orders", str(tmp_path / "orders"))
    assert (done.returncode, done.stdout) == (2, "")
    assert "-d team=..." in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (("new", "Orders", "--defaults"), 2, "name='Orders': must be a DNS-1123 label"),
        (("new", "orders", "--defaults", "-d", "colour=red"), 2, "'colour': no such question"),
        (("verify", "/no/such/folder"), 2, "no such folder"),
        (("verify", "/"), 2, "no .copier-answers.yml here"),
        (("verify", ".", "--only", "no-such"), 2, ""),
        (("explain", "file-parse"), 2, "did you mean files-parse"),
        (("list", "--template", "/no/such"), 2, "neither a folder nor a git URL"),
        (("incident", "new"), 2, "Missing option '--alert'"),
        (("incident", "new", "--alert", "page.json"), 2, "no .copier-answers.yml here"),
        (("template", "publish", ".", "--template", "fleet"), 2, "service, platform are"),
        (("template", "release", "first"), 2, "is no version as PEP 440 knows them"),
        (("template", "release", "99.0.0", "--template", "."), 2, "--bundle: name the file"),
        (("template", "release", "99.0.0", "--date", "tomorrow"), 2, "does not match the format"),
        (("new", "orders", "--defaults", "--template-version", "0.1.0"), 2, "no such version in"),
        (("frobnicate",), 2, "No such command"),
    ],
)
def test_bad_usage_is_one_clear_error(words, code, message, tmp_path):
    """Exit code 2, no traceback, nothing made."""
    done = run(*words, cwd=tmp_path)
    assert done.returncode == code
    assert message in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_verify_reports_as_json(broken):
    """A program reads the same that a person does."""
    (broken / "runbooks/Watchdog.md").unlink()
    words = ("--only", "alerts-have-runbooks", "--output-format", "json")
    done = run("verify", str(broken), *words)
    assert done.returncode == 6
    content = json.loads(done.stdout)
    assert [row["check"] for row in content["rows"]] == ["alerts-have-runbooks"]
    assert content["rows"][0]["outcome"] == "failed"


def test_verify_writes_a_page(fresh):
    """In HTML, and with the exit code of any other form."""
    done = run("verify", str(fresh), "--only", "owners-agree", "--output-format", "html")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("<!doctype html>")
    assert done.stdout.endswith("</html>\n")


def test_incident_new_prints_the_page(broken):
    """Its path on stdout; what the template has no row for on stderr."""
    template = broken / "docs/post-incident-review-template.md"
    template.write_text(template.read_text().replace("| Severity |", "| How bad |"))
    page = Path(__file__).parent / "commands/notification.json"
    done = run("incident", "new", "--alert", str(page), str(broken))
    assert done.returncode == 0
    (review,) = (broken / "docs/reviews").iterdir()
    assert done.stdout == f"{review}\n"
    assert done.stderr == (
        "docs/post-incident-review-template.md has no row 'Severity'; "
        "it would hold: SEV1, by the alert AvailabilityBudgetBurn1h\n"
    )
    assert run("incident", "new", "--alert", str(page), str(broken)).returncode == 2


def test_list_names_every_check():
    """In the order in which they run, as JSON too."""
    content = json.loads(run("list", "--output-format", "json").stdout)
    assert [entry["id"] for entry in content["checks"]] == [check.ID for check in CHECKS]
    assert content["languages"] == ["python", "go", "typescript"]
    assert content["packaged"] == ["service", "platform"]


def test_list_of_a_platform_has_no_languages():
    """A heading without anything under it says nothing."""
    lines = run("list", "--template", "platform").stdout.splitlines()
    assert "Languages" not in lines
    assert lines[lines.index("Templates") + 1] == "  service, platform"
    assert "Template scaffold:platform" in lines


def test_new_makes_a_platform(tmp_path):
    """By the name of its template; the command that is printed makes the same again."""
    words = ("new", "obs", str(tmp_path / "obs"), "--template", "platform", "--defaults")
    done = run(*words)
    assert done.returncode == 0, done.stderr
    assert "    charts.yaml" in done.stdout.splitlines()
    assert "--template platform --defaults" in done.stderr


def test_explain_shows_the_page():
    """Its id first."""
    done = run("explain", "alerts-have-runbooks")
    assert done.returncode == 0
    assert done.stdout.startswith("alerts-have-runbooks\n\n")


def test_interrupted_new_leaves_nothing(tmp_path):
    """SIGTERM in the middle: exit code 130, and the place is as it was."""
    place = tmp_path / "made" / "orders"
    process = subprocess.Popen(
        (PROGRAM, "new", "orders", str(place), "--defaults"),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    deadline = time.monotonic() + 30
    while not place.parent.exists() and time.monotonic() < deadline:
        time.sleep(0.01)
    process.send_signal(signal.SIGTERM)
    _, said = process.communicate(timeout=30)
    assert process.returncode == 130, said
    assert said == "interrupted; nothing was left half-written\n"
    assert list(tmp_path.iterdir()) == []


def test_terminal_is_asked_with_defaults(tmp_path):
    """Return takes the default, a wrong answer is asked again."""
    primary, secondary = pty.openpty()
    process = subprocess.Popen(
        (PROGRAM, "new", "orders", str(tmp_path / "orders"), "--no-git"),
        stdin=secondary,
        stdout=subprocess.PIPE,
        stderr=secondary,
        env={**os.environ, "NO_COLOR": "1"},
    )
    os.close(secondary)
    os.write(primary, b"Sells things\n" + b"\n" * 2 + b"no-mail\n" + b"\n" * 30)
    screen = read_to_end(primary)
    os.close(primary)
    process.communicate(timeout=60)
    assert process.returncode == 0, screen.decode()
    assert b"must be an e-mail address" in screen
    assert b"Sells things" in (tmp_path / "orders/.copier-answers.yml").read_bytes()
