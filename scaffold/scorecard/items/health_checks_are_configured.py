"""Health checks are configured: liveness and readiness.

Why: a pod that hangs is restarted only when liveness tells; traffic stays away from one that is
not ready only when readiness tells.

Met: every workload that the service's own manifests run (Deployment, StatefulSet, Rollout,
DaemonSet; plain, kustomized or a chart's template) has a liveness and a readiness probe.
Databases and the like that stand beside it are not asked.

Not met: a workload lacks one, or nothing of it is configured. A route such as ``/healthz`` that
nobody asks is no health check, and neither is Docker's ``HEALTHCHECK``: Kubernetes ignores it.
Unknown where the service has such a route and no manifest of a workload is in the repository.

Fix: ``livenessProbe`` on a route that touches nothing, ``readinessProbe`` on one that says
whether requests can be served.

Waive: when the manifests stand in another repository; name it in the reason.
"""

import re
from collections.abc import Iterator
from itertools import chain

from scaffold.artifacts.document import Document, dig
from scaffold.artifacts.kubernetes import CONTROLLERS
from scaffold.clues.sign import Evidence, Sign, find_signs, quote
from scaffold.clues.source import Kind, Source
from scaffold.scorecard.reading import Reading
from scaffold.scorecard.scorecard import Level, Verdict
from scaffold.scorecard.verdicts import met, not_met, unknown, were_read

ID = "health-checks-are-configured"
LEVEL = Level.BRONZE
SECTION = "Checklist"
SENTENCE = "Health checks (Liveness/Readiness) configured."

PROBES = ("livenessProbe", "readinessProbe")
_BESIDE = frozenset(
    {"redis", "valkey", "postgres", "postgresql", "mysql", "mariadb", "mongo", "mongodb"}
    | {"rabbitmq", "memcached", "kafka", "zookeeper", "elasticsearch", "minio", "nats", "jaeger"}
    | {"prometheus", "grafana", "nginx", "busybox", "opentelemetry-collector"}
)
_TERRAFORM = {"livenessProbe": "liveness_probe", "readinessProbe": "readiness_probe"}
ROUTES = tuple(
    Sign(
        kind,
        r"[\"'`]/(?:\w+/)*(?:livez|readyz|healthz|health|health-?check|liveness|readiness|ready|ping)"
        r"(?:/\w*)?[\"'`]",
        "the service answers here, and nothing is configured to ask",
    )
    for kind in (Kind.PYTHON, Kind.GO, Kind.JAVASCRIPT, Kind.JAVA)
)
DOCKER = (Sign(Kind.START, r"^HEALTHCHECK\s+(?!NONE)", "Kubernetes ignores Docker's check"),)


def judge(reading: Reading) -> Verdict:
    """Look at the probes of every workload; see the module."""
    shown: list[Evidence] = []
    lacking: list[Evidence] = []
    for document in reading.of_object(*CONTROLLERS):
        source = reading.source(document.path)
        if source:
            _look(document, source, shown, lacking)
    for source in reading.unrendered:
        shown += _written(source)
    if lacking:
        return not_met(lacking[0].shows, lacking[:4])
    if {one.shows for one in shown} >= set(PROBES):
        return met("liveness and readiness are asked for", shown[:4])
    if shown:
        one = next(name for name in PROBES if name not in {each.shows for each in shown})
        return not_met(f"there is no {one}", shown[:4])
    return _unconfigured(reading)


def _look(
    document: Document, source: Source, shown: list[Evidence], lacking: list[Evidence]
) -> None:
    where = ("spec", "template", "spec", "containers")
    containers = dig(document.data, *where)
    for index, one in enumerate(containers if isinstance(containers, list) else ()):
        if not isinstance(one, dict) or _stands_beside(str(one.get("image", ""))):
            continue
        for name in PROBES:
            line = document.line(*where, index, name)
            if one.get(name):
                shown.append(quote(source, line, name))
            elif index == 0:  # the ones after it are sidecars
                workload = dig(document.data, "metadata", "name")
                lacking.append(quote(source, line, f"{workload} has no {name}"))


def _stands_beside(image: str) -> bool:
    name = re.sub(r"[@:].*", "", image.rpartition("/")[2])
    return name in _BESIDE


def _written(source: Source) -> Iterator[Evidence]:
    """Probes in what is no YAML before it is rendered."""
    return chain.from_iterable(
        find_signs(
            (source,), (Sign(Kind.DEPLOY, rf"^[ \t]*(?:{name}:|{_TERRAFORM[name]} \{{)", name),)
        )
        for name in PROBES
    )


def _unconfigured(reading: Reading) -> Verdict:
    routes, docker = reading.find(ROUTES), reading.find(DOCKER)
    if routes and not reading.of_object(*CONTROLLERS):
        return unknown(
            "the service answers, but no manifest in here says who asks: look at the probes of "
            "its workload where it is deployed from",
            (*routes, *docker),
        )
    if docker:
        return not_met("only Docker asks, which says nothing of readiness", docker)
    manifests = were_read(len(reading.of_kind(Kind.DEPLOY)), "manifest")
    return not_met(f"no livenessProbe and no readinessProbe: {manifests}", (*routes, *docker))
