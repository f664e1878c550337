"""actions-are-pinned: every action is pinned, every job has the permissions it needs."""

import pytest

from scaffold.checks import actions_are_pinned as check
from scaffold.finding import Finding

VERIFY = ".github/workflows/verify.yml"
TOOLS = ".github/actions/tools/action.yml"
PIN_HINT = "name the full SHA of the commit, with the version as a comment"


def pin_of(path, name):
    """The reference and the comment behind an action's name."""
    text = path.read_text()
    return text[text.index(f"{name}@") + len(name) + 1 :].partition("\n")[0]


@pytest.mark.parametrize(
    ("file", "name"), [(VERIFY, "actions/checkout"), (TOOLS, "jdx/mise-action")]
)
@pytest.mark.parametrize("reference", ["v7", "main", "3d3c42e"])
def test_action_that_is_not_pinned_is_found(broken, findings, edit, file, name, reference):
    """In workflows and in the repository's own actions; a tag, a branch and a short SHA move."""
    line = edit(broken / file, f"{name}@{pin_of(broken / file, name)}", f"{name}@{reference}")
    assert findings(check, broken) == [
        Finding(file, line, f"{name} is pinned to {reference}, which can be moved", PIN_HINT)
    ]


def test_pin_that_does_not_say_its_version_is_found(broken, findings, edit):
    """Nobody could tell how old it is."""
    pin = pin_of(broken / VERIFY, "actions/checkout")
    line = edit(broken / VERIFY, pin, pin.partition(" ")[0])
    assert findings(check, broken) == [
        Finding(
            VERIFY,
            line,
            "actions/checkout does not say which version its commit is",
            "add the version as a comment",
        )
    ]


@pytest.mark.parametrize(
    ("new", "message"),
    [
        ("permissions: write-all\n", "grants every permission"),
        ("permissions:\n  contents: write\n", "grants a write permission to every job"),
    ],
)
def test_workflow_with_wide_permissions_is_found(broken, findings, edit, new, message):
    """At the line of its permissions."""
    line = edit(broken / VERIFY, "\npermissions:\n  contents: read\n", f"\n{new}")
    found = findings(check, broken)
    assert {(one.path, one.line, one.message) for one in found} == {(VERIFY, line + 1, message)}


def test_workflow_without_permissions_is_found(broken, findings, edit):
    """The default of an organisation may be everything."""
    edit(broken / VERIFY, "\npermissions:\n  contents: read\n", "\n")
    assert findings(check, broken) == [
        Finding(VERIFY, 1, "states no permissions", "add permissions: {contents: read}")
    ]


def test_what_zizmor_says_is_found_at_its_line(broken, findings, edit):
    """Here a script that takes its text from whoever opens a pull request."""
    new = "run: echo ${{ github.event.pull_request.title }}"
    line = edit(broken / ".github/workflows/ci.yml", "run: make build", new)
    (found,) = findings(check, broken)
    assert (found.path, found.line) == (".github/workflows/ci.yml", line)
    assert found.message.endswith("[template-injection]")
