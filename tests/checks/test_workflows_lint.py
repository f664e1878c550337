"""workflows-lint: every GitHub workflow passes actionlint."""

import pytest

from scaffold.checks import workflows_lint as check

CI = ".github/workflows/ci.yml"


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        ("github.event_name == 'pull_request'", "github.event_nam == 'pull'", "expression"),
        ("run: make build", "run: cd $GITHUB_WORKSPACE", "shellcheck"),
    ],
)
def test_what_actionlint_says_is_found_at_its_line(broken, findings, edit, old, new, kind):
    """Shellcheck's findings in scripts too."""
    line = edit(broken / CI, old, new)
    found = findings(check, broken)
    assert {(one.path, one.line) for one in found} == {(CI, line)}
    assert all(one.message.endswith(f"[{kind}]") for one in found)
