"""chart-pods-have-probes: three probes on three paths, and bounded resources."""

import pytest

from scaffold.checks import chart_pods_have_probes as check

PATH = "deploy/chart/templates/_workload.tpl"


@pytest.mark.parametrize(
    ("probe", "path", "wrong"),
    [
        ("startupProbe", "/startupz", "/livez"),
        ("livenessProbe", "/livez", "/readyz"),
        ("readinessProbe", "/readyz", "/"),
    ],
)
def test_probe_on_another_path_is_found_at_its_line(broken, findings, edit, probe, path, wrong):
    """A liveness probe on the readiness path restarts healthy pods."""
    line = edit(broken / PATH, f"path: {path}", f"path: {wrong}")
    found = findings(check, broken)
    assert {(one.path, one.line) for one in found} == {(PATH, line)}
    assert all(f"{probe} asks {wrong}; it must ask {path}" in one.message for one in found)


def test_probe_that_is_missing_is_found(broken, findings, edit):
    """With the path that it must ask."""
    edit(broken / PATH, "    startupProbe:", "    startupProb:")
    found = findings(check, broken)
    assert found
    assert all("startupProbe is missing; it must GET /startupz" in one.message for one in found)


def test_probe_on_a_port_that_is_not_there_is_found(broken, findings, edit):
    """The container names its ports."""
    edit(broken / PATH, "path: /readyz\n        port: http", "path: /readyz\n        port: web")
    found = findings(check, broken)
    assert found
    assert all("readinessProbe asks port web" in one.message for one in found)


def test_container_without_a_memory_limit_is_found(broken, findings, edit):
    """It would take its neighbours with it."""
    line = edit(broken / PATH, "      {{- toYaml .Values.resources | nindent 6 }}", "      {}")
    found = findings(check, broken)
    assert {(one.path, one.line) for one in found} == {(PATH, line - 1)}
    assert {one.message.rpartition(": ")[2] for one in found} == {
        "resources.requests.cpu is missing",
        "resources.requests.memory is missing",
        "resources.limits.memory is missing",
    }
