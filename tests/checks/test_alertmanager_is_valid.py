"""alertmanager-is-valid: Alertmanager accepts its configuration."""

from scaffold.checks import alertmanager_is_valid as check
from scaffold.finding import Finding

PATH = "observability/alertmanager/alertmanager.yaml"
PAGER = "    - receiver: platform-pager\n      matchers:"


def test_route_to_a_receiver_that_does_not_exist_is_found(broken, findings, edit):
    """At the route; amtool only says its name."""
    line = edit(broken / PATH, PAGER, PAGER.replace("pager", "page"))
    message = 'amtool refuses it: undefined receiver "platform-page" used in route'
    assert findings(check, broken) == [Finding(PATH, line, message)]


def test_field_that_does_not_exist_is_found_at_its_line(broken, findings, edit):
    """A misspelt one would otherwise match every alert."""
    line = edit(broken / PATH, PAGER, PAGER.replace("matchers", "matcherz")) + 1
    (found,) = findings(check, broken)
    assert (found.path, found.line) == (PATH, line)
    assert "field matcherz not found" in found.message


def test_receiver_that_stands_twice_is_found(broken, findings, edit):
    """With amtool's words."""
    edit(broken / PATH, "  - name: platform-tickets\n", "  - name: platform-pager\n")
    (found,) = findings(check, broken)
    assert found.path == PATH
    assert "platform-pager" in found.message
