"""Bucket bounds in queries exist and are spelt alike everywhere.

Why: a client library writes the bucket of one second as ``le="1"`` or ``le="1.0"``, Prometheus 3
turns the first into the second, Prometheus 2 keeps it. A rule that names one of them is empty under
the other.

Passes: each ``le`` in a query is a fraction such as ``0.25``, or ``+Inf``, and is one of the
buckets that the contract gives the metric.

Fails: a whole number; a bound that no bucket has (the query is then empty).

Fix: choose a threshold that is no whole number and add it to the metric's buckets in the contract.

Ignore: never.
"""

import re

from scaffold.check import Findings, Level
from scaffold.finding import Finding
from scaffold.repo import ServiceRepo

ID = "bucket-bounds-are-portable"
LEVEL = Level.STATIC
TOOLS = ()
PACKAGES = ("promql-parser",)

_WHOLE = re.compile(r"^[0-9]+(\.0*)?$")


def find(repo: ServiceRepo) -> Findings:
    """Judge each matcher on ``le``; see the module."""
    buckets = {f"{metric.name}_bucket": metric.buckets for metric in repo.contract.metrics}
    judged = 0
    for located in repo.queries:
        for selector in located.query.selectors if located.parses else ():
            for matcher in selector.matchers:
                if matcher.name != "le":
                    continue
                judged += 1
                for bound in matcher.value.split("|"):
                    if message := _judge(bound, buckets.get(selector.metric)):
                        hint = "use a bound of the contract that is no whole number"
                        yield Finding(located.path, located.line, f"{matcher} {message}", hint)
    return f"{judged} bucket bounds"


def _judge(bound: str, buckets: tuple[float, ...] | None) -> str:
    if bound == "+Inf":
        return ""
    if _WHOLE.match(bound):
        return "is a whole number: Prometheus 2 and 3 spell it differently"
    try:
        exists = buckets is None or float(bound) in buckets
    except ValueError:
        return "" if buckets is None or not bound.isascii() else "is no number"
    return "" if exists else "is no bucket of the metric"
