"""alerts-reach-receivers: every alert reaches the receiver that its severity asks for."""

import pytest

from scaffold.checks import alerts_reach_receivers as check
from scaffold.errors import Skip
from scaffold.finding import Finding

PATH = "observability/alertmanager/alertmanager.yaml"
HINT = "mend this route, or one before it"
PAGER = "    - receiver: platform-pager\n      matchers:"
WATCHDOG = "    - receiver: watchdog\n      matchers: ['alertname=\"Watchdog\"']"
NOBODY = '    - receiver: "null"\n      matchers: [\'severity="none"\']'


def test_route_to_another_receiver_is_found_at_its_line(broken, findings, edit):
    """Once for each alert that takes it."""
    line = edit(broken / PATH, PAGER, PAGER.replace("pager", "tickets"))
    pages = [
        "AvailabilityBudgetBurn1h",
        "AvailabilityBudgetBurn6h",
        "LatencyBudgetBurn1h",
        "LatencyBudgetBurn6h",
        "ServiceAbsent",
    ]
    assert findings(check, broken) == [
        Finding(
            PATH,
            line,
            f"{name} (severity critical) reaches platform-tickets, not platform-pager",
            HINT,
        )
        for name in pages
    ]


def test_watchdog_that_ends_with_nobody_is_found(broken, findings, edit):
    """Then nothing notices when alerts stop."""
    edit(broken / PATH, WATCHDOG, WATCHDOG.replace("Watchdog", "WatchDog"))
    line = edit(broken / PATH, NOBODY, NOBODY)
    message = "Watchdog (severity none) reaches null, not watchdog"
    assert findings(check, broken) == [Finding(PATH, line, message, HINT)]


def test_route_that_takes_what_must_disturb_nobody_is_found(broken, findings, edit):
    """By the control that no rule defines."""
    line = edit(broken / PATH, NOBODY, NOBODY.replace("null", "platform-pager"))
    message = "NegativeControl (severity none) reaches platform-pager, not null"
    assert findings(check, broken) == [Finding(PATH, line, message, HINT)]


def test_alert_that_goes_to_two_receivers_is_found(broken, findings, edit):
    """A page and its ticket are two people's work."""
    critical = "matchers: ['severity=\"critical\"']"
    both = f"    - receiver: platform-pager\n      continue: true\n      {critical}\n"
    new = PAGER.replace("pager", "tickets")
    edit(broken / PATH, PAGER, f"{both}{new}")
    found = findings(check, broken)
    assert {one.message.partition(" reaches ")[2] for one in found} == {
        "platform-pager,platform-tickets, not platform-pager"
    }


def test_receiver_of_the_answers_that_is_missing_is_found(broken, findings, edit):
    """The organisation chose its name."""
    edit(broken / ".copier-answers.yml", "pager_receiver: platform-pager", "pager_receiver: pager")
    line = edit(broken / PATH, "\nreceivers:", "\nreceivers:") + 1
    found = findings(check, broken)
    assert found[0] == Finding(PATH, line, "there is no receiver 'pager'", "the answers name it")
    assert all("not pager" in one.message for one in found[1:])


def test_configuration_that_is_not_valid_is_left_to_another_check(broken, findings, edit):
    """alertmanager-is-valid tells."""
    edit(broken / PATH, PAGER, PAGER.replace("matchers", "matcherz"))
    with pytest.raises(Skip, match="alertmanager-is-valid"):
        findings(check, broken)
