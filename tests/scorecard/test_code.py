"""What of a file counts as code, and which files speak for a service."""

import pytest

from scaffold.clues.places import speaks_for_service
from scaffold.clues.source import Kind, Source, kind_of


def code(path: str, text: str) -> str:
    kind = kind_of(path)
    assert kind
    return Source(path, kind, text).code


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("a.py", "x = 1  # y", "x = 1     "),
        ("a.py", 'x = "# y"', 'x = "# y"'),
        ("a.py", "x = '''\ny\n'''", "x =    \n \n   "),
        ("a.py", 'x = "a\\"b"  # y', 'x = "a\\"b"     '),
        ("a.go", "x // y\n/* y\n*/ z", "x     \n    \n   z"),
        ("a.go", 'x := "// y"', 'x := "// y"'),
        ("a.go", "x := `// y`", "x := `// y`"),
        ("a.go", "x := `\ny`", "x :=  \n  "),
        ("a.js", "x = /[/*]'/; y()", "x = /[/*]'/; y()"),
        ("a.js", "x = 'http://a' // y", "x = 'http://a'     "),
        ("a.java", 'x = """\ny"""', "x =    \n    "),
        ("a.yaml", "x: 1 # y\ny: a#b", "x: 1    \ny: a#b"),
        ("a.yaml", "x: {{/* y */}} z", "x:          }} z"),
        ("a.tf", 'x = "#" # y', 'x = "#"    '),
        ("pom.xml", "<a/><!-- y\n--><b/>", "<a/>      \n   <b/>"),
        ("Dockerfile", "RUN x # y", "RUN x    "),
        ("package.json", '{"#": "// x"}', '{"#": "// x"}'),
    ],
)
def test_what_is_said_in_passing_is_blanked(path, text, expected):
    """And lines keep their numbers."""
    assert code(path, text) == expected


@pytest.mark.parametrize(
    "path",
    [
        "tests/a.py",
        "a_test.go",
        "src/a.spec.ts",
        "src/test/java/a/A.java",
        "src/main/java/a/ATest.java",
        "conftest.py",
        "vendor/a/a.go",
        "node_modules/a/a.js",
        ".venv/lib/a.py",
        "dist/a.js",
        "a.pb.go",
        "a_pb2.py",
        "a.min.js",
        "examples/a/a.py",
        "docs/a.py",
        "public/a.js",
        "frontend/src/a.ts",
        "scripts/a.py",
        "e2e/a.yaml",
        "k6-script.js",
        "locustfile.py",
        "web/src/a.js",
    ],
)
def test_file_of_something_else_does_not_speak_for_the_service(path):
    """Tests, others' code, what is made, what is shown."""
    assert not speaks_for_service(path)


@pytest.mark.parametrize(
    "path",
    [
        "a.py",
        "src/frontend/main.go",
        "src/main/java/org/samples/demo/A.java",
        "bin/www.js",
        "contest.py",
        "deploy/start.sh",
    ],
)
def test_file_of_the_service_speaks_for_it(path):
    """Whatever its packages are called."""
    assert speaks_for_service(path)


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("a.mts", Kind.JAVASCRIPT),
        ("a.tsx", None),
        ("Dockerfile.prod", Kind.START),
        ("build.gradle.kts", Kind.BUILD),
        ("src/main/resources/application-prod.yml", Kind.SETTINGS),
        ("chart/templates/_a.tpl", Kind.DEPLOY),
        (".github/workflows/ci.yml", None),
        (".github/ISSUE_TEMPLATE/a.yml", Kind.PAGE),
        ("grafana/a.json", Kind.DASHBOARD),
        ("package-lock.json", None),
        ("docs/a.md", Kind.PAGE),
        ("vendor/a/README.md", None),
        ("CHANGELOG.md", None),
    ],
)
def test_file_is_read_as_what_its_name_says(path, kind):
    """Or not at all."""
    assert kind_of(path) is kind
