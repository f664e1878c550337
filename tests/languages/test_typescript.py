"""Services in TypeScript are judged by their own locked tools, and nothing is written into them."""

import json
import shutil
from pathlib import Path

import platformdirs
import pytest

from scaffold.errors import ScaffoldError
from scaffold.finding import Finding
from scaffold.language import CaseOutcome
from scaffold.languages import typescript, typescript_environment
from scaffold.program import run_program

TEMPLATE = Path(__file__).parents[2] / "templates/service/project/[[ in_typescript ]]"
SETTINGS = (
    *("package.json", "package-lock.json", ".npmrc", "tsconfig.json", "tsconfig.build.json"),
    *("eslint.config.js", ".prettierrc.json", ".prettierignore"),
)
GOOD = "/** One is one. */\nexport function one(): number {\n  return 1;\n}\n"
MAIN = "import { one } from './web.ts';\n\nconsole.log(one());\n"
PATH = "src/web.ts"
TEST_PATH = "tests/web.test.ts"

pytestmark = pytest.mark.skipif(shutil.which("npm") is None, reason="npm is not installed")


@pytest.fixture
def service(tmp_path):
    """A service of one module, with the packages that the template's is pinned to."""
    root = tmp_path / "service"
    (root / "src").mkdir(parents=True)
    (root / "tests").mkdir()
    for name in SETTINGS:
        shutil.copy(TEMPLATE / name, root)
    (root / PATH).write_text(GOOD)
    (root / "src/main.ts").write_text(MAIN)
    return root


@pytest.fixture
def tests(service):
    """Write the tests of the service and run them."""

    def run(*lines):
        text = ["import assert from 'node:assert/strict';", "import { test } from 'node:test';"]
        (service / TEST_PATH).write_text("\n".join([*text, *lines, ""]))
        return typescript.test(service)

    return run


def files(root):
    return sorted(path.relative_to(root).as_posix() for path in root.rglob("*"))


def test_service_without_a_mistake(service):
    """Each tool says what it proved, and leaves nothing behind."""
    before = files(service)
    compiled, checked = typescript.compile(service), typescript.check_types(service)
    linted = typescript.lint(service)
    assert (compiled.findings, checked.findings, linted.findings) == ((), (), ())
    assert compiled.evidence.startswith("Node.js 2")
    assert compiled.evidence.endswith(": 2 files, 1 modules loaded")
    assert checked.evidence.startswith("tsc 6.")
    assert linted.evidence.startswith("ESLint 10.")
    assert files(service) == before


def test_syntax_error_is_found_at_its_line(service):
    """Before anything is loaded."""
    (service / PATH).write_text(GOOD + "let b: = 3;\n")
    (found,) = typescript.compile(service).findings
    assert (found.path, found.line) == (PATH, 5)
    assert found.message.startswith("does not compile: ")


def test_module_that_cannot_be_loaded_is_found_at_its_line(service):
    """The line that throws, not the one that imports it."""
    (service / PATH).write_text(GOOD + "\nnull!.x;\n")
    (service / "src/other.ts").write_text("import './web.ts';\n")
    found = typescript.compile(service).findings
    assert {(one.path, one.line) for one in found} == {(PATH, 6)}
    assert found[0].message.startswith("cannot be loaded: TypeError: ")


def test_import_that_is_not_locked_is_found(service):
    """It would fail in the container."""
    (service / PATH).write_text("import 'left-pad';\n" + GOOD)
    (found,) = typescript.compile(service).findings
    assert found.path == PATH
    assert "left-pad" in found.message


def test_type_error_is_found_at_its_line(service):
    """With the compiler's own code."""
    (service / PATH).write_text(GOOD.replace("return 1", "return '1'"))
    assert typescript.check_types(service).findings == (
        Finding(PATH, 3, "Type 'string' is not assignable to type 'number'. [TS2322]"),
    )


def test_lint_and_format_errors_are_found(service):
    """The linter's rule by name, the formatter's file."""
    (service / PATH).write_text(GOOD + "\nexport const two: any =   2;\n")
    rule = "Unexpected any. Specify a different type. [@typescript-eslint/no-explicit-any]"
    assert typescript.lint(service).findings == (
        Finding(PATH, 6, rule),
        Finding(PATH, 0, "is not formatted", "make format mends it"),
    )


def test_cases_are_read_with_their_places(tests):
    """Passed, failed at the assertion, skipped with the reason."""
    passed, failed, skipped = tests(
        "test('passes', () => undefined);",
        "test('fails', () => {",
        "  assert.equal(1, 2, 'one is not two');",
        "});",
        "test('waits', { skip: 'not today' }, () => undefined);",
    )
    assert (passed.name, passed.path, passed.line) == ("passes", TEST_PATH, 3)
    assert passed.outcome is CaseOutcome.PASSED
    assert (failed.line, failed.outcome, failed.message) == (
        5,
        CaseOutcome.FAILED,
        "one is not two",
    )
    assert (skipped.outcome, skipped.message) == (CaseOutcome.SKIPPED, "not today")


def test_file_that_cannot_be_loaded_is_a_failed_case(tests):
    """It is not overlooked because it holds no case that ran."""
    (case,) = tests("import './nowhere.ts';")
    assert (case.path, case.outcome) == (TEST_PATH, CaseOutcome.FAILED)


def test_service_is_built_once_for_each_state_of_its_sources(service):
    """Outside of it, as plain JavaScript that finds its packages."""
    before = files(service)
    launch = typescript.serve(service)
    assert typescript.serve(service) == launch
    done = run_program(
        Path(launch.words[0]), *launch.words[1:], cwd=launch.cwd, environment=launch.environment
    )
    assert done.succeeded().stdout == "1\n"
    (service / PATH).write_text(GOOD.replace("1;", "2;"))
    assert typescript.serve(service).words != launch.words
    assert files(service)[: len(before)] == before


@pytest.mark.parametrize("name", ["package.json", "package-lock.json"])
def test_missing_lock_file_is_named(service, name):
    """With the way to write it."""
    (service / name).unlink()
    with pytest.raises(ScaffoldError, match=rf"^{name}: no such file; make lock"):
        typescript.compile(service)


def test_package_that_is_not_what_the_lock_says_is_refused(service, tmp_path, monkeypatch):
    """Nothing is left behind, so that the next run does not find half of it."""
    monkeypatch.setattr(platformdirs, "user_cache_path", lambda _: tmp_path / "cache")
    lock = json.loads((service / "package-lock.json").read_text())
    lock["packages"]["node_modules/pino"]["integrity"] = "sha512-" + "A" * 86 + "=="
    (service / "package-lock.json").write_text(json.dumps(lock))
    with pytest.raises(ScaffoldError, match="EINTEGRITY"):
        typescript_environment.find(service)
    assert [path for path in (tmp_path / "cache/environments").iterdir() if path.is_dir()] == []
