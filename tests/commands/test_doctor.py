"""The doctor on a machine of the test's own: shell scripts stand on PATH as the tools."""

from types import SimpleNamespace

import pytest

from scaffold import lock
from scaffold.commands import doctor
from scaffold.diagnosis import Program

CHECKS = (
    SimpleNamespace(ID="rules-are-valid", TOOLS=("promtool",)),
    SimpleNamespace(ID="chart-renders", TOOLS=("helm",)),
    SimpleNamespace(ID="chart-rules-are-valid", TOOLS=("helm", "promtool")),
)


@pytest.fixture
def machine(tmp_path, monkeypatch):
    """A function that puts a program on PATH; the tools folder is empty."""
    (tmp_path / "path").mkdir()
    monkeypatch.setenv("PATH", str(tmp_path / "path"))
    monkeypatch.setenv("SCAFFOLD_TOOLS", str(tmp_path / "tools"))
    monkeypatch.setattr(doctor, "CHECKS", CHECKS)

    def put(name: str, says: str):
        path = tmp_path / "path" / name
        path.write_text(f"#!/bin/sh\necho '{says}'\n")
        path.chmod(0o755)
        return path

    return put


def examined(name: str) -> Program:
    (program,) = (one for one in doctor.examine().programs if one.name == name)
    return program


def test_every_tool_of_the_lock_is_examined(machine):  # noqa: ARG001
    """After what scaffold itself runs on, in the order of the lock."""
    names = [program.name for program in doctor.examine().programs]
    assert names == ["python", "uv", *lock.entries()]


def test_good_program_needs_no_advice(machine):
    """Where it stands, what it says, and which checks start it."""
    path = machine("promtool", "promtool, version 2.53.1")
    assert examined("promtool") == Program(
        name="promtool",
        summary=lock.entry("promtool").summary,
        path=path,
        version="2.53.1",
        accepts=">=2.42,<4",
        accepted=True,
        pinned="3.16.0",
        needed_by=("rules-are-valid", "chart-rules-are-valid"),
        advice="",
    )


def test_old_program_is_shown_with_the_way_out(machine):
    """Found is not enough."""
    path = machine("helm", "v2.17.0")
    program = examined("helm")
    assert (program.path, program.version, program.accepted) == (path, "2.17.0", False)
    assert program.advice == "scaffold tools install helm"


def test_old_git_cannot_be_replaced_by_scaffold(machine):
    """The advice is where to get it."""
    machine("git", "git version 2.34.1")
    program = examined("git")
    assert (program.accepted, program.advice) == (False, "https://git-scm.com")


def test_silent_program_is_not_accepted(machine):
    """Its version is unknown, not right."""
    machine("helm", "no version here")
    program = examined("helm")
    assert (program.version, program.accepted) == ("", False)


def test_only_what_checks_need_is_missing(machine):
    """A tool that no check starts is no trouble."""
    machine("helm", "v3.19.0")
    assert [program.name for program in doctor.examine().missing] == ["promtool"]
    machine("promtool", "3.0.1")
    assert doctor.examine().missing == ()


def test_replacement_counts(machine):
    """OpenTofu in the place of Terraform."""
    path = machine("tofu", "OpenTofu v1.10.0")
    assert (examined("terraform").path, examined("terraform").accepted) == (path, True)
