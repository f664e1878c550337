"""chart-values-refuse-typos: the chart refuses values that it does not know."""

from scaffold.checks import chart_values_refuse_typos as check
from scaffold.finding import Finding

SCHEMA = "deploy/chart/values.schema.json"
HINT = "forbid additionalProperties, or give the value its type"


def test_mapping_that_takes_any_key_is_found_at_its_line(broken, findings, edit):
    """A limit under a misspelt key limits nothing."""
    line = edit(
        broken / SCHEMA,
        '"shutdown": {\n      "type": "object",\n      "additionalProperties": false,',
        '"shutdown": {\n      "type": "object",',
    )
    assert findings(check, broken) == [
        Finding(SCHEMA, line, "accepts the unknown key shutdown.unknwon", HINT)
    ]


def test_value_that_takes_any_type_is_found(broken, findings, edit):
    """It would fail in a template, or in the cluster."""
    line = edit(
        broken / SCHEMA, '"priorityClassName": {"type": "string"}', '"priorityClassName": {}'
    )
    assert findings(check, broken) == [
        Finding(SCHEMA, line, "accepts a list of lists as priorityClassName", HINT)
    ]


def test_tag_latest_must_be_refused(broken, findings):
    """It means another image tomorrow."""
    text = (broken / SCHEMA).read_text()
    pattern = "^[Ll][Aa][Tt][Ee][Ss][Tt]$"
    line = text[: text.index(pattern)].count("\n")
    (broken / SCHEMA).write_text(text.replace(pattern, "^newest$"))
    (found,) = findings(check, broken)
    assert (found.path, found.message) == (SCHEMA, "accepts latest as image.tag")
    assert line - found.line in range(5)


def test_default_that_the_schema_refuses_is_found_at_its_line(broken, findings, edit):
    """In the values, whose fault it is."""
    values = "deploy/chart/values.yaml"
    line = edit(broken / values, "pullPolicy: IfNotPresent", "pullPolicy: Sometimes")
    found = findings(check, broken)
    assert (found[0].path, found[0].line) == (values, line)
    assert found[0].message.startswith("the schema refuses it: 'Sometimes' is not one of")


def test_misspelt_default_is_found_at_its_line(broken, findings, edit):
    """Not at the mapping around it."""
    values = "deploy/chart/values.yaml"
    line = edit(broken / values, "\n  pullPolicy:", "\n  pulPolicy:") + 1
    found = findings(check, broken)
    assert (values, line) in {(one.path, one.line) for one in found}


def test_schema_that_is_none_is_found(broken, findings):
    """Helm would not say which value was wrong."""
    (broken / SCHEMA).write_text('{"type": "mapping"}\n')
    (found,) = findings(check, broken)
    assert (found.path, found.line) == (SCHEMA, 1)
    assert found.message.startswith("is no JSON schema: 'mapping' is not valid")
