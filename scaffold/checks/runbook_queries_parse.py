"""Every query of a runbook parses.

Why: a query is copied from the page into Prometheus by somebody who has just been woken. One that
does not parse ends the diagnosis before it begins.

Passes: each PromQL block parses. An empty line parts two queries of one block. Whether its metrics
exist is asked by ``metrics-in-contract``.

Fails: a block that is no PromQL, a block without a query.

Fix: try it in Prometheus, then copy it back.

Ignore: never; LogQL belongs into a block marked ``logql``.
"""

from scaffold.artifacts.promql import parse_query
from scaffold.check import Findings, Level
from scaffold.errors import ScaffoldError
from scaffold.finding import Finding
from scaffold.repo import ServiceRepo

ID = "runbook-queries-parse"
LEVEL = Level.STATIC
TOOLS = ()
PACKAGES = ("promql-parser",)


def find(repo: ServiceRepo) -> Findings:
    """Parse each query; see the module."""
    queries = 0
    for runbook in repo.runbooks:
        for text, line in runbook.queries:
            queries += 1
            try:
                parse_query(text)
            except ScaffoldError as error:
                yield Finding(runbook.path, line, f"is no PromQL: {error}", "try it in Prometheus")
    return f"{queries} queries in {len(repo.runbooks)} runbooks"
