"""Alerts for real, in every language and in a repository that is broken everywhere at once.

Each run is minutes of waiting and little work, so that all of them run side by side.
"""

import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

from scaffold.check import Level
from scaffold.checks import CHECKS
from scaffold.commands.new import Wanted, create
from scaffold.languages import LANGUAGES
from scaffold.report import Outcome, Report
from scaffold.runner import run
from scaffold.template import SERVICE

pytestmark = pytest.mark.conformance

ALERTING = tuple(
    check for check in CHECKS if check.LEVEL is Level.LIVE and "prometheus" in check.TOOLS
)
BROKEN = "broken"
ALERTMANAGER = "observability/alertmanager/alertmanager.yaml"


@dataclass(frozen=True)
class Break:
    """One thing that is wrong and that no file shows by itself.

    Attributes:
        law: what no longer holds.
        file: where.
        old: text that stands there once.
        new: what takes its place.
        check: id of the check that must see it, without its prefix ``live-``.
        said: part of its finding.
    """

    law: str
    file: str
    old: str
    new: str
    check: str
    said: str


BREAKS = (
    Break(
        "a label of a metric is none that scraping adds",
        "src/service/metrics.py",
        '["version", "environment", "language"],',
        '["version", "namespace", "language"],',
        "prometheus-scrapes",
        "the label namespace of its metrics is renamed to exported_namespace",
    ),
    Break(
        "pages go to the pager",
        ALERTMANAGER,
        "    - receiver: platform-pager\n",
        "    - receiver: platform-tickets\n"
        "      matchers: ['slo=\"latency\"']\n"
        "      group_interval: 1m\n"
        "    - receiver: platform-pager\n",
        "pages-reach-receiver",
        "LatencyBudgetBurn1h reached platform-tickets, not platform-pager alone",
    ),
    Break(
        "a query asks for what there is",
        "runbooks/AvailabilityBudgetBurn1h.md",
        "count by (version) (build_info{",
        'count by (version) (build_info{pod="orders",',
        "runbook-queries-answer",
        "while the alert fires it returns nothing",
    ),
    Break(
        "a panel asks for a metric that exists",
        "observability/dashboards/overview.json",
        "sum(service_ready{",
        "sum(service_is_ready{",
        "panels-answer",
        "panel 'Instances': nothing answers sum(service_is_ready{",
    ),
    Break(
        "the canary's failures are counted",
        "deploy/chart/templates/_burn_rate.tpl",
        'http_requests_total{%s, status=~"%s"}',
        'http_requests_total{%s, code=~"%s"}',
        "canary-decides",
        "the bad canary must be taken back, it is promoted on 0",
    ),
    Break(
        "series are joined without the labels of instances",
        "observability/rules/slo-recordings.yaml",
        "      - record: slo:current_burn_rate:ratio\n",
        "      - record: slo:up:ratio\n"
        '        expr: sum by (job) (up{job="orders"}) / on (job) up{job="orders"}\n'
        "      - record: slo:current_burn_rate:ratio\n",
        "rules-evaluate",
        "slo:up:ratio is err: ",
    ),
    Break(
        "the absence silences both burns",
        ALERTMANAGER,
        "(Availability|Latency)BudgetBurn.+",
        "AvailabilityBudgetBurn.+",
        "absence-inhibits",
        "while ServiceAbsent fires, LatencyBudgetBurn1h is active, inhibited by nothing",
    ),
    Break(
        "the end of a page is told",
        ALERTMANAGER,
        "platform-pager-url\n        send_resolved: true",
        "platform-pager-url\n        send_resolved: false",
        "pages-resolve",
        "AvailabilityBudgetBurn1h is over, and platform-pager was not told",
    ),
    Break(
        "the heart beats every few minutes",
        ALERTMANAGER,
        "repeat_interval: 4m50s",
        "repeat_interval: 1h",
        "watchdog-beats",
        "Watchdog comes every 3660 s",
    ),
)


def break_everything(root: Path) -> None:
    for one in BREAKS:
        path = root / one.file
        text = path.read_text(encoding="utf-8")
        assert text.count(one.old) == 1, f"{one.file}: {one.old!r} stands {text.count(one.old)}x"
        path.write_text(text.replace(one.old, one.new), encoding="utf-8")


@pytest.fixture(scope="session")
def reports(fresh, tmp_path_factory) -> dict[str, Report]:
    """What the checks of alerts say of each language, and of the broken repository."""
    roots = {language: tmp_path_factory.mktemp("alerts") / language for language in LANGUAGES}
    for language, root in roots.items():
        answers = (f"language={language}",)
        create(Wanted(language, root, data=answers, defaults=True, template=str(SERVICE)))
    roots[BROKEN] = Path(shutil.copytree(fresh, tmp_path_factory.mktemp("alerts") / "orders"))
    break_everything(roots[BROKEN])
    with ThreadPoolExecutor(len(roots)) as pool:
        made = pool.map(lambda root: run(root, ALERTING, Level.LIVE, strict=True), roots.values())
        return dict(zip(roots, made, strict=True))


def problems(report: Report) -> Iterator[tuple[str, str]]:
    """Check and message of every finding; a check that says nothing at all is a problem too."""
    for row in report.rows:
        if row.findings:
            yield from ((row.check, finding.message) for finding in row.findings)
        elif row.outcome is not Outcome.PASSED or not row.evidence:
            yield row.check, row.reason


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_check_of_alerts_passes(reports, language):
    """In each language, with evidence."""
    assert list(problems(reports[language])) == []


def test_every_break_is_found_by_its_check_and_no_other(reports):
    """Several at once: none hides another, and none is blamed on what still holds."""
    found = list(problems(reports[BROKEN]))
    expected = [(f"live-{one.check}", one.said) for one in BREAKS]
    assert len(found) == len(expected), "\n".join(map(": ".join, found))
    for (check, message), (due, said) in zip(found, expected, strict=True):
        assert check == due
        assert said in message


def test_every_check_of_alerts_has_a_break():
    """A check that nothing can fail proves nothing."""
    assert {f"live-{one.check}" for one in BREAKS} == {check.ID for check in ALERTING}
