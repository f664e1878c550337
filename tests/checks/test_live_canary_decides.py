"""live-canary-decides: the good is promoted, the bad taken back, no data waits."""

import pytest
from staged import judged, staged

from scaffold.checks import live_canary_decides as check
from scaffold.errors import Skip
from scaffold.live.recordings import burning

ANALYSIS = "deploy/chart/templates/analysis.yaml"
BURN_RATE = "deploy/chart/templates/_burn_rate.tpl"
ROLLOUT = "deploy/chart/templates/rollout.yaml"
LIMIT = "{{ toJson $analysis.maxBurnRate }}"
SUCCESS = f"successCondition: len(result) > 0 && !isNaN(result[0]) && result[0] < {LIMIT}"
FAILURE = f"failureCondition: len(result) > 0 && !isNaN(result[0]) && result[0] >= {LIMIT}"
HASH = ', rollouts_pod_template_hash="{{args.canary-hash}}"'

BOTH, AVAILABILITY = ("availability", "latency"), ("availability",)
NOT_ASKED = "idle canary of which no requests are asked"
EMPTY = "metric result is nil or empty: no data returned from the metric provider"


def judge(root, release) -> tuple[list, str]:
    """Findings and evidence."""
    return judged(check, staged(root, {burning.record: release}))


def test_four_results_are_decided_on(fresh, burning_release):
    """Numbers on both sides of the limit, NaN, nothing: all from a real Prometheus."""
    found, evidence = judge(fresh, burning_release)
    assert found == []
    assert [tuple(row.split("\t")) for row in evidence.splitlines()] == [
        ("2 analyses, 5 canaries",),
        *(
            (f"{objective}-burn-rate", canary, decision)
            for objective, bad in (("availability", 500), ("latency", 50))
            for canary, decision in (
                ("good canary", "promoted on 0"),
                ("bad canary", f"taken back on {bad}"),
                ("idle canary", "paused on no data"),
                (NOT_ASKED, "paused on NaN"),
                ("canary that does not exist", "paused on no data"),
            )
        ),
    ]


@pytest.mark.parametrize(
    ("path", "old", "new", "objectives", "messages"),
    [
        pytest.param(
            ANALYSIS,
            HASH,
            HASH.replace("rollouts_", ""),
            BOTH,
            {
                "the good canary must be promoted, it is paused on no data",
                "the bad canary must be taken back, it is paused on no data",
            },
            id="label that no pod has",
        ),
        pytest.param(
            BURN_RATE,
            'http_requests_total{%s, status=~"%s"}',
            'http_requests_total{%s, code=~"%s"}',
            AVAILABILITY,
            {"the bad canary must be taken back, it is promoted on 0"},
            id="errors that are not counted",
        ),
        pytest.param(
            BURN_RATE,
            "$all := printf `http_requests_total",
            "$all := printf `http_requests",
            AVAILABILITY,
            {
                "the good canary must be promoted, it is paused on no data",
                "the bad canary must be taken back, it is paused on no data",
            },
            id="metric that was renamed",
        ),
        pytest.param(
            ROLLOUT,
            "podTemplateHashValue: Latest",
            "podTemplateHashValue: Stable",
            BOTH,
            {
                "the bad canary must be taken back, it is promoted on 0",
                "the idle canary must be paused, it is promoted on 0",
                f"the {NOT_ASKED} must be paused, it is promoted on 0",
                "the canary that does not exist must be paused, it is promoted on 0",
            },
            id="argument of the other pods",
        ),
        pytest.param(
            ANALYSIS,
            f"      {FAILURE}\n",
            "",
            BOTH,
            {
                "the idle canary must be paused, it is taken back on no data",
                f"the {NOT_ASKED} must be paused, it is taken back on NaN",
                "the canary that does not exist must be paused, it is taken back on no data",
            },
            id="failure that mirrors success",
        ),
        pytest.param(
            ANALYSIS,
            SUCCESS,
            f"successCondition: len(result) > 0 && !(result[0] >= {LIMIT})",
            BOTH,
            {f"the {NOT_ASKED} must be paused, it is promoted on NaN"},
            id="NaN that promotes",
        ),
        pytest.param(
            ANALYSIS,
            SUCCESS,
            f"successCondition: len(result) == 0 || result[0] < {LIMIT}",
            BOTH,
            {
                "the idle canary must be paused, it is promoted on no data",
                "the canary that does not exist must be paused, it is promoted on no data",
            },
            id="absence that promotes",
        ),
        pytest.param(
            ANALYSIS,
            SUCCESS,
            "successCondition: result[0] < 14.4",
            BOTH,
            {
                f"the {canary} must be paused, it is taken back after errors on no data: "
                f'could not evaluate successCondition "result[0] < 14.4": {EMPTY}'
                for canary in ("idle canary", "canary that does not exist")
            },
            id="absence that is an error",
        ),
        pytest.param(
            "deploy/chart/values.yaml",
            "maxBurnRate: 14.4",
            "maxBurnRate: 5000",
            BOTH,
            {
                "the bad canary must be taken back, it is promoted on 500",
                "the bad canary must be taken back, it is promoted on 50",
            },
            id="limit that nothing reaches",
        ),
        pytest.param(
            "deploy/chart/values.yaml",
            "minimumRequests: 70",
            "minimumRequests: 700000",
            AVAILABILITY,
            {
                "the good canary must be promoted, it is paused on no data",
                "the bad canary must be taken back, it is paused on no data",
            },
            id="requests that never come",
        ),
    ],
)
def test_wrong_decision_is_found(
    broken, burning_release, edit, path, old, new, objectives, messages
):
    """Whatever part of the analysis is wrong, at the template's query."""
    edit(broken / path, old, new)
    found, _ = judge(broken, burning_release)
    text = (broken / ANALYSIS).read_text()
    line = text[: text.index("          query: |")].count("\n") + 1
    assert {(one.path, one.line) for one in found} == {(ANALYSIS, line)}
    told = {tuple(one.message.split("-burn-rate: ", 1)) for one in found}
    assert {objective for objective, _ in told} == set(objectives)
    assert {message for _, message in told} == messages


def test_query_that_is_refused_is_found(broken, burning_release, edit):
    """With Prometheus's own words."""
    edit(broken / BURN_RATE, "(rate({{ $fast }}))", "(rate({{ $fast }})")
    found, _ = judge(broken, burning_release)
    assert {one.message.partition(", ")[0] for one in found} == {"latency-burn-rate"}
    assert len(found) == 5
    assert all("parse error: unclosed left parenthesis" in one.message for one in found)


def test_chart_without_canary_is_skipped(broken, burning_release):
    """There is nothing to decide."""
    (broken / ANALYSIS).unlink()
    with pytest.raises(Skip):
        judge(broken, burning_release)
