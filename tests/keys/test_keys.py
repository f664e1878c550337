"""Key-level merge of files as repositories have them: what git leaves as a conflict."""

import subprocess
from pathlib import Path
from textwrap import dedent

import pytest

from scaffold.keys import resolve

PACKAGE = """\
    {
      "name": "orders",
      "dependencies": {
        "fastify": "5.0.0",
        "pino": "10.0.0"
      }
    }
    """

PYPROJECT = """\
    [project]
    name = "orders"
    dependencies = [
        "fastapi>=0.120",  # the framework
        "structlog>=25",
    ]

    [tool.ruff]
    line-length = 100
    """

VALUES = """\
    # Values of the chart.
    replicas: 2

    image:
      repository: acme/orders
      tag: ""  # the release sets it
    resources:
      requests:
        cpu: 100m
        memory: 64Mi
    """

WORKFLOW = """\
    name: ci
    on:
      pull_request:
    permissions:
      contents: read
    jobs:
      test:
        runs-on: ubuntu-24.04
        timeout-minutes: 10
        steps:
          - uses: actions/checkout@v5
          - run: make test TOKEN=${{ github.token }}
    """


def merge(path, base, ours, theirs):
    """The result as text; each version is a list of replacements in the base."""
    base = dedent(base)
    versions = [base.encode()]
    for replacements in (ours, theirs):
        text = base
        for old, new in replacements:
            assert text.count(old) == 1, old
            text = text.replace(old, new)
        versions.append(text.encode())
    result = resolve(path, *versions)
    return None if result is None else result.decode()


def git_conflicts(folder, base, ours, theirs):
    """Whether git's own line merge leaves a conflict."""
    for name, text in (("ours", ours), ("base", base), ("theirs", theirs)):
        (folder / name).write_bytes(text)
    done = subprocess.run(
        ("git", "merge-file", "-p", "ours", "base", "theirs"),
        cwd=folder,
        capture_output=True,
        check=False,
    )
    return done.returncode == 1


def test_dependencies_of_package_json_are_merged():
    """Ours adds one, theirs bumps its neighbour: lines that touch, keys that do not."""
    result = merge(
        "package.json",
        PACKAGE,
        [('"pino": "10.0.0"\n', '"pino": "10.0.0",\n    "undici": "7.0.0"\n')],
        [('"pino": "10.0.0"\n', '"pino": "10.1.0",\n    "prom-client": "15.0.0"\n')],
    )
    assert result == dedent(PACKAGE).replace(
        '"pino": "10.0.0"\n',
        '"pino": "10.1.0",\n    "prom-client": "15.0.0",\n    "undici": "7.0.0"\n',
    )


def test_git_leaves_that_as_a_conflict(tmp_path):
    """Which is why there is a key-level merge at all."""
    base = dedent(PACKAGE)
    ours = base.replace('"pino": "10.0.0"', '"pino": "10.0.0",\n    "undici": "7.0.0"')
    theirs = base.replace('"pino": "10.0.0"', '"pino": "10.1.0"')
    versions = [text.encode() for text in (base, ours, theirs)]
    assert git_conflicts(tmp_path, *versions)
    assert resolve("package.json", *versions) == ours.replace("10.0.0", "10.1.0").encode()


def test_requirements_of_pyproject_are_merged_by_package():
    """Order carries no meaning there; the comment behind each stays behind it."""
    result = merge(
        "pyproject.toml",
        PYPROJECT,
        [('    "structlog>=25",\n', '    "structlog>=25",\n    "stamina>=25",  # ours\n')],
        [('"structlog>=25"', '"structlog>=26"'), ("line-length = 100", "line-length = 99")],
    )
    assert result == dedent(PYPROJECT).replace(
        '    "structlog>=25",\n', '    "structlog>=26",\n    "stamina>=25",  # ours\n'
    ).replace("= 100", "= 99")


def test_both_append_a_requirement_and_both_are_kept():
    """The comma that the last one lacks is added."""
    base = '[build-system]\nrequires = [\n  "a",\n  "b"\n]\n'
    result = resolve(
        "pyproject.toml",
        base.encode(),
        base.replace('"b"', '"b",\n  "d"').encode(),
        base.replace('"b"', '"b",\n  "c"').encode(),
    )
    assert result == b'[build-system]\nrequires = [\n  "a",\n  "b",\n  "c",\n  "d"\n]\n'


def test_values_of_a_chart_keep_comments_and_blank_lines():
    """Their value, our comments, our key."""
    result = merge(
        "deploy/chart/values.yaml",
        VALUES,
        [
            ("    cpu: 100m\n", "    cpu: 100m  # measured\n    # ours\n    hugepages-2Mi: 1Gi\n"),
            ("replicas: 2", "replicas: 3"),
        ],
        [("memory: 64Mi", "memory: 128Mi"), ("cpu: 100m", "cpu: 200m"), ('""', '"1.0"')],
    )
    assert result == dedent(VALUES).replace(
        "    cpu: 100m\n", "    cpu: 200m  # measured\n    # ours\n    hugepages-2Mi: 1Gi\n"
    ).replace("replicas: 2", "replicas: 3").replace("64Mi", "128Mi").replace('""', '"1.0"')


def test_workflow_is_merged_around_its_steps():
    """Steps are a list that only we changed; the expression of GitHub is plain text."""
    result = merge(
        ".github/workflows/ci.yml",
        WORKFLOW,
        [("    steps:\n", "    env:\n      LEVEL: debug\n    steps:\n"), ("make test", "make all")],
        [("timeout-minutes: 10", "timeout-minutes: 20"), ("contents: read", "contents: none")],
    )
    assert result == dedent(WORKFLOW).replace(
        "    timeout-minutes: 10\n", "    timeout-minutes: 20\n    env:\n      LEVEL: debug\n"
    ).replace("make test", "make all").replace("contents: read", "contents: none")


def test_navigation_that_one_side_changed_is_taken():
    """A list is a whole: theirs, beside our own key."""
    result = merge(
        "mkdocs.yml",
        "site_name: orders\nnav:\n  - Home: index.md\n",
        [("site_name: orders\n", "site_name: orders\nsite_author: us\n")],
        [("  - Home: index.md\n", "  - Home: index.md\n  - SLO: slo.md\n")],
    )
    assert result == (
        "site_name: orders\nsite_author: us\nnav:\n  - Home: index.md\n  - SLO: slo.md\n"
    )


def test_renovate_keeps_our_rule_beside_their_schedule():
    """A key added on each side at the end of the same object."""
    base = '{\n  "extends": ["config:best-practices"]\n}\n'
    result = resolve(
        "renovate.json",
        base.encode(),
        base.replace("\n}", ',\n  "packageRules": [{"enabled": false}]\n}').encode(),
        base.replace("\n}", ',\n  "schedule": ["before 6am"]\n}').encode(),
    )
    assert result == (
        b'{\n  "extends": ["config:best-practices"],\n'
        b'  "packageRules": [{"enabled": false}],\n  "schedule": ["before 6am"]\n}\n'
    )


def test_tables_added_on_both_sides_are_both_kept():
    """Each with its comments; the comment at the end stays at the end."""
    base = "[a]\nx = 1\n# the end\n"
    result = resolve(
        "settings.toml",
        base.encode(),
        base.replace("# the end", "\n# ours\n[b]\ny = 2\n# the end").encode(),
        base.replace("x = 1\n", "x = 1\n\n# theirs\n[c]\nz = 3\n").encode(),
    )
    assert result == b"[a]\nx = 1\n\n# ours\n[b]\ny = 2\n\n# theirs\n[c]\nz = 3\n# the end\n"


@pytest.mark.parametrize(
    ("path", "base", "ours", "theirs"),
    [
        ("a.json", '{"a": 1}', '{"a": 2}', '{"a": 3}'),
        ("a.json", '{"a": 1,\n"b": 1}', '{"b": 1}', '{"a": 3,\n"b": 1}'),
        ("a.json", '{"a": 1,\n"b": 1}', '{"a": 3,\n"b": 1}', '{"b": 1}'),
        ("a.json", '{"a": 1}', '{"a": 1,\n"b": 1}', '{"a": 1,\n"b": 2}'),
        ("a.json", '{"a": [1]}', '{"a": [1,\n2]}', '{"a": [1,\n3]}'),
        ("a.json", '{"a": 1}', '{"a": true,\n"b": 1}', '{"a": 1.0}'),
        ("a.json", '{"a":1,\n"b":2}', '{"a":1,\n"b":3}', '{"b":2,\n"a":1}'),
        ("a.json", '{"a":1,\n"a":2}', '{"a":1,\n"a":2,\n"b":1}', '{"a":1,\n"a":3}'),
        ("a.json", '{\n"a": 1}', '{\n// c\n"a": 1}', '{\n"a": 2}'),
        ("a.json", '{\n"a": 1\n,"b":1}', '{\n"a": 2\n,"b":1}', '{\n"a": 1\n,"b":2}'),
        ("a.json", "[1]", "[1, 2]", "[0, 1]"),
        ("a.yaml", "a: 1\nb: 1\n", "a: 2\n", "a: 1\nb: 2\n"),
        ("a.yaml", "a: [1]\n", "a: [1, 2]\n", "a: [0, 1]\n"),
        ("a.yaml", "a: 1\n", "# ours\na: 1\n", "# theirs\na: 1\n"),
        ("a.yaml", "a: {x: 1}\n", "a: {x: 1, y: 1}\n", "a: {x: 2}\n"),
        ("a.yaml", "a: &x 1\nb: 1\n", "a: &x 1\nb: 2\n", "a: &x 2\nb: 1\n"),
        ("a.yaml", "a: 1\n<<: {}\n", "a: 2\n<<: {}\n", "a: 1\n<<: {b: 1}\n"),
        ("a.yaml", "a: 1\n---\nb: 1\n", "a: 2\n---\nb: 1\n", "a: 1\n---\nb: 2\n"),
        ("a.yaml", "a: 1\nb: 1\na: 1\n", "a: 1\nb: 2\na: 1\n", "a: 2\nb: 1\na: 1\n"),
        ("a.yaml", "a: {{ x }}\nb: 1\n", "a: {{ x }}\nb: 2\n", "a: {{ y }}\nb: 1\n"),
        ("a.yaml", "a: x{{ y }}\nb: 1\n", "a: x{{ y }}\nb: 2\n", "a: x{{ z }}\nb: 1\n"),
        ("a.yaml", "a: 1\n{{ x }}: 1\n", "a: 2\n{{ x }}: 1\n", "a: 1\n{{ x }}: 2\n"),
        ("a.yaml", "? [a]\n: 1\nb: 1\n", "? [a]\n: 1\nb: 2\n", "? [a]\n: 2\nb: 1\n"),
        ("a.yaml", "a: 1\nb: [\n", "a: 2\nb: [\n", "a: 1\nb: [1\n"),
        ("a.yaml", "a:\n  x: 1\n", "a:\n    x: 2\n", "a:\n  x: 1\n  y: 1\n"),
        ("a.yaml", "a: 1\nb: 1\n", "a: 1\r\nb: 2\r\n", "a: 2\nb: 1\n"),
        ("a.yaml", "a: 1\nb: 1\n", "a: 1\nb: 2\r\n", "a: 2\nb: 1\n"),
        ("a.yaml", "a: 1\nb: 1\n", "\ufeffa: 1\nb: 2\n", "a: 2\nb: 1\n"),
        ("a.yaml", "a: 1\n", "a: 1\nb: 2", "a: 1\nc: 1\n"),
        ("a.toml", "a = 1\n", "a = 2\n", "a = 3\n"),
        ("a.toml", "a = [1]\n", "a = [1, 2]\n", "a = [0, 1]\n"),
        ("a.toml", "a = 1\n", "a = 2\n", "a = \n"),
        ("a.toml", "[t]\na = 1\n[u]\nb = 1\n", "[t]\na = 2\n[u]\nb = 1\n", "[u]\nb = 1\n"),
        ("a.toml", "[[t]]\na = 1\n", "[[t]]\na = 2\n", "[[t]]\na = 1\n[[t]]\na = 3\n"),
        ("package-lock.json", '{"a":1,\n"b":1}', '{"a":1,\n"b":2}', '{"a":2,\n"b":1}'),
        ("pnpm-lock.yaml", "a: 1\nb: 1\n", "a: 1\nb: 2\n", "a: 2\nb: 1\n"),
        ("notes.md", "a: 1\nb: 1\n", "a: 1\nb: 2\n", "a: 2\nb: 1\n"),
    ],
)
def test_what_is_not_sure_stays_a_conflict(path, base, ours, theirs):
    """None: a person decides."""
    assert resolve(path, base.encode(), ours.encode(), theirs.encode()) is None


@pytest.mark.parametrize("content", [b"\xff\xfe", b"a: 1\n\x00", b""])
def test_bytes_that_are_no_document_stay_a_conflict(content):
    """Whatever the name says."""
    for path in ("a.json", "a.yaml", "a.toml"):
        assert resolve(path, content, content + b" ", content + b"  ") is None


def test_one_that_is_nested_without_end_stays_a_conflict():
    """No recursion error comes out."""
    deep = [b'{"a":' * 5000 + value + b"}" * 5000 for value in (b"1", b"2", b'{"b":1}')]
    assert resolve("a.json", *deep) is None


def test_same_change_written_differently_is_ours():
    """Quotes are ours."""
    assert resolve("a.yaml", b"a: x\nb: 1\n", b"a: 'y'\nb: 1\n", b'a: "y"\nb: 2\n') == (
        b"a: 'y'\nb: 2\n"
    )


def test_windows_line_ends_stay(tmp_path: Path):
    """All three have them, so has the result."""
    base, ours, theirs = (b"a: 1\r\nb: 1\r\n", b"a: 1\r\nb: 2\r\n", b"a: 2\r\nb: 1\r\n")
    assert git_conflicts(tmp_path, base, ours, theirs)
    assert resolve("a.yaml", base, ours, theirs) == b"a: 2\r\nb: 2\r\n"


def test_deleted_key_takes_its_own_comment_along():
    """It is gone from the template; what stands above the next key stays there."""
    base = "a: 1\n# about b\nb: 1  # behind\n# about c\nc: 1\n"
    ours = base.replace("c: 1", "c: 2")
    theirs = base.replace("# about b\nb: 1  # behind\n", "")
    assert resolve("a.yaml", *map(str.encode, (base, ours, theirs))) == (b"a: 1\n# about c\nc: 2\n")


def test_comment_that_we_wrote_on_a_deleted_key_is_not_lost():
    """An edit against a deletion is a conflict, also where the edit is a comment."""
    base, theirs = b"a: 1\nb: 1\nc: 1\n", b"a: 1\nc: 1\n"
    assert resolve("a.yaml", base, b"a: 1\nb: 1  # ours\nc: 1\n", theirs) is None
    assert resolve("a.yaml", base, b"a: 1\n# ours\nb: 1\nc: 1\n", theirs) is None


def test_template_comment_changes_arrive():
    """A comment of theirs that changed above an unchanged key is their change as well."""
    base = b"# old words\na: 1\nb: 1\n"
    assert resolve("a.yaml", base, b"# old words\na: 1\nb: 2\n", b"# new words\na: 1\nb: 1\n") == (
        b"# new words\na: 1\nb: 2\n"
    )


def test_braces_in_quotes_are_text():
    """A Prometheus annotation or a Grafana legend is no template of ours."""
    assert resolve(
        "a.yaml", b'a: "{{ x }}"\nb: 1\n', b'a: "{{ x }}"\nb: 2\n', b'a: "{{ y }}"\nb: 1\n'
    ) == (b'a: "{{ y }}"\nb: 2\n')
    assert resolve(
        "a.json", b'{"a": "{{x}}",\n"b": 1}', b'{"a": "{{x}}",\n"b": 2}', b'{"a": "{{y}}",\n"b": 1}'
    ) == (b'{"a": "{{y}}",\n"b": 2}')


def test_block_text_is_a_value_like_another():
    """Its lines are taken as a whole; a hash sign in it is no comment."""
    base = "run: |\n  # one\n  two\n\nb: 1\n"
    theirs = base.replace("two", "three # four")
    assert resolve("a.yaml", *map(str.encode, (base, base.replace("b: 1", "b: 2"), theirs))) == (
        theirs.replace("b: 1", "b: 2").encode()
    )
