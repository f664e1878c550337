"""Services in Go: judged by the go command, whose modules are pinned by the repository's go.sum."""

import atexit
import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from scaffold import tool
from scaffold.artifacts.files import list_files
from scaffold.finding import Finding
from scaffold.language import Case, CaseOutcome, Launch, Verdict
from scaffold.languages import go_tests
from scaffold.program import Result, run_program

NAME = "go"
SERVICE_FILES: tuple[str, ...] = (
    "cmd/*",
    "internal/*",
    "tests/*",
    "go.mod",
    "go.sum",
    "staticcheck.conf",
    "Dockerfile",
    ".dockerignore",
)

_TIMEOUT_SECONDS = 900
_SETTINGS = {
    "GOFLAGS": "-buildvcs=false",
    "GOTOOLCHAIN": "local",
    "GOWORK": "off",
    "LANG": "C.UTF-8",
}
_KEPT = re.compile(r"GO[A-Z]+|HOME|PATH|SSL_CERT_\w+|TMPDIR|XDG_\w+|\w+_proxy", re.IGNORECASE)
_PLACE = re.compile(
    r"^(?:vet: )?(?P<path>[^\s:]+\.go):(?P<line>\d+)(?::\d+)?: (?P<message>.*)$", re.MULTILINE
)


def compile(root: Path) -> Verdict:  # noqa: A001 - the Protocol's name
    """Compile every package, then link and load the tests of each without running one."""
    wrong = _complaints(_go(root, "build", "./...")) or _complaints(
        _go(root, "test", "-run", "^$", "./...")
    )
    packages = _go(root, "list", "./...").succeeded().stdout.splitlines()
    return Verdict(wrong, f"Go {tool.locate('go').version}: {len(packages)} packages")


def check_types(root: Path) -> Verdict:
    """Run go vet, which type-checks tests too."""
    return Verdict(_complaints(_go(root, "vet", "./...")), f"go vet {tool.locate('go').version}")


def lint(root: Path) -> Verdict:
    """Run gofmt on all files and staticcheck, at the version of go.mod, on all packages."""
    version = _go(root, "tool", "staticcheck", "-version").succeeded().stdout.split()[1]
    return Verdict((*_unformatted(root), *_staticcheck(root)), f"staticcheck {version}, gofmt")


def test(root: Path) -> tuple[Case, ...]:
    """Run all tests on a copy of the repository, so that whatever they write does not reach it."""
    with tempfile.TemporaryDirectory(prefix="scaffold-test-") as scratch:
        copy = Path(scratch, "service")
        for path in list_files(root):
            (copy / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(root / path, copy / path, follow_symlinks=False)
        done = _go(copy, "test", "-json", "-count=1", "./...")
        cases = tuple(go_tests.read_cases(done.stdout, copy))
    if not any(case.outcome is CaseOutcome.FAILED for case in cases):
        done.succeeded()
    return cases


def test_runner(root: Path) -> str:  # noqa: ARG001 - the Protocol's parameter
    """Name the go command and its version."""
    return f"go test {tool.locate('go').version}"


def serve(root: Path) -> Launch:
    """Build the program into a folder that is removed when this process ends."""
    folder = Path(tempfile.mkdtemp(prefix="scaffold-service-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    program = folder / "service"
    _go(root, "build", "-o", str(program), "./cmd/service").succeeded()
    return Launch((str(program),), root.resolve(), _environment())


def _unformatted(root: Path) -> Iterator[Finding]:
    sources = [path for path in list_files(root) if path.endswith(".go")]
    gofmt = Path(_go(root, "env", "GOROOT").succeeded().stdout.strip(), "bin", "gofmt")
    done = run_program(gofmt, "-l", *sources, cwd=root, environment=_environment())
    for path in done.stdout.splitlines():
        yield Finding(path, 0, "is not formatted [gofmt]", "make format mends it")
    if done.code:
        yield from _complaints(done)


def _staticcheck(root: Path) -> Iterator[Finding]:
    done = _go(root, "tool", "staticcheck", "-f", "json", "./...")
    rows = [json.loads(row) for row in done.stdout.splitlines()]
    for row in rows:
        if row["code"] == "compile":
            yield from _places(row["message"])
            continue
        path = Path(row["location"]["file"]).relative_to(root.resolve()).as_posix()
        hint = f"go tool staticcheck -explain {row['code']}"
        yield Finding(path, row["location"]["line"], f"{row['message']} [{row['code']}]", hint)
    if not rows:
        done.succeeded()


def _complaints(done: Result) -> tuple[Finding, ...]:
    """What the compiler, vet or gofmt said, where they said where."""
    found = _places(done.stdout + done.stderr) if done.code else ()
    if not found:
        done.succeeded()
    return found


def _places(text: str) -> tuple[Finding, ...]:
    found = (
        Finding(place["path"], int(place["line"]), place["message"])
        for place in _PLACE.finditer(text)
    )
    return tuple(dict.fromkeys(found))


def _go(root: Path, *words: str) -> Result:
    return tool.run(
        "go", *words, cwd=root, environment=_environment(), timeout_seconds=_TIMEOUT_SECONDS
    )


def _environment() -> dict[str, str]:
    """A small environment: what the caller's shell sets (PORT, OTEL_...) must not reach a test."""
    kept = {name: value for name, value in os.environ.items() if _KEPT.fullmatch(name)}
    return {**kept, **_SETTINGS}
