"""links-resolve: links between the repository's pages lead somewhere."""

import pytest

from scaffold.checks import links_resolve as check
from scaffold.finding import Finding

PATH = "runbooks/README.md"
OLD = "[Watchdog](Watchdog.md)"
HERE = "https://github.com/acme/orders/blob/main"


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("WatchDog.md", "WatchDog.md leads to no file"),
        ("../docs/nothing.md", "../docs/nothing.md leads to no file"),
        ("../../../etc/passwd", "../../../etc/passwd leads out of the repository"),
        ("Watchdog.md#cure", "Watchdog.md#cure: runbooks/Watchdog.md has no heading 'cure'"),
        ("#cure", "#cure: runbooks/README.md has no heading 'cure'"),
        (f"{HERE}/docs/nothing.md", f"{HERE}/docs/nothing.md leads to no file"),
    ],
)
def test_link_that_leads_nowhere_is_found(broken, findings, edit, target, message):
    """At its line."""
    line = edit(broken / PATH, OLD, f"[Watchdog]({target})")
    assert findings(check, broken) == [Finding(PATH, line, message)]


def test_page_that_is_renamed_is_found_everywhere(broken, findings):
    """In each page that links to it."""
    (broken / "runbooks/Watchdog.md").rename(broken / "runbooks/Guarddog.md")
    found = findings(check, broken)
    assert {one.path for one in found} >= {PATH, "docs/incident-severities.md"}
    assert all(one.message.endswith("Watchdog.md leads to no file") for one in found)


def test_dashboard_that_does_not_exist_is_found(broken, findings, edit):
    """By its UID."""
    page = "runbooks/ServiceAbsent.md"
    line = edit(broken / page, "`/d/orders-overview`, `/d", "`/d/orders-home`, `/d")
    (found,) = findings(check, broken)
    assert (found.path, found.line) == (page, line)
    assert found.message == "there is no dashboard 'orders-home'"
    assert "orders-overview" in found.hint


@pytest.mark.parametrize(
    "target",
    [
        "Watchdog.md#mitigation",
        "#how-a-page-is-built",
        "../docs",
        "https://nowhere.example.com/a.md",
        "mailto:somebody@example.com",
        f"{HERE}/runbooks/Watchdog.md#impact",
    ],
)
def test_other_links_pass(broken, findings, edit, target):
    """Headings, folders, other sites."""
    edit(broken / PATH, OLD, f"[Watchdog]({target})")
    assert findings(check, broken) == []
