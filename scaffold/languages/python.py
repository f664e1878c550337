"""Services in Python: judged in an environment of their own, made by uv from their lock file."""

import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET  # the only file read is pytest's own report

from scaffold.artifacts.files import list_files
from scaffold.finding import Finding
from scaffold.language import Case, CaseOutcome, Launch, Verdict
from scaffold.languages import python_environment
from scaffold.program import Result, run_program

NAME = "python"
SERVICE_FILES: tuple[str, ...] = (
    "src/*",
    "tests/*",
    "pyproject.toml",
    "requirements*.lock",
    "Dockerfile",
    ".dockerignore",
)

_IMPORTER = Path(__file__).with_name("python_import.py")
_TEST_TIMEOUT_SECONDS = 900
_NOTHING_COLLECTED = 5


def compile(root: Path) -> Verdict:  # noqa: A001 - the Protocol's name
    """Compile every source file and import every module below ``src/``."""
    sources = [path for path in list_files(root) if path.endswith(".py")]
    done = _run(root, _IMPORTER, stdin=json.dumps(sources)).succeeded()
    answer = json.loads(done.stdout)
    findings = tuple(Finding(**wrong) for wrong in answer["wrong"])
    evidence = (
        f"Python {answer['python']}: {len(sources)} files, {answer['modules']} modules loaded"
    )
    return Verdict(findings, evidence)


def check_types(root: Path) -> Verdict:
    """Run mypy on the targets of the repository's own settings."""
    cache = python_environment.find(root) / "mypy-cache"
    done = _run(root, "-m", "mypy", "--output", "json", "--cache-dir", cache)
    rows = [json.loads(row) for row in done.stdout.splitlines() if row.startswith("{")]
    findings = tuple(
        Finding(row["file"], max(row["line"], 0), _said(row["message"], row["code"]))
        for row in rows
        if row["severity"] == "error"
    )
    if not findings:
        done.succeeded()
    return Verdict(findings, f"mypy {python_environment.version(root, 'mypy')}")


def lint(root: Path) -> Verdict:
    """Run ruff's linter and its formatter on the whole repository."""
    findings = (*_ruff(root, "check"), *_ruff(root, "format", "--check"))
    return Verdict(findings, f"ruff {python_environment.version(root, 'ruff')}")


def _ruff(root: Path, *words: str) -> tuple[Finding, ...]:
    done = _run(root, "-m", "ruff", *words, "--no-cache", "--output-format", "json", ".")
    rows = json.loads(done.stdout) if done.stdout.startswith("[") else []
    if not rows:
        done.succeeded()
    return tuple(
        Finding(
            Path(row["filename"]).relative_to(root.resolve()).as_posix(),
            row["location"]["row"],
            _said(row["message"], row["code"]),
            row["url"] or f"ruff {words[0]} mends it",
        )
        for row in rows
    )


def test(root: Path) -> tuple[Case, ...]:
    """Run pytest on a copy of the repository, so that whatever a test writes does not reach it."""
    with tempfile.TemporaryDirectory(prefix="scaffold-test-") as scratch:
        copy, report = Path(scratch, "service"), Path(scratch, "junit.xml")
        _copy(root, copy)
        done = run_program(
            python_environment.find(root) / "bin" / "python",
            *("-m", "pytest", "-q", "-p", "no:cacheprovider"),
            *("-o", "junit_family=xunit1", f"--junit-xml={report}"),
            cwd=copy,
            environment=_environment(root, copy),
            timeout_seconds=_TEST_TIMEOUT_SECONDS,
        )
        cases = tuple(_cases(report, copy)) if report.is_file() else ()
    if done.code != _NOTHING_COLLECTED and all(_passed(case) for case in cases):
        done.succeeded()
    return cases


def test_runner(root: Path) -> str:
    """Name pytest and its version."""
    return f"pytest {python_environment.version(root, 'pytest')}"


def serve(root: Path) -> Launch:
    """Run the package from where it stands, without leaving bytecode there."""
    folder = root.resolve()
    program = python_environment.find(root) / "bin" / "python"
    return Launch((str(program), "-m", "service"), folder, _environment(root, folder))


def _run(root: Path, *words: str | Path, stdin: str | None = None) -> Result:
    return run_program(
        python_environment.find(root) / "bin" / "python",
        *words,
        cwd=root,
        stdin=stdin,
        environment=_environment(root, root),
        timeout_seconds=300,
    )


def _environment(root: Path, folder: Path) -> dict[str, str]:
    """A small environment: what the caller's shell sets (PORT, OTEL_...) must not reach a test."""
    kept = {name: os.environ[name] for name in ("HOME", "TMPDIR") if name in os.environ}
    programs = python_environment.find(root) / "bin"
    return {
        **kept,
        "LANG": "C.UTF-8",
        "PATH": f"{programs}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONNOUSERSITE": "1",
        "PYTHONPATH": str(folder / "src"),
    }


def _copy(root: Path, target: Path) -> None:
    for path in list_files(root):
        (target / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(root / path, target / path, follow_symlinks=False)


def _cases(report: Path, copy: Path) -> Iterator[Case]:
    for element in ET.parse(report).iter("testcase"):  # noqa: S314 - see the import
        wrong = element.find("failure")
        wrong = element.find("error") if wrong is None else wrong
        skipped = element.find("skipped")
        path = element.get("file") or _guess_path(element, copy)
        line = int(element.get("line", "-1")) + 1
        name = element.get("name", "")
        if wrong is not None:
            text = wrong.text or ""
            rows = re.findall(rf"^{re.escape(path)}:(\d+):", text, re.MULTILINE)
            line = int(rows[-1]) if rows else line
            message = wrong.get("message", "").strip().partition("\n")[0]
            yield Case(name, path, line, CaseOutcome.FAILED, message)
        elif skipped is not None:
            yield Case(name, path, line, CaseOutcome.SKIPPED, skipped.get("message", ""))
        else:
            yield Case(name, path, line, CaseOutcome.PASSED)


def _passed(case: Case) -> bool:
    return case.outcome is not CaseOutcome.FAILED


def _guess_path(element: ET.Element, copy: Path) -> str:
    """A module that could not be collected is named by its dotted path alone."""
    path = element.get("name", "").replace(".", "/") + ".py"
    return path if (copy / path).is_file() else "tests"


def _said(message: str, code: str | None) -> str:
    return f"{message} [{code}]" if code else message
