"""Hundreds of unknown paths, methods and hosts add at most two series.

Why: every scanner on the internet sends paths and methods that nobody thought of. If each of them
is a series, memory of Prometheus is in the hands of strangers.

Passes: 300 random paths, 20 odd methods and 20 Host headers are all answered and add at most 2
series to ``http_requests_total``; every method label is a known one or ``_OTHER``.

Fails: more series, a method label that a caller made up, or a request without an answer.

Fix: label by route template, and let one label value stand for all unknown methods.

Ignore: never.
"""

from scaffold.check import Findings, Level
from scaffold.finding import Finding
from scaffold.live.recordings import flood
from scaffold.repo import ServiceRepo

ID = "live-series-are-bounded"
LEVEL = Level.LIVE
TOOLS = ()
PACKAGES = ("prometheus-client",)

MOST = 2
COUNTER = "http_requests_total"


def find(repo: ServiceRepo) -> Findings:
    """Count the series before and after; see the module."""
    seen = repo.live.get(flood.record)
    sent = f"{flood.PATHS} paths, {len(flood.METHODS)} methods, {flood.HOSTS} hosts"
    new = set(seen.after.series(COUNTER)) - set(seen.before.series(COUNTER))
    place = repo.contract.place("http", "unmatched_endpoint")
    if len(new) > MOST:
        yield Finding(*place, f"{sent} made {len(new)} new series of {COUNTER}")
    known = {*repo.contract.term("http", "methods"), repo.contract.term("http", "other_method")}
    methods = {dict(labels)["method"] for labels in new}
    for method in sorted(methods - known):
        message = f"the label method={method[:40]} was made by a caller"
        yield Finding(*repo.contract.place("http", "other_method"), message)
    for unanswered in seen.unanswered[:3]:
        yield Finding(*place, unanswered[:200])
    return f"{sent}: {len(new)} new series"
