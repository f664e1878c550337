"""A service with a wrong configuration does not start and says why.

Why: a service that starts with a default in place of a typing error runs for weeks on what nobody
wanted.

Passes: for each wrong configuration the process ends with an exit code other than 0, after a line
of level ERROR that names every variable that is wrong and no secret in it.

Fails: it starts, hangs, or dies with a stack and no line.

Fix: read and check all variables before anything else, and tell all problems at once.

Ignore: never.
"""

from collections.abc import Iterator

from scaffold.check import Findings, Level
from scaffold.finding import Finding
from scaffold.live.recordings import refusals
from scaffold.live.recordings.refusals import Refusal
from scaffold.repo import ServiceRepo

ID = "live-bad-configuration-is-refused"
LEVEL = Level.LIVE
TOOLS = ()
PACKAGES = ()


def find(repo: ServiceRepo) -> Findings:
    """Look at what each of them said; see the module."""
    seen = repo.live.get(refusals.record)
    place = repo.contract.place("logs", "levels")
    for refusal in seen:
        names = ", ".join(refusal.settings)
        for message in _problems(refusal):
            yield Finding(*place, f"with a wrong {names}: {message}")
    return f"{sum(len(refusal.settings) for refusal in seen)} variables in {len(seen)} processes"


def _problems(refusal: Refusal) -> Iterator[str]:
    if refusal.code is None:
        yield "it runs"
    elif refusal.code == 0:
        yield "it ends with exit code 0"
    errors = [line.text for line in refusal.lines if line.fields.get("level") == "ERROR"]
    for name in refusal.settings:
        if not any(name in text for text in errors):
            yield f"no ERROR line names {name}"
    if any(refusals.SECRET in line.text for line in refusal.lines):
        yield "a secret of it is in the log"
