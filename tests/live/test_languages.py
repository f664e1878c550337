"""One suite, one contract: the services in all languages are held to the same."""

import json
from pathlib import Path

import pytest

from scaffold.check import Level
from scaffold.checks import CHECKS
from scaffold.commands.new import Wanted, create
from scaffold.languages import LANGUAGES
from scaffold.live.bench import DEPENDENCY
from scaffold.live.service import ORDER, Question
from scaffold.live.waiting import until
from scaffold.repo import ServiceRepo
from scaffold.report import Outcome
from scaffold.runner import run
from scaffold.template import SERVICE

LIVE = tuple(  # those of alerts: test_alerts.py
    check for check in CHECKS if check.LEVEL is Level.LIVE and "prometheus" not in check.TOOLS
)
CHAIN = ("python", "go", "typescript")
PATIENCE_SECONDS = 10


@pytest.fixture(scope="session")
def renders(tmp_path_factory) -> dict[str, Path]:
    """A repository in each language. Never write to them."""
    roots = {language: tmp_path_factory.mktemp(language) / language for language in LANGUAGES}
    for language, root in roots.items():
        create(Wanted(language, root, language, template=str(SERVICE), defaults=True))
    return roots


def test_contracts_differ_in_nothing_but_the_runtime(renders):
    """Each service equals its contract, so all of them emit the same sets of metrics."""
    texts = []
    for language, root in renders.items():
        contract = dict(ServiceRepo(root).contract.document.data)
        contract.pop("runtime_metrics")
        texts.append(json.dumps(contract).replace(f'"{language}"', '"name"'))
    assert len(set(texts)) == 1


@pytest.mark.conformance
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_live_check_passes(renders, language):
    """In each language, with evidence, and nothing is written into the repository."""
    root = renders[language]
    before = sorted(root.rglob("*"))
    report = run(root, LIVE, Level.LIVE, strict=True)
    problems = {
        row.check: [finding.message for finding in row.findings] or row.reason
        for row in report.rows
        if row.outcome is not Outcome.PASSED or not row.evidence
    }
    assert problems == {}
    assert sorted(root.rglob("*")) == before


@pytest.fixture
def benches(renders):
    repos = [ServiceRepo(renders[language]) for language in CHAIN]
    yield [repo.live for repo in repos]
    for repo in repos:
        repo.close()


@pytest.mark.conformance
def test_one_request_through_three_languages_is_one_trace(benches):
    """Each span a child of the one before it, and one request ID in the logs of all."""
    collector = benches[0].collector
    chain, behind = [], {}
    for bench in reversed(benches):
        service = bench.start(
            OTEL_EXPORTER_OTLP_ENDPOINT=collector.url, CHAIN_STOCK="true", **behind
        )
        behind = {"DEPENDENCIES": f"{DEPENDENCY}=http://127.0.0.1:{service.port}"}
        chain.insert(0, service)
    question = Question("POST", "/orders", ORDER)
    assert chain[0].ask(question).answer.status == 201
    assert until(lambda: len(collector.of_trace(question.trace_id)) >= 6, PATIENCE_SECONDS)
    expected_parent = question.parent_id
    for language, kind in [(name, kind) for name in CHAIN for kind in ("SERVER", "CLIENT")]:
        (span,) = [
            span
            for span in collector.of_trace(question.trace_id, kind)
            if span.resource["service.name"] == language
        ]
        assert span.parent_id == expected_parent, (language, kind)
        expected_parent = span.span_id
    (call,) = chain[-1].downstream.calls
    assert call.headers["traceparent"] == f"00-{question.trace_id}-{expected_parent}-01"
    for service in chain:
        (line,) = [line for line in service.lines_of(question.request_id) if line.is_access]
        assert line.fields["trace_id"] == question.trace_id
