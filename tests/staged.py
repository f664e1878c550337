"""A stage for live checks: recordings made by hand in place of running services."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

from scaffold.finding import Finding
from scaffold.live import exposition, logs
from scaffold.live.collector import Span
from scaffold.live.exposition import Exposition
from scaffold.live.http import Answer
from scaffold.live.logs import Line
from scaffold.live.service import Exchange, Question
from scaffold.repo import ServiceRepo


def staged(root: Path, recordings: dict | None = None, **bench) -> ServiceRepo:
    """A repository whose services never ran: recordings, lines and spans are those given."""
    made = recordings or {}
    lines, spans = bench.pop("lines", []), bench.pop("spans", [])
    collector = SimpleNamespace(spans=spans, of_trace=_of_trace(spans))
    repo = ServiceRepo(root)
    repo.__dict__["live"] = SimpleNamespace(
        get=lambda recording: made[recording],
        begin=lambda *_, **__: None,
        build=lambda: None,
        pause=lambda _: None,
        collector=collector,
        lines_of=lambda request_id: [
            line for line in lines if line.fields.get("request_id") == request_id
        ],
        **bench,
    )
    return repo


def _of_trace(spans: list[Span]) -> Callable[..., list[Span]]:
    def of_trace(trace_id: str, kind: str = "") -> list[Span]:
        return [span for span in spans if span.trace_id == trace_id and kind in {"", span.kind}]

    return of_trace


def found(check, repo: ServiceRepo) -> list[tuple[str, str]]:
    """Each finding as the text of its line, without a comment, and its message."""
    rows = []
    for finding in check.find(repo):
        text = (repo.root / finding.path).read_text(encoding="utf-8").splitlines()
        place = text[finding.line - 1].partition(" #")[0].strip() if finding.line else finding.path
        rows.append((place, finding.message))
    return rows


def judged(check, repo: ServiceRepo) -> tuple[list[Finding], str]:
    """Findings and evidence."""
    findings, judging = [], check.find(repo)
    while True:
        try:
            findings.append(next(judging))
        except StopIteration as end:
            return findings, end.value


def answered(
    status: int = 200,
    question: Question | None = None,
    *,
    headers: dict[str, str] | None = None,
    body: bytes = b"",
    seconds: float = 0.01,
) -> Exchange:
    """An exchange, of ``GET /orders`` unless told."""
    given = {name.lower(): value for name, value in (headers or {}).items()}
    return Exchange(question or Question("GET", "/orders"), Answer(status, given, body, seconds))


def scrape(*rows: str) -> Exposition:
    """Metrics, each ``name{labels} value``; types follow from names, first ones first."""
    buckets = {row.partition("_bucket{")[0] for row in rows if "_bucket{" in row}
    text = []
    for row in rows:
        family = row.partition("{")[0].partition(" ")[0]
        kind = "counter" if family.endswith("_total") else "gauge"
        stem = re.sub("_(bucket|count|sum|total)$", "", family)
        if stem in buckets:
            family, kind = stem, "histogram"
        head = f"# TYPE {family.removesuffix('_total')} {kind}"
        text += [row] if head in text else [head, row]
    return exposition.parse("\n".join((*text, "# EOF\n")))


def line(**fields) -> Line:
    """A log line."""
    (made,) = logs.parse(json.dumps(fields) + "\n")
    return made


def span(exchange: Exchange, **changes) -> Span:
    """The SERVER span that is due for ``GET /orders``, with changes."""
    question = exchange.question
    return Span(
        **{
            "name": "GET /orders",
            "kind": "SERVER",
            "trace_id": question.trace_id,
            "span_id": "a" * 16,
            "parent_id": question.parent_id,
            "attributes": {
                "http.request.method": question.method,
                "http.route": "/orders",
                "http.response.status_code": exchange.answer.status,
                "url.path": question.path,
                "url.scheme": "http",
            },
            "resource": {
                "service.name": "orders",
                "service.version": "1.2.3-live",
                "deployment.environment.name": "staging",
            },
            "failed": False,
            "text": "",
            **changes,
        }
    )
