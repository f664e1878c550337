"""Installing for real: small tools, into a tools folder of the test's own."""

import json
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from scaffold import lock, toolbox
from scaffold.errors import ScaffoldError, UsageError

NEEDED_TO_INSTALL = ("go", "npm", "node", "sh")


@pytest.fixture
def folder(tmp_path, monkeypatch) -> Path:
    """An empty tools folder, on a machine that has only what installing needs."""
    (tmp_path / "path").mkdir()
    for name in NEEDED_TO_INSTALL:
        if found := shutil.which(name):
            (tmp_path / "path" / name).symlink_to(found)
    monkeypatch.setenv("PATH", str(tmp_path / "path"))
    monkeypatch.setenv("SCAFFOLD_TOOLS", str(tmp_path / "tools"))
    return tmp_path / "tools"


@pytest.fixture
def altered(monkeypatch):
    """Change one entry of the lock."""

    def alter(name: str, source: dict | None = None, **fields) -> None:
        entry = lock.entry(name)
        if source:
            fields["source"] = replace(entry.source, **source)
        entries = {**lock.entries(), name: replace(entry, **fields)}
        monkeypatch.setattr(lock, "entries", lambda: entries)

    return alter


def install(*names: str) -> tuple[tuple[toolbox.Installed, ...], list[str]]:
    said: list[str] = []
    return toolbox.install(names, said.append), said


def left_over(folder: Path) -> list[str]:
    """What stands in the tools folder besides locks and the memory of versions."""
    return sorted(
        path.name
        for path in folder.iterdir()
        if path.suffix != ".lock" and path.name != "versions.json"
    )


def test_wheel_is_installed_and_runs(folder):
    """The program of a wheel, without the packages it names."""
    (shellcheck,), said = install("shellcheck")
    assert shellcheck.tool.version == lock.entry("shellcheck").version
    assert shellcheck.seconds > 0
    assert [line.partition(": ")[2].split()[0] for line in said] == ["takes", "ready"]
    linked = folder / "bin" / "shellcheck"
    assert linked.resolve() == shellcheck.tool.path.resolve()
    shown = subprocess.run([linked, "--version"], capture_output=True, text=True, check=True)
    assert f"version: {shellcheck.tool.version}\n" in shown.stdout


def test_go_module_is_built_in_its_version(folder):
    """The linker sets what the program says of itself."""
    (actionlint,), _ = install("actionlint")
    shown = subprocess.run(
        [folder / "bin" / "actionlint", "-version"], capture_output=True, text=True, check=True
    )
    assert shown.stdout.splitlines()[0] == actionlint.tool.version == "1.7.12"
    assert left_over(folder) == ["actionlint-1.7.12", "bin"]


def test_program_of_ours_is_built_within_a_module(folder):
    """It runs the module's own code, in the module's version."""
    (condition,), _ = install("argo-condition")
    asked = '[{"metric": {"successCondition": "isNaN(result[0])"}, "result": ["NaN"]}]'
    shown = subprocess.run(
        [condition.tool.path], input=asked, capture_output=True, text=True, check=True
    )
    assert json.loads(shown.stdout) == [{"phase": "Successful", "message": ""}]
    assert left_over(folder) == [lock.entry("argo-condition").home, "bin"]


def test_filled_folder_is_left_alone(folder):
    """The second time says nothing and changes nothing."""
    install("shellcheck")
    before = {path: path.lstat().st_mtime_ns for path in folder.rglob("*")}
    (again,), said = install("shellcheck")
    assert (again.seconds, said) == (0.0, [])
    assert {path: path.lstat().st_mtime_ns for path in folder.rglob("*")} == before


def test_tool_on_path_is_not_installed(folder, tmp_path):
    """What the user has is good enough."""
    program = tmp_path / "path" / "shellcheck"
    program.write_text("#!/bin/sh\necho 'version: 0.10.0'\n")
    program.chmod(0o755)
    (found,), said = install("shellcheck")
    assert (found.tool.path, found.tool.version, said) == (program, "0.10.0", [])
    assert left_over(folder) == []


def test_two_processes_at_once_do_the_work_once(folder):
    """A second terminal, or a second job of CI, waits and finds the tool."""
    code = (
        "from scaffold import toolbox\n"
        "(one,) = toolbox.install(['shellcheck'], lambda _: None)\n"
        "print(one.tool.version)"
    )
    running = [
        subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    version = lock.entry("shellcheck").version
    assert [process.communicate()[0] for process in running] == [f"{version}\n"] * 3
    assert left_over(folder) == ["bin", f"shellcheck-{version}"]


def test_remains_of_an_interrupted_install_are_swept(folder):
    """A kill in the middle costs only time."""
    (folder / ".shellcheck.partial" / "bin").mkdir(parents=True)
    (folder / ".shellcheck.partial" / "bin" / "shellcheck").write_text("half of it")
    install("shellcheck")
    assert left_over(folder) == ["bin", f"shellcheck-{lock.entry('shellcheck').version}"]


def test_wheel_with_another_hash_is_refused(folder, altered):
    """Nothing of it is left, and the other tools are there all the same."""
    altered("hadolint", source={"hashes": ("sha256:" + "0" * 64,)})
    with pytest.raises(ScaffoldError) as raised:
        install("hadolint", "shellcheck")
    assert str(raised.value).startswith("hadolint 2.15.1 is not installed: uv pip install ")
    assert "0" * 64 in str(raised.value)
    assert left_over(folder) == ["bin", f"shellcheck-{lock.entry('shellcheck').version}"]


def test_go_module_with_another_hash_is_refused(folder, altered):
    """Both hashes are named."""
    altered("actionlint", source={"checksum": "h1:other="})
    expected = r"^actionlint 1\.7\.12 is not installed: .* has the hash h1:vQ4G.*the lock says h1:o"
    with pytest.raises(ScaffoldError, match=expected):
        install("actionlint")
    assert left_over(folder) == []


def test_go_module_that_does_not_build_is_quoted(folder, altered):
    """The command and its last lines."""
    altered("actionlint", source={"package": "./cmd/absent"})
    with pytest.raises(ScaffoldError) as raised:
        install("actionlint")
    assert "go build -trimpath" in str(raised.value)
    assert "./cmd/absent failed (1):\n" in str(raised.value)
    assert "directory not found" in str(raised.value)
    assert left_over(folder) == []


def test_program_of_another_version_is_refused(folder, altered):
    """A lock whose version and package do not fit together is found out at once."""
    altered("shellcheck", version="0.99.0")
    expected = r"shellcheck 0\.99\.0 is not installed: what was brought is version 0\.11\.0"
    with pytest.raises(ScaffoldError, match=expected):
        install("shellcheck")
    assert left_over(folder) == []


def test_every_failure_is_told(folder, altered):
    """One run shows all that is wrong."""
    altered("shellcheck", version="0.99.0")
    altered("hadolint", version="2.99.0")
    with pytest.raises(ScaffoldError) as raised:
        install("hadolint", "shellcheck")
    assert [line.split()[0] for line in str(raised.value).splitlines()] == [
        "hadolint",
        "shellcheck",
    ]
    assert left_over(folder) == []


def test_folder_that_cannot_be_made_is_named(folder):
    """A read-only home, or a file in its place."""
    folder.touch()
    with pytest.raises(ScaffoldError, match=r"shellcheck 0\.11\.0 is not installed: .*tools"):
        install("shellcheck")


def test_program_of_the_machine_is_not_installed(folder):
    """scaffold brings no git; nothing else is begun either."""
    with pytest.raises(UsageError, match=r"git cannot be installed by scaffold: see https://git-"):
        install("shellcheck", "git")
    assert not (folder / "bin").exists()


def test_unknown_tool_is_refused(folder):
    """Before anything is installed."""
    with pytest.raises(UsageError, match="shelcheck: no such tool"):
        install("hadolint", "shelcheck")
    assert not folder.exists()
