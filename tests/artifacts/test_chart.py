"""The chart is rendered once for each values file, and its objects know their template."""

import pytest

from scaffold.artifacts.kubernetes import Object
from scaffold.errors import ScaffoldError
from scaffold.repo import ServiceRepo

DEFAULT = "deploy/chart/ci/default-values.yaml"


@pytest.fixture(scope="session")
def chart(fresh):
    """Rendered once for all tests here."""
    return ServiceRepo(fresh).chart


def test_every_values_file_of_ci_is_rendered(chart, fresh):
    """Each into its own objects."""
    names = sorted(path.name for path in (fresh / "deploy/chart/ci").iterdir())
    assert [render.values_file for render in chart.renders] == [
        f"deploy/chart/ci/{name}" for name in names
    ]
    assert all(render.objects for render in chart.renders)


def test_objects_are_named_and_placed(chart):
    """As the cluster will know them."""
    service = next(one for one in chart.render(DEFAULT) if one.kind == "Service")
    assert (service.name, service.namespace) == ("orders", "orders")
    assert service.source == "deploy/chart/templates/services.yaml"
    assert service.get("spec", "ports", 0, "targetPort") == "http"
    assert service.get("spec", "ports", 9, "targetPort") is None


def test_place_is_looked_for_in_included_templates(chart, fresh):
    """The pod of a rollout stands in a named template."""
    rollout = next(one for one in chart.render(DEFAULT) if one.kind == "Rollout")
    path, line = rollout.place("containers", "livenessProbe", "path")
    rows = (fresh / path).read_text().splitlines()
    assert rows[line - 1].strip() == "path: /livez"


def test_place_of_what_stands_nowhere_is_the_nearest_above():
    """A key that the values bring has no line of its own."""
    one = Object(
        "Kind", "x", "x", {}, "a.yaml", {"a.yaml": "kind: Kind\nspec:\n  {{ .Values.x }}\n"}
    )
    assert one.place("spec", "unknown") == ("a.yaml", 2)
    assert one.place("unknown") == ("a.yaml", 1)


def test_render_that_fails_raises_with_helms_words(broken):
    """And leaves the others alone."""
    (broken / DEFAULT).write_text("replcas: 1\n")
    chart = ServiceRepo(broken).chart
    with pytest.raises(ScaffoldError, match=r"(?s)default-values\.yaml: Error: .*replcas"):
        chart.render(DEFAULT)
    assert len(chart.good_renders) == len(chart.renders) - 1
