"""Workflows and actions are read with what they use."""

import pytest

from scaffold.artifacts.workflows import Use, read_workflows

TEXT = """\
jobs:
  build:
    steps:
      - uses: actions/checkout@0123 # v4.2.2
      - name: Local
        uses: ./.github/actions/tools
      - uses: "docker://alpine:3.20"
"""


@pytest.fixture
def workflows(tmp_path):
    """One workflow, one action, and a file that is neither."""
    paths = (
        ".github/actions/tools/action.yml",
        ".github/workflows/ci.yml",
        ".github/dependabot.yml",
    )
    for path in paths:
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(TEXT)
    return read_workflows(tmp_path, paths)


def test_workflows_and_actions_are_told_apart(workflows):
    """Only workflows have permissions."""
    assert [(one.path, one.is_action) for one in workflows] == [
        (".github/actions/tools/action.yml", True),
        (".github/workflows/ci.yml", False),
    ]


def test_uses_are_read_with_their_lines(workflows):
    """Reference and comment apart."""
    assert workflows[1].uses == (
        Use("actions/checkout", "0123", "v4.2.2", 4),
        Use("./.github/actions/tools", "", "", 6),
        Use("docker://alpine:3.20", "", "", 7),
    )
