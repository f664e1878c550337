"""The installed schemas, through the real kubeconform, with one command line for every kind."""

import re
import shutil
from pathlib import Path

import pytest

from scaffold import lock, tool
from scaffold.errors import ToolMissingError
from scaffold.toolbox import kubernetes

SCHEMAS = lock.entry("kubernetes-schemas").source
MANIFESTS = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: orders}
spec:
  selector: {matchLabels: {app: orders}}
  template:
    metadata: {labels: {app: orders}}
    spec:
      containers:
        - name: service
          image: orders:1
          ports: [{name: http, containerPort: 8080}]
---
apiVersion: argoproj.io/v1alpha1
kind: Rollout
metadata: {name: orders}
spec:
  selector: {matchLabels: {app: orders}}
  strategy: {canary: {steps: [{setWeight: 5}, {pause: {duration: 5m}}]}}
  template:
    metadata: {labels: {app: orders}}
    spec:
      containers: [{name: canaried, image: "orders:1"}]
---
apiVersion: argoproj.io/v1alpha1
kind: AnalysisTemplate
metadata: {name: orders}
spec:
  metrics:
    - name: errors
      interval: 1m
      successCondition: len(result) > 0
      provider: {prometheus: {address: "http://prometheus:9090", query: up}}
---
apiVersion: monitoring.coreos.com/v1
kind: PodMonitor
metadata: {name: orders}
spec:
  jobLabel: app.kubernetes.io/name
  selector: {matchLabels: {app: orders}}
  podMetricsEndpoints: [{port: metrics, relabelings: [{action: labelmap, regex: a}]}]
---
apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata: {name: orders}
spec:
  groups:
    - name: slo
      rules: [{alert: Burn, expr: up == 0, for: 2m, labels: {severity: critical}}]
"""


@pytest.fixture(scope="module")
def schemas(tmp_path_factory) -> Path:
    """The folder of schemas, as install writes it."""
    if not shutil.which("npm"):
        pytest.skip("npm is not on this machine")
    home = tmp_path_factory.mktemp("schemas")
    kubernetes.write_schemas(SCHEMAS, home)
    return home


def refusals(schemas: Path, manifests: str, version: str) -> list[str]:
    """What kubeconform refuses, one object a line."""
    words = ("-strict", "-kubernetes-version", version, "-schema-location", schemas, "-")
    try:
        result = tool.run("kubeconform", *words, cwd=schemas, stdin=manifests)
    except ToolMissingError as error:
        pytest.skip(str(error))
    return result.stdout.splitlines()


@pytest.mark.parametrize("version", SCHEMAS.kubernetes)
def test_right_manifests_pass(schemas, version):
    """Kubernetes' own kinds and custom ones, for every version that is kept."""
    assert refusals(schemas, MANIFESTS, version) == []


@pytest.mark.parametrize("version", SCHEMAS.kubernetes)
@pytest.mark.parametrize(
    ("edit", "refusal"),
    [
        (("containerPort:", "containerProt:"), "Deployment .* 'containerProt' not allowed"),
        (("apps/v1", "apps/v1beta1"), "Deployment .* could not find schema for Deployment"),
        (("setWeight: 5", "setWieght: 5"), "Rollout .* 'setWieght' not allowed"),
        (("setWeight: 5", "setWeight: five"), "Rollout .* got string, want number"),
        (("canaried, image", "canaried, imgae"), "Rollout .* 'imgae' not allowed"),
        (
            ("successCondition", "sucessCondition"),
            "AnalysisTemplate .* 'sucessCondition' not allowed",
        ),
        (("name: errors", "nam: errors"), "AnalysisTemplate .* missing property 'name'"),
        (("podMetricsEndpoints", "endpoints"), "PodMonitor .* 'endpoints' not allowed"),
        (("labelmap", "labelmapp"), "PodMonitor .* value must be one of"),
        (("kind: PodMonitor", "kind: PodMonitr"), "PodMonitr .* could not find schema"),
        (("for: 2m", "fro: 2m"), "PrometheusRule .* 'fro' not allowed"),
    ],
)
def test_mistake_is_refused(schemas, version, edit, refusal):
    """A typo, a wrong type, a missing key: the object that holds it and no other."""
    assert MANIFESTS.count(edit[0]) == 1
    (refused,) = refusals(schemas, MANIFESTS.replace(*edit), version)
    assert re.match(f"stdin - {refusal}", refused)
