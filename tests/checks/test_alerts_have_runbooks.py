"""alerts-have-runbooks: every alert has a runbook."""

from scaffold.checks import alerts_have_runbooks as check
from scaffold.finding import Finding

PAGE = "runbooks/Watchdog.md"
INDEX = "runbooks/README.md"
ALERTS = "observability/rules/alerts.yaml"


def test_alert_without_a_page_is_found_at_its_rule(broken, findings, edit):
    """The page was deleted or renamed."""
    (broken / PAGE).rename(broken / "runbooks/WatchDog.md")
    line = edit(broken / ALERTS, "      - alert: Watchdog", "      - alert: Watchdog")
    expected = Finding(ALERTS, line, "Watchdog has no runbook", f"write {PAGE}")
    assert findings(check, broken) == [expected]


def test_alert_that_is_new_is_found(broken, findings, edit):
    """It was copied without a page."""
    line = edit(broken / ALERTS, "      - alert: Watchdog", "      - alert: Guarddog")
    message = "Guarddog has no runbook"
    expected = Finding(ALERTS, line, message, "write runbooks/Guarddog.md")
    assert findings(check, broken) == [expected]


def test_page_with_another_title_is_found(broken, findings, edit):
    """A copy that was only renamed."""
    line = edit(broken / PAGE, "# Watchdog\n", "# ServiceAbsent\n")
    message = "the title is not the alert's name"
    assert findings(check, broken) == [Finding(PAGE, line, message, "# Watchdog")]


def test_page_that_is_empty_is_found(broken, findings):
    """It has no title at all."""
    (broken / PAGE).write_text("")
    message = "the title is not the alert's name"
    assert findings(check, broken) == [Finding(PAGE, 0, message, "# Watchdog")]


def test_page_that_the_index_leaves_out_is_found(broken, findings, edit):
    """Nobody browses to it."""
    edit(broken / INDEX, "[Watchdog](Watchdog.md)", "Watchdog")
    message, hint = "Watchdog is not in the index", "add [Watchdog](Watchdog.md)"
    assert findings(check, broken) == [Finding(INDEX, 0, message, hint)]


def test_missing_index_is_found(broken, findings):
    """Once, and not for each page."""
    (broken / INDEX).unlink()
    (found,) = findings(check, broken)
    assert (found.path, found.message) == (INDEX, "there is no index of the runbooks")
