"""chart-renders: the chart renders with every values file."""

from scaffold.checks import chart_renders as check


def test_template_that_fails_is_found_at_its_line(broken, findings, edit):
    """With the values file that takes the branch."""
    path = "deploy/chart/templates/deployment.yaml"
    line = edit(broken / path, "    type: RollingUpdate", '    type: {{ fail "not today" }}')
    (found,) = findings(check, broken)
    assert (found.path, found.line) == (path, line)
    assert "minimal-values.yaml" in found.message
    assert "not today" in found.message


def test_values_file_that_the_schema_refuses_is_found(broken, findings):
    """Only it: the others render."""
    path = "deploy/chart/ci/default-values.yaml"
    (broken / path).write_text("replcas: 3\n")
    (found,) = findings(check, broken)
    assert (found.path, found.line) == (path, 0)
    assert "replcas" in found.message


def test_default_value_that_no_render_accepts_is_found_once(broken, findings, edit):
    """In the values, not in every file of ci/."""
    edit(broken / "deploy/chart/values.yaml", "\nminReadySeconds:", "\nminReadySecond:")
    (found,) = findings(check, broken)
    assert (found.path, found.line) == ("deploy/chart/values.yaml", 0)
    assert "minReadySecond" in found.message


def test_object_that_is_rendered_twice_is_found(broken, findings):
    """The second would overwrite the first."""
    templates = broken / "deploy/chart/templates"
    text = (templates / "serviceaccount.yaml").read_text()
    (templates / "again.yaml").write_text(text)
    values_files = sorted((broken / "deploy/chart/ci").glob("*.yaml"))
    path = "deploy/chart/templates/again.yaml"
    found = [one for one in findings(check, broken) if one.path == path]
    assert [one.message.partition(": ")[2] for one in found] == [
        "ServiceAccount orders is rendered more than once"
    ] * len(values_files)
