"""What a canary is measured by is PromQL over metrics that exist.

Why: Argo Rollouts meets a query for the first time in the middle of a release. One that selects a
renamed metric answers nothing, and every release then waits for a human.

Passes: in every render each query of an AnalysisTemplate parses, once its arguments are filled in,
and each metric and label in it is one of ``observability/contract.yaml``.

Fails: a query that does not parse, a metric or a label that nothing emits.

Fix: correct the template that the finding names, or add the metric to the contract together with
the code that emits it.

Ignore: never.
"""

import re

from scaffold.artifacts.document import dig
from scaffold.artifacts.promql import parse_query
from scaffold.check import Findings, Level
from scaffold.checks.metrics_in_contract import judge
from scaffold.errors import ScaffoldError, Skip
from scaffold.finding import Finding
from scaffold.repo import ServiceRepo

ID = "canary-queries-are-valid"
LEVEL = Level.STATIC
TOOLS = ("helm",)
PACKAGES = ("promql-parser",)

_ARGUMENT = re.compile(r"\{\{\s*args\.[\w-]+\s*\}\}")


def find(repo: ServiceRepo) -> Findings:
    """Parse every query and look its names up; see the module."""
    if not repo.chart.good_renders:
        raise Skip("the chart does not render, see chart-renders")
    queries: set[str] = set()
    for render in repo.chart.good_renders:
        for template in render.of_kind("AnalysisTemplate"):
            for metric in template.get("spec", "metrics") or []:
                text = str(dig(metric, "provider", "prometheus", "query") or "")
                queries.add(text)
                place = template.place("metrics", "query")
                name = f"AnalysisTemplate {template.name}, metric {metric.get('name')}"
                try:
                    query = parse_query(_ARGUMENT.sub("argument", text))
                except ScaffoldError as error:
                    yield Finding(*place, f"{name}: its query does not parse: {error}")
                    continue
                for message, hint in dict.fromkeys(judge(query, repo.series)):
                    yield Finding(*place, f"{name}: {message}", hint)
    if not queries:
        raise Skip("no values file in ci/ renders a canary")
    return f"{len(queries)} queries"
