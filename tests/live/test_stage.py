"""What stands in for a cluster changes addresses and nothing else, and counts what it is told."""

import json

import pytest

from scaffold.artifacts.alertmanager import read_alertmanager
from scaffold.errors import ScaffoldError
from scaffold.live import http, outage, prometheus, traffic
from scaffold.live.alertmanager import redirect
from scaffold.live.http import Answer
from scaffold.live.inbox import Inbox
from scaffold.live.listener import Listener, Reply
from scaffold.live.prometheus import Prometheus, Sample, Target
from scaffold.live.traffic import Limits, Tally
from scaffold.repo import ServiceRepo

URL = "http://127.0.0.1:1/{}".format


def redirected(folder, *receivers):
    return redirect({"receivers": list(receivers)}, folder, URL)["receivers"]


def test_routes_and_inhibitions_stay_as_they_are(fresh, tmp_path):
    """All but the receivers' addresses is the repository's."""
    own = read_alertmanager(fresh).document.data
    made = redirect(own, tmp_path, URL)
    assert {**made, "receivers": own["receivers"]} == own
    for mine, theirs in zip(made["receivers"], own["receivers"], strict=True):
        for one, other in zip(
            mine.get("webhook_configs", ()), theirs.get("webhook_configs", ()), strict=True
        ):
            assert {**one, "url_file": other["url_file"]} == other
            assert (tmp_path / one["url_file"]).read_text() == URL(theirs["name"])


@pytest.mark.parametrize(
    ("receiver", "kept"),
    [
        ({"webhook_configs": [{"url": "https://real.test", "max_alerts": 3}]}, {"max_alerts": 3}),
        ({"pagerduty_configs": [{"routing_key_file": "/key", "send_resolved": False}]}, None),
        ({"slack_configs": [{"api_url_file": "/url", "channel": "#ops"}]}, {}),
    ],
)
def test_nobody_is_paged_by_a_trial(tmp_path, receiver, kept):
    """A literal address and any other kind of receiver lead to the inbox as well."""
    ((made,),) = (
        one["webhook_configs"] for one in redirected(tmp_path, {"name": "pager", **receiver})
    )
    expected = {"send_resolved": False} if kept is None else kept
    assert made == {**expected, "url_file": str(tmp_path / "url-0")}
    assert (tmp_path / "url-0").read_text() == URL("pager")


def test_receiver_of_nothing_stays_one(tmp_path):
    """What is sent there is sent nowhere."""
    assert redirected(tmp_path, {"name": "null"}) == [{"name": "null"}]


def test_rules_are_the_repository_s_own_files(fresh):
    """Where they stand; targets have the labels that they were given."""
    targets = [Target(1, {"pod": "a"}), Target(2, {"pod": "b"})]
    made = prometheus.configuration(fresh, "orders", targets, 9)
    assert made["rule_files"] == [
        str(fresh / "observability/rules/alerts.yaml"),
        str(fresh / "observability/rules/slo-recordings.yaml"),
    ]
    assert made["scrape_configs"] == [
        {
            "job_name": "orders",
            "static_configs": [
                {"targets": ["127.0.0.1:1"], "labels": {"pod": "a"}},
                {"targets": ["127.0.0.1:2"], "labels": {"pod": "b"}},
            ],
        }
    ]


@pytest.fixture
def inbox():
    made = Inbox()
    yield made
    made.close()


def test_inbox_keeps_each_alert_of_a_message(inbox):
    """With the receiver that it came for, whatever that is called."""
    alerts = [
        {"status": status, "labels": {"alertname": "Burn"}, "annotations": {"summary": "s"}}
        for status in ("firing", "resolved")
    ]
    body = json.dumps({"alerts": alerts, "groupLabels": {"slo": "a"}}).encode()
    port, path = inbox.url("on call/1").removeprefix("http://127.0.0.1:").split("/")
    http.send(int(port), "POST", f"/{path}", body=body)
    assert [(one.receiver, one.alert, one.fires) for one in inbox.notices] == [
        ("on call/1", "Burn", True),
        ("on call/1", "Burn", False),
    ]
    assert inbox.of("Burn", "resolved") == inbox.notices[1:]
    assert inbox.of("Other") == []


@pytest.fixture
def answering():
    """A Prometheus that answers with the given document."""
    listeners = []

    def answer(document):
        body = json.dumps(document).encode()
        listeners.append(Listener(lambda _: Reply(200, body)))
        return Prometheus(None, listeners[-1].port)

    yield answer
    for listener in listeners:
        listener.close()


def test_values_are_read_with_their_labels(answering):
    """NaN included."""
    result = [{"metric": {"slo": "a"}, "value": [12.5, "NaN"]}]
    told = {"status": "success", "data": {"resultType": "vector", "result": result}}
    (sample,) = answering(told).query("up")
    assert (sample.labels, sample.at) == ({"slo": "a"}, 12.5)
    assert sample.value != sample.value


def test_scalar_is_one_value_without_labels(answering):
    """As any other result."""
    told = {"status": "success", "data": {"resultType": "scalar", "result": [1.0, "2"]}}
    assert answering(told).query("2") == (Sample({}, 2.0, 1.0),)


def test_query_that_is_refused_is_an_error_that_quotes(answering):
    """An error is not an empty answer."""
    with pytest.raises(ScaffoldError, match="refuses rate: parse error"):
        answering({"status": "error", "error": "parse error"}).query("rate")


def test_answers_are_counted_once():
    """A failed one is never a slow one; one that did not come has failed."""
    answers = [
        Answer(200, {}, b"", 0.1),
        Answer(404, {}, b"", 0.3),
        Answer(503, {}, b"", 0.3),
        None,
    ]
    assert traffic.tally(answers, 0.25) == Tally(requests=4, failed=2, slow=1)


def test_limits_are_those_of_the_fastest_alerts(fresh):
    """Factor times budget."""
    limits = traffic.limits(ServiceRepo(fresh).contract)
    assert (round(limits.availability, 9), round(limits.latency, 9)) == (0.0144, 0.144)
    assert limits.threshold_seconds == 0.25


@pytest.mark.parametrize(
    ("tally", "expected"),
    [
        (Tally(100, 50, 40), True),
        (Tally(100, 50, 4), False),
        (Tally(100, 5, 90), False),
        (Tally(100, 100, 0), False),
    ],
)
def test_outage_burns_both_budgets_or_goes_on(tally, expected):
    """Failed requests are no slow ones: too many of them hide the other alert."""
    assert outage.burns(tally, Limits(0.0144, 0.144, 0.25)) is expected


def test_good_requests_that_end_an_outage_are_counted_for_both_objectives():
    """With a margin: the ratio must fall below the limit, not reach it."""
    limits = Limits(0.01, 0.1, 0.25)
    assert outage.requests_to_end(Tally(100, 10, 90), limits) == 1300
    assert outage.requests_to_end(Tally(200, 10, 190), limits) == 2470
