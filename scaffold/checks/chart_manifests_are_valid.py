"""Every rendered object is valid in its schema.

Why: Kubernetes drops a field that it does not know without a word; a misspelt ``readinessProbe`` is
then a pod that takes traffic before it is ready.

Passes: kubeconform, strict, accepts every object of every render against the schemas of two
Kubernetes versions and of the custom resources (PodMonitor, PrometheusRule, Rollout,
AnalysisTemplate).

Fails: an unknown field, a wrong type, a missing required field, a kind without a schema.

Fix: correct the field in the template that the finding names.

Ignore: never.
"""

import json
import re
from collections.abc import Iterator, Mapping

from scaffold import lock, tool
from scaffold.artifacts.kubernetes import Object
from scaffold.check import Findings, Level
from scaffold.errors import ScaffoldError, Skip
from scaffold.finding import Finding
from scaffold.repo import ServiceRepo

ID = "chart-manifests-are-valid"
LEVEL = Level.STATIC
TOOLS = ("helm", "kubeconform", "kubernetes-schemas")
PACKAGES = ()

_ERROR = re.compile(r"- at '([^']*)': (.*?)(?=\s+- at '|$)", re.DOTALL)
_UNKNOWN = re.compile(r"additional properties '([^']*)'")


def find(repo: ServiceRepo) -> Findings:
    """Validate every object; see the module."""
    if not repo.chart.good_renders:
        raise Skip("the chart does not render, see chart-renders")
    schemas = lock.entry("kubernetes-schemas").source
    versions = schemas.kubernetes if isinstance(schemas, lock.Schemas) else ()
    objects = {
        json.dumps(one.data, sort_keys=True, ensure_ascii=False): one
        for render in repo.chart.good_renders
        for one in render.objects
    }
    for version in versions:
        yield from _validate(repo, objects, version)
    return f"{len(objects)} objects, Kubernetes {' and '.join(versions)}"


def _validate(repo: ServiceRepo, objects: Mapping[str, Object], version: str) -> Iterator[Finding]:
    """Validate objects, given by their JSON: what several renders have in common comes once."""
    done = tool.run(
        "kubeconform",
        *("-strict", "-output", "json", "-kubernetes-version", version),
        *("-schema-location", tool.locate("kubernetes-schemas").path, "-"),
        cwd=repo.root,
        stdin="\n---\n".join(objects),
    )
    answers = json.loads(done.stdout)["resources"] if done.stdout.startswith("{") else []
    if not answers:
        done.succeeded()
    by_name = {(one.kind, one.name): one for one in objects.values()}
    for answer in answers:
        one = by_name.get((answer["kind"], answer["name"]))
        if one is None:
            raise ScaffoldError(f"kubeconform cannot read what is rendered: {answer['msg']}")
        for pointer, said in _read_errors(answer["msg"]):
            yield _finding(one, pointer, said, version)


def _read_errors(message: str) -> list[tuple[str, str]]:
    """Every pointer and what is wrong there; kubeconform's list of errors stops at references."""
    return _ERROR.findall(message) or [("", message)]


def _finding(one: Object, pointer: str, said: str, version: str) -> Finding:
    keys = [key for key in pointer.split("/") if key and not key.isdigit()]
    what = ".".join((one.kind, *keys))
    message = f"{what} of {one.name} is not valid on Kubernetes {version}: {said}"
    return Finding(*one.place(*keys, *_UNKNOWN.findall(said)), message)
