"""files-parse: every file of structured text parses."""

import pytest

from scaffold.checks import files_parse as check
from scaffold.finding import Finding


@pytest.mark.parametrize(
    ("path", "text", "line", "message"),
    [
        ("docs/x.yaml", "a: 1\nb: [1\n", 3, "is no YAML: did not find expected ',' or ']'"),
        ("docs/x.yml", "a: 1\nb:\n  c: 1\n  c: 2\n", 4, "names 'c' again, first on line 3"),
        ("docs/x.json", '{"a": 1,\n "b": }\n', 2, "is no JSON: Expecting value"),
        ("docs/x.json", '{"a": 1,\n "a": 2}\n', 2, "names 'a' again in one mapping"),
        ("docs/x.toml", "a = 1\nb = \n", 2, "is no TOML: Invalid value"),
        ("deploy/x.tf", 'variable "a" {\n  type = \n}\n', 2, "is no HCL: Unexpected token"),
        ("deploy/x.tfvars", "a = 1\nb 2\n", 2, "is no HCL: Unexpected token"),
    ],
)
def test_file_that_does_not_parse_is_found_at_its_line(broken, findings, path, text, line, message):
    """In YAML, JSON, TOML and HCL; a key that stands twice does not parse either."""
    (broken / path).write_text(text)
    (found,) = findings(check, broken)
    assert (found.path, found.line) == (path, line)
    assert found.message.startswith(message)


def test_file_that_is_no_utf8_is_found(broken, findings):
    """Whatever its ending."""
    (broken / "docs/x.md").write_bytes("Größe".encode("latin-1"))
    assert findings(check, broken) == [
        Finding("docs/x.md", 0, "is no UTF-8: invalid start byte", "save it as UTF-8")
    ]


def test_link_without_target_is_found(broken, findings):
    """The chart reads rules and dashboards through links."""
    (broken / "docs/x.yaml").symlink_to("nowhere.yaml")
    assert findings(check, broken) == [
        Finding("docs/x.yaml", 0, "is a link to a file that is not there", "mend the link")
    ]


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("deploy/chart/templates/x.yaml", b"a: {{ .Values.a }\n"),
        ("docs/x.png", b"\x89PNG\x00\xff"),
        (".venv/x.yaml", b"a: [\n"),
        ("docs/x.json", rb'{"a": "\ud83d\ude00", "b": {"a": 1}}'),
        ("docs/x.yaml", b"a: &a {b: 1}\nc: {<<: *a}\nd: {<<: *a}\n---\na: !tag [1]\n"),
    ],
)
def test_file_that_is_no_structured_text_is_left_out(broken, findings, path, content):
    """Helm's templates, binary files and build folders; tags and several documents are YAML."""
    (broken / path).parent.mkdir(exist_ok=True)
    (broken / path).write_bytes(content)
    assert findings(check, broken) == []


def test_file_that_git_ignores_is_left_out(broken, findings):
    """It is not part of the repository."""
    ignored = broken / ".gitignore"
    ignored.write_text(ignored.read_text() + "/scratch.yaml\n")
    (broken / "scratch.yaml").write_text("a: [\n")
    assert findings(check, broken) == []
