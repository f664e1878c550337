"""Where a file stands says what it speaks for: the service, its tests, or somebody else."""

import re
from pathlib import PurePosixPath

_TESTS = frozenset({"test", "tests", "__tests__", "testdata", "e2e"})
_TEST_FILE = re.compile(r"(^test_|_test\.|\.test\.|\.spec\.)")
_MORE_TESTS = frozenset(
    {"spec", "specs", "fixtures", "__fixtures__", "__mocks__", "mock", "mocks", "stubs", "cypress"}
    | {"testing", "testutil", "integration-tests", "androidtest"}
)
_MORE_TEST_FILE = re.compile(
    r"(^conftest\.py$|Tests?\.(java|kt)$|IT\.java$|_mock\.go$|^mock_|^k6|^locustfile\.py$)"
)
_OTHERS = frozenset(
    {"node_modules", "bower_components", "vendor", "third_party", "third-party", "site-packages"}
    | {".venv", "venv", ".tox", ".yarn", ".terraform", ".git", "Godeps"}
)
_MADE = frozenset(
    {"dist", "build", "out", "target", "site", "__pycache__", "coverage", ".next", ".nuxt"}
    | {"generated", "__generated__", "gen", "genproto", "migrations"}
)
_MADE_FILE = re.compile(
    r"(\.pb\.go$|_pb2(_grpc)?\.pyi?$|_pb\.(js|ts)$|\.min\.(js|css)$|\.generated\.|_generated\.)"
)
_SHOWN = frozenset(
    {"example", "examples", "sample", "samples", "demo", "demos", "docs", "doc", "benchmark"}
    | {"benchmarks", "perf", "loadtest", "loadgenerator", "tutorial", "tutorials"}
)
_BROWSER = frozenset({"public", "static", "assets", "wwwroot", "webapp", "frontend", "ui", "web"})
_CHORES = frozenset({"scripts", "hack", "tools", "ci", ".ci", ".github"})
_SCRIPTS = (".js", ".mjs", ".cjs", ".ts", ".mts", ".cts")
_PACKAGES = frozenset({"java", "kotlin"})  # below them folders are names of packages


def is_test(path: str) -> bool:
    """Whether it is part of the service's tests."""
    parts = PurePosixPath(path).parts
    return bool(_TESTS & set(parts[:-1])) or bool(_TEST_FILE.search(parts[-1]))


def speaks_for_service(path: str) -> bool:
    """Whether what stands in it is the service itself, or how it is run.

    Tests and what they use, vendored and generated files, examples, documents, chores and what a
    browser runs do not.
    """
    name = PurePosixPath(path).name
    within = _folders(path)
    strangers = _MORE_TESTS | _OTHERS | _MADE | _SHOWN
    if name.endswith(_SCRIPTS):
        strangers |= _BROWSER | _CHORES
    elif name.endswith((".py", ".go")):
        strangers |= _CHORES
    return not (
        is_test(path)
        or within & strangers
        or _MORE_TEST_FILE.search(name)
        or _MADE_FILE.search(name)
    )


def is_page_of_repository(path: str) -> bool:
    """Whether a document is the repository's own: it may stand among documents, not in others'."""
    return not (is_test(path) or _folders(path) & (_MORE_TESTS | _OTHERS | _MADE))


def _folders(path: str) -> frozenset[str]:
    """Names of the folders that a file stands in, those of packages left out."""
    folders = PurePosixPath(path).parts[:-1]
    end = next((number for number, name in enumerate(folders) if name in _PACKAGES), len(folders))
    return frozenset(folders[:end])
