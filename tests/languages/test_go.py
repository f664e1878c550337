"""Services in Go are judged by the go command, and what it says is found at its place."""

import shutil
import subprocess
from pathlib import Path

import pytest

from scaffold import tool
from scaffold.errors import ScaffoldError, ToolMissingError
from scaffold.finding import Finding
from scaffold.language import Case, CaseOutcome
from scaffold.languages import go

TEMPLATE = Path(__file__).parents[2] / "templates/service/project/[[ in_go ]]"
GOOD = "// Package web is small.\npackage web\n\n// One is one.\nfunc One() int {\n\treturn 1\n}\n"
PATH = "internal/web/web.go"
TEST_PATH = "internal/web/web_test.go"


@pytest.fixture(autouse=True)
def _go():
    """There is no other way to judge Go."""
    try:
        tool.locate("go")
    except ToolMissingError as error:
        pytest.skip(str(error))


@pytest.fixture
def service(tmp_path):
    """A service of one package, with the modules that the template's is pinned to."""
    root = tmp_path / "service"
    (root / "internal/web").mkdir(parents=True)
    for name in ("go.mod", "go.sum", "staticcheck.conf"):
        shutil.copy(TEMPLATE / name, root)
    (root / PATH).write_text(GOOD)
    return root


@pytest.fixture
def tests(service):
    """Write the tests of its package and run them."""

    def run(*functions):
        text = 'package web\n\nimport "testing"\n\n' + "\n".join(functions)
        (service / TEST_PATH).write_text(text)
        return go.test(service)

    return run


def test_service_without_a_mistake(service):
    """Each tool says what it proved."""
    compiled, vetted, linted = go.compile(service), go.check_types(service), go.lint(service)
    assert (compiled.findings, vetted.findings, linted.findings) == ((), (), ())
    assert compiled.evidence.endswith(": 1 packages")
    assert vetted.evidence.startswith("go vet 1.")
    assert linted.evidence.startswith("staticcheck 20")


@pytest.mark.parametrize("path", [PATH, TEST_PATH])
def test_what_does_not_compile_is_found_at_its_line(service, path):
    """In the service and in its tests."""
    (service / path).write_text(f'{GOOD}\nfunc two() int {{\n\treturn "two"\n}}\n')
    if path == TEST_PATH:
        (service / path).write_text('package web\n\nfunc two() int {\n\treturn "two"\n}\n')
    line = 4 if path == TEST_PATH else 10
    message = 'cannot use "two" (untyped string constant) as int value in return statement'
    assert go.compile(service).findings == (Finding(path, line, message),)
    assert go.check_types(service).findings[0] == Finding(path, line, message)


def test_package_that_is_not_locked_is_found(service):
    """go.mod is what the service is built from."""
    (service / PATH).write_text(
        GOOD.replace("web\n\n", 'web\n\nimport _ "example.com/unknown"\n\n')
    )
    (found,) = go.compile(service).findings
    assert (found.path, found.line) == (PATH, 4)
    assert found.message.startswith("no required module provides package example.com/unknown")


def test_suspicious_call_is_found_by_vet(service):
    """It compiles, and is wrong."""
    text = GOOD.replace("\treturn 1", '\tfmt.Printf("%d", "one")\n\treturn 1')
    (service / PATH).write_text(text.replace("web\n\n", 'web\n\nimport "fmt"\n\n'))
    assert go.check_types(service).findings == (
        Finding(PATH, 8, 'fmt.Printf format %d has arg "one" of wrong type string'),
    )


def test_lint_is_found_at_its_line(service):
    """With the code, and how to learn more."""
    (service / PATH).write_text(f"{GOOD}\nfunc two() int {{\n\treturn 2\n}}\n")
    hint = "go tool staticcheck -explain U1000"
    assert go.lint(service).findings == (Finding(PATH, 9, "func two is unused [U1000]", hint),)


def test_file_that_is_not_formatted_is_found(service):
    """As gofmt has it, and nobody else."""
    (service / PATH).write_text(GOOD.replace("\treturn", "    return"))
    assert go.lint(service).findings == (
        Finding(PATH, 0, "is not formatted [gofmt]", "make format mends it"),
    )


def test_cases_are_found_in_their_files(tests):
    """A test with subtests counts through these."""
    cases = tests(
        "func TestOne(t *testing.T) {\n\tif One() != 1 {\n\t\tt.Fatal()\n\t}\n}\n",
        'func TestMany(t *testing.T) {\n\tt.Run("a b", func(*testing.T) {})\n}\n',
        'func TestLater(t *testing.T) {\n\tt.Skip("not here")\n}\n',
    )
    assert set(cases) == {
        Case("TestOne", TEST_PATH, 5, CaseOutcome.PASSED),
        Case("TestMany/a_b", TEST_PATH, 11, CaseOutcome.PASSED),
        Case("TestLater", TEST_PATH, 15, CaseOutcome.SKIPPED, "not here"),
    }


def test_case_that_fails_is_found_at_its_assertion(tests):
    """With what it said last."""
    assert tests('func TestOne(t *testing.T) {\n\tt.Log("a")\n\tt.Error("no")\n}\n') == (
        Case("TestOne", TEST_PATH, 7, CaseOutcome.FAILED, "no"),
    )


def test_case_that_panics_is_found(tests):
    """It takes the others with it; at least it is named itself."""
    (case,) = tests('func TestOne(*testing.T) {\n\tpanic("oops")\n}\n')
    assert (case.name, case.path, case.outcome) == ("TestOne", TEST_PATH, CaseOutcome.FAILED)
    assert case.message.startswith("panic: oops")


def test_tests_that_do_not_compile_are_found(tests):
    """A test that does not run proves nothing."""
    assert tests("func TestOne(*testing.T) {\n\tundefined()\n}\n") == (
        Case(
            "package internal/web",
            TEST_PATH,
            6,
            CaseOutcome.FAILED,
            "undefined: undefined",
        ),
    )


def test_package_that_ends_without_a_case_is_found(tests):
    """Exit codes count too."""
    (case,) = tests(
        "func TestMain(*testing.M) {\n\tprintln(1)\n\tpanic(2)\n}\n",
        "func TestOne(*testing.T) {}\n",
    )
    assert (case.name, case.path, case.outcome) == (
        "package internal/web",
        "internal/web",
        CaseOutcome.FAILED,
    )


def test_variables_of_the_shell_do_not_reach_the_tests(service, monkeypatch):
    """A PORT of the caller's would break them; and what they write stays in the copy."""
    monkeypatch.setenv("PORT", "none")
    (service / TEST_PATH).write_text(
        'package web\n\nimport (\n\t"os"\n\t"testing"\n)\n\n'
        'func TestOne(t *testing.T) {\n\tt.Log(os.WriteFile("left", nil, 0o600))\n'
        '\tif found := os.Getenv("PORT"); found != "" {\n\t\tt.Fatal(found)\n\t}\n}\n'
    )
    assert go.test(service) == (Case("TestOne", TEST_PATH, 8, CaseOutcome.PASSED),)
    assert not (service / "internal/web/left").exists()


def test_module_that_cannot_be_read_is_an_error(service):
    """In the go command's own words."""
    (service / "go.mod").write_text("modul service\n")
    with pytest.raises(ScaffoldError, match=r"go build .* failed"):
        go.compile(service)


def test_service_is_built_outside_of_the_repository(service):
    """And runs in it, with nothing of the caller's settings."""
    before = sorted(service.rglob("*"))
    (service / "cmd/service").mkdir(parents=True)
    (service / "cmd/service/main.go").write_text(
        'package main\n\nimport "os"\n\nfunc main() {\n\tos.Exit(7)\n}\n'
    )
    launch = go.serve(service)
    assert (
        subprocess.run(launch.words, cwd=launch.cwd, env=launch.environment, check=False).returncode
        == 7
    )
    assert launch.cwd == service.resolve()
    assert len(sorted(service.rglob("*"))) == len(before) + 3
