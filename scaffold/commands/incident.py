"""``scaffold incident new``: a post-incident review, filled as far as alerts and metrics tell."""

import math
import os
import sys
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from scaffold import web
from scaffold.artifacts.budget import Budget, budgets, queries
from scaffold.artifacts.incident import Incident, Measured, Spending
from scaffold.artifacts.markdown import read_markdown
from scaffold.artifacts.notification import Fired, read_notification
from scaffold.artifacts.promql import parse_seconds
from scaffold.errors import ScaffoldError, UsageError
from scaffold.formats import review
from scaffold.repo import ServiceRepo, open_repo

TEMPLATE = "docs/post-incident-review-template.md"
FOLDER = "docs/reviews"
_ALERTS = "/api/v2/alerts"


@dataclass(frozen=True)
class Begun:
    """A review that was begun.

    Attributes:
        path: the page.
        firing: whether an alert still fires, so that the end is open.
        missing: rows that the template does not have, each with what would stand in it.
    """

    path: Path
    firing: bool
    missing: tuple[tuple[str, str], ...]


def begin_review(
    root: Path, source: str, output: Path | None = None, prometheus: str = ""
) -> Begun:
    """Write the page, or nothing.

    Args:
        root: the repository.
        source: file of what Alertmanager wrote, ``-`` for standard input, or an address.
        output: where the page is to stand; None is ``docs/reviews`` of the repository.
        prometheus: address of the Prometheus that is asked what the incident cost; empty: none.

    Raises:
        UsageError: the repository, the alerts or the place cannot be used.
        ScaffoldError: somebody who was asked has no answer, or the page cannot be written.
    """
    repo, now = open_repo(root), datetime.now(UTC).replace(microsecond=0)
    template = read_markdown(repo.root, TEMPLATE)
    text, source = _read(source, repo.name)
    alerts = read_notification(text, source, now)
    _require_own(alerts, repo.name, source)
    incident = _assess(repo, alerts, now, prometheus)
    path = output or root / FOLDER / f"{incident.name}.md"
    filled = review.write(template, incident)
    _write_new(path, filled.text)
    missing = tuple((cells.label, cells.after) for cells in filled.missing)
    return Begun(path, incident.ended is None, missing)


def _read(source: str, service: str) -> tuple[str, str]:
    """What Alertmanager wrote, and where."""
    if source == "-":
        return sys.stdin.read(), "standard input"
    if web.is_url(source):
        return _ask(source, service)
    try:
        return Path(source).read_text(encoding="utf-8"), source
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"--alert {source}: cannot be read: {error}") from None


def _ask(url: str, service: str) -> tuple[str, str]:
    """A document as it is; of an Alertmanager, the alerts of one service."""
    parts = urlsplit(url)
    path = parts.path.rstrip("/")
    if path.endswith("/api/v2"):
        return _ask_alerts(url, service, "/alerts")
    if path.endswith(_ALERTS) and "filter" not in parse_qs(parts.query):
        return _ask_alerts(url, service, "")
    try:
        text = web.read_url(url)
    except UsageError:
        raise
    except ScaffoldError:  # an Alertmanager may be built without pages, its API is there
        text = ""
    if text.lstrip().startswith(("{", "[")):
        return text, url
    return _ask_alerts(url, service, _ALERTS)


def _ask_alerts(url: str, service: str, path: str) -> tuple[str, str]:
    address = web.with_query(url, {"filter": f'service="{service}"'}, path)
    return web.read_url(address), address


def _require_own(alerts: tuple[Fired, ...], service: str, source: str) -> None:
    others = sorted({alert.service for alert in alerts} - {service})
    if others:
        raise UsageError(
            f"{source}: holds alerts of {', '.join(others)}, and this repository is {service}; "
            "name the other repository, or leave these alerts out"
        )


def _assess(
    repo: ServiceRepo, alerts: tuple[Fired, ...], now: datetime, prometheus: str
) -> Incident:
    waits = {alert.name: timedelta(seconds=parse_seconds(alert.wait)) for alert in repo.alerts}
    bare = Incident(alerts, waits, now)
    spendings = (_spend(repo, bare, budget, prometheus) for budget in budgets(repo.answers))
    return Incident(alerts, waits, now, tuple(spendings))


def _spend(repo: ServiceRepo, incident: Incident, budget: Budget, prometheus: str) -> Spending:
    wanted = queries(repo.rules, budget, incident.began, incident.ended or incident.written)
    if not prometheus or wanted is None:
        return Spending(budget, wanted)
    asked = (wanted.bad, wanted.total, wanted.share, wanted.spent)
    return Spending(budget, wanted, Measured(*(_value(prometheus, query) for query in asked)))


def _value(prometheus: str, query: str) -> float | None:
    """The one value of a query, or None where there is none."""
    answer = web.read_json(web.with_query(prometheus, {"query": query}, "/api/v1/query"))
    try:
        results = answer["data"]["result"]
        value = float(results[0]["value"][1]) if results else math.nan
    except (KeyError, IndexError, TypeError, ValueError):
        raise ScaffoldError(f"--prometheus {prometheus}: answers not as Prometheus does") from None
    return value if math.isfinite(value) else None


def _write_new(path: Path, text: str) -> None:
    """Write a file that is not there yet, in one step."""
    if os.path.lexists(path):
        raise UsageError(f"{path}: exists already; edit it, or name another place with --output")
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        draft.write_text(text, encoding="utf-8")
        path.hardlink_to(draft)  # unlike a rename it never replaces what came in between
    except OSError as error:
        raise ScaffoldError(f"{path}: cannot be written: {error}") from None
    finally:
        with suppress(OSError):
            draft.unlink()
