"""rates-have-windows: rates in rules are taken over at least four scrapes."""

from scaffold.checks import rates_have_windows as check
from scaffold.finding import Finding

PATH = "observability/rules/slo-recordings.yaml"
VALUES = "deploy/chart/values.yaml"
TOTAL = 'increase(http_requests_total{namespace="orders", job="orders"}[5m])'


def test_range_of_two_scrapes_is_found(broken, findings, edit):
    """At its rule."""
    line = edit(broken / PATH, TOTAL, TOTAL.replace("5m", "30s"))
    message = "increase of http_requests_total over 30 s, but pods are scraped every 15 s"
    assert findings(check, broken) == [Finding(PATH, line, message, "use a range of at least 60s")]


def test_ranges_are_found_when_scrapes_become_rare(broken, findings, edit):
    """The chart says how often."""
    edit(broken / VALUES, "interval: 15s", "interval: 2m")
    found = findings(check, broken)
    assert found
    assert {one.hint for one in found} == {"use a range of at least 480s"}
    assert all("over 300 s, but pods are scraped every 120 s" in one.message for one in found)


def test_range_of_four_scrapes_passes(broken, findings, edit):
    """Exactly four are enough."""
    edit(broken / VALUES, "interval: 15s", "interval: 75s")
    assert findings(check, broken) == []
