"""A good canary is promoted, a bad one taken back, an idle one paused.

Why: the analysis is what stands between a broken release and every user, and nobody sees it work
until the day on which it should have.

Passes: while the alerts fire, every query of every AnalysisTemplate is put to a real Prometheus
with the arguments that the rollout gives, for a good canary, a bad one, one without requests and
one that does not exist. What Prometheus answers is judged by Argo's own code: the good canary is
promoted, the bad one is taken back, and the rollout pauses for the others. One without requests is
asked about a second time, with no least number of requests, so that its NaN is judged too.

Fails: another decision, or a query that Prometheus refuses.

Fix: the finding tells the query's result; compare the query with the labels and metrics of the
pods, or correct the conditions.

Ignore: an analysis of your own that failing and slow requests do not move takes back nothing here.
"""

import re
from dataclasses import dataclass

from scaffold.artifacts.analyses import Analysis, find_analyses
from scaffold.artifacts.condition import (
    ERROR,
    FAILED,
    INCONCLUSIVE,
    SUCCESSFUL,
    Verdict,
    evaluate,
)
from scaffold.check import Findings, Level
from scaffold.errors import ScaffoldError, Skip
from scaffold.finding import Finding
from scaffold.live.recordings import burning
from scaffold.live.recordings.burning import Burning
from scaffold.repo import ServiceRepo

ID = "live-canary-decides"
LEVEL = Level.LIVE
TOOLS = ("prometheus", "alertmanager", "helm", "argo-condition")
PACKAGES = ()

DECISIONS = {
    SUCCESSFUL: "promoted",
    FAILED: "taken back",
    INCONCLUSIVE: "paused",
    ERROR: "taken back after errors",
}
NOBODY = "nobody"
_LEAST_REQUESTS = re.compile(r">=\s*[\d.]+\s*$")


@dataclass(frozen=True)
class Canary:
    """One release and what it deserves.

    Attributes:
        name: as it is told.
        instance: the recording's name of its only pod; of none for one that does not exist.
        phase: what its analysis must come to.
        least: whether the query leaves out what has few requests, as it is written to.
    """

    name: str
    instance: str
    phase: str
    least: bool = True


CANARIES = (
    Canary("good canary", burning.GOOD, SUCCESSFUL),
    Canary("bad canary", burning.BAD, FAILED),
    Canary("idle canary", burning.IDLE, INCONCLUSIVE),
    Canary("idle canary of which no requests are asked", burning.IDLE, INCONCLUSIVE, least=False),
    Canary("canary that does not exist", NOBODY, INCONCLUSIVE),
)


def find(repo: ServiceRepo) -> Findings:
    """Let every analysis decide on every canary; see the module."""
    analyses = find_analyses(repo.chart.good_renders)
    if not analyses:
        raise Skip("no values file in ci/ renders a canary")
    seen = repo.live.get(burning.record)
    rows = []
    for analysis in analyses:
        place = analysis.template.place("metrics", "query")
        for canary in CANARIES:
            try:
                result = _ask(analysis, canary, seen)
            except ScaffoldError as error:
                yield Finding(*place, f"{analysis.name}, {canary.name}: {error}")
                continue
            (verdict,) = evaluate(analysis.conditions, [result])
            told = f"{DECISIONS[verdict.phase]} on {_say(result)}"
            rows.append(f"{analysis.name}\t{canary.name}\t{told}")
            if verdict.phase != canary.phase:
                wish = DECISIONS[canary.phase]
                message = f"{analysis.name}: the {canary.name} must be {wish}, it is {told}"
                yield Finding(*place, f"{message}{_why(verdict)}")
    return "\n".join((f"{len(analyses)} analyses, {len(CANARIES)} canaries", *rows))


def _ask(analysis: Analysis, canary: Canary, seen: Burning) -> tuple[float, ...]:
    """What Argo's provider gets from Prometheus: one number for each series."""
    revisions = {name: one.revision for name, one in seen.instances.items()}
    latest = revisions.get(canary.instance, canary.instance)
    query = analysis.query(latest, revisions[burning.STABLE])
    if not canary.least:
        query = _LEAST_REQUESTS.sub(">= 0", query)
    return tuple(sample.value for sample in seen.stage.prometheus.query(query, seen.during))


def _say(result: tuple[float, ...]) -> str:
    return ", ".join(f"{number:.3g}" for number in result).replace("nan", "NaN") or "no data"


def _why(verdict: Verdict) -> str:
    return f": {verdict.message}" if verdict.message else ""
