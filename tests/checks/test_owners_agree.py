"""owners-agree: everything that names the service or its team names the same one."""

import pytest

from scaffold.checks import owners_agree as check
from scaffold.finding import Finding


@pytest.mark.parametrize(
    ("path", "old", "new", "message", "hint"),
    [
        (
            "deploy/chart/Chart.yaml",
            "name: orders\n",
            "name: order\n",
            "name is order, the answers say orders",
            "write orders",
        ),
        (
            "catalog-info.yaml",
            "owner: group:default/platform",
            "owner: group:default/shop",
            "spec.owner is group:default/shop, the answers say group:default/platform",
            "write group:default/platform",
        ),
        (
            ".github/CODEOWNERS",
            "* @acme/platform",
            "* @acme/shop",
            "is @acme/shop, the answers say @acme/platform",
            "",
        ),
    ],
)
def test_other_name_or_team_is_found_at_its_line(
    broken, findings, edit, path, old, new, message, hint
):
    """Each file in its own words."""
    line = edit(broken / path, old, new)
    assert findings(check, broken) == [Finding(path, line, message, hint)]


def test_repository_without_an_owner_for_everything_is_found(broken, findings):
    """A change nobody must review."""
    path = ".github/CODEOWNERS"
    (broken / path).write_text("/docs/ @acme/platform\n")
    assert findings(check, broken) == [
        Finding(path, 0, "has no owner for everything", "add: * @acme/platform")
    ]
