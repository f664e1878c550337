"""checklist-has-evidence: every item of the operational checklist has evidence that was run."""

import pytest

from scaffold.checks import checklist_has_evidence as check
from scaffold.finding import Finding
from scaffold.repo import ServiceRepo

TOPICS = ("logging", "request_id", "tracing", "metrics", "probes", "shutdown")


@pytest.fixture
def small(broken):
    """With one passing case on each topic, so that the tests of the service need not run here."""
    for path in (broken / "tests").glob("*.py"):
        path.unlink()
    for topic in TOPICS:
        (broken / f"tests/test_{topic}.py").write_text(f"def test_{topic}():\n    pass\n")
    return broken


def test_evidence_is_counted(small):
    """Six of six, each with what proved it."""
    scores = check.score(ServiceRepo(small))
    assert [score.missing for score in scores] == [()] * 6
    assert [score.evidence[0] for score in scores] == [
        "1 tests on logging",
        "1 tests on request_id",
        "1 tests on metrics",
        "1 tests on probes",
        "1 tests on shutdown",
        "5 critical alerts with runbooks",
    ]


@pytest.mark.parametrize("topic", TOPICS)
def test_item_without_a_passing_test_is_found(small, findings, topic):
    """A test that skips itself proves nothing either."""
    path = small / f"tests/test_{topic}.py"
    path.write_text("import pytest\n\n\n@pytest.mark.skip\ndef test_it():\n    pass\n")
    (found,) = findings(check, small)
    assert (found.path, found.hint) == ("tests", "restore the tests on it")
    assert found.message.endswith(f": no test on {topic} passes")


def test_item_with_a_failing_test_is_found_at_its_line(small, findings):
    """Even where others on the topic pass."""
    path = "tests/test_metrics.py"
    with (small / path).open("a") as file:
        file.write("\n\ndef test_more():\n    assert False\n")
    assert findings(check, small) == [
        Finding(path, 6, "RED metrics are implemented: test_more fails", "mend it")
    ]


def test_probe_of_the_chart_belongs_to_the_item(small, findings, edit):
    """Kubernetes must ask what the service answers."""
    path = "deploy/chart/templates/_workload.tpl"
    line = edit(small / path, "path: /livez", "path: /readyz")
    found = findings(check, small)
    assert {(one.path, one.line) for one in found} == {(path, line)}
    assert all(one.message.startswith("Health checks are configured: ") for one in found)


def test_critical_alert_without_a_runbook_is_found(small, findings):
    """At the alert."""
    (small / "runbooks/ServiceAbsent.md").unlink()
    (found,) = findings(check, small)
    assert found.path == "observability/rules/alerts.yaml"
    assert found.message == (
        "Runbooks exist for critical alerts: critical alert ServiceAbsent has no runbook"
    )


@pytest.mark.parametrize(
    "path", ["tests/test_request_id.py", "request_id_test.go", "test/request-id.test.ts"]
)
def test_topic_is_read_from_the_name_in_every_language(path):
    """So that one mapping does for all."""
    assert check.topic_of(path) == "request_id"
