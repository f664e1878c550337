"""Services in TypeScript: judged in a copy, with the packages of their lock file beside it."""

import hashlib
import json
import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from scaffold.artifacts.files import list_files
from scaffold.errors import ScaffoldError
from scaffold.finding import Finding
from scaffold.language import Case, CaseOutcome, Launch, Verdict
from scaffold.languages import typescript_environment
from scaffold.languages.typescript_workspace import copied, environment, run_node
from scaffold.program import run_program

NAME = "typescript"
SERVICE_FILES: tuple[str, ...] = (
    "src/*",
    "tests/*",
    "package.json",
    "package-lock.json",
    "tsconfig*.json",
    "eslint.config.js",
    ".npmrc",
    ".prettier*",
    "Dockerfile",
    ".dockerignore",
)

_IMPORTER = Path(__file__).with_name("typescript_import.mjs")
_REPORTER = Path(__file__).with_name("typescript_reporter.mjs")
_TSC = "node_modules/typescript/bin/tsc"
_ESLINT = "node_modules/eslint/bin/eslint.js"
_PRETTIER = "node_modules/prettier/bin/prettier.cjs"
_TEST_TIMEOUT_SECONDS = 900
_TYPE_ERROR = re.compile(
    r"^(?P<path>[^\s(]+)\((?P<line>\d+),\d+\): error (?P<code>TS\d+): (?P<said>.*)$", re.MULTILINE
)


def compile(root: Path) -> Verdict:  # noqa: A001 - the Protocol's name
    """Check the syntax of every TypeScript file and load every module below ``src/``."""
    sources = [path for path in list_files(root) if path.endswith(".ts")]
    with copied(root) as copy:
        words = ("--disable-warning=ExperimentalWarning", _IMPORTER)
        done = run_node(root, copy, *words, stdin=json.dumps(sources)).succeeded()
    answer = json.loads(done.stdout)
    findings = tuple(Finding(**wrong) for wrong in answer["wrong"])
    evidence = f"Node.js {answer['node']}: {len(sources)} files, {answer['modules']} modules loaded"
    return Verdict(findings, evidence)


def check_types(root: Path) -> Verdict:
    """Run the TypeScript compiler with the repository's own settings; nothing is written."""
    with copied(root) as copy:
        done = run_node(root, copy, _TSC, "--noEmit", "--pretty", "false")
    findings = tuple(
        Finding(found["path"], int(found["line"]), f"{found['said']} [{found['code']}]")
        for found in _TYPE_ERROR.finditer(done.stdout)
    )
    if not findings:
        done.succeeded()
    return Verdict(findings, f"tsc {typescript_environment.version(root, 'typescript')}")


def lint(root: Path) -> Verdict:
    """Run ESLint and Prettier on the whole repository."""
    with copied(root) as copy:
        findings = (*_eslint(root, copy), *_prettier(root, copy))
    versions = (
        f"ESLint {typescript_environment.version(root, 'eslint')}",
        f"Prettier {typescript_environment.version(root, 'prettier')}",
    )
    return Verdict(findings, ", ".join(versions))


def _eslint(root: Path, copy: Path) -> Iterator[Finding]:
    done = run_node(root, copy, _ESLINT, "--format", "json", ".")
    if not done.stdout.startswith("["):
        raise ScaffoldError(f"eslint failed ({done.code}):\n{done.stdout}{done.stderr}".rstrip())
    for file in json.loads(done.stdout):
        path = Path(file["filePath"]).relative_to(copy).as_posix()
        for row in file["messages"]:
            rule = f" [{row['ruleId']}]" if row.get("ruleId") else ""
            hint = "make format mends it" if "fix" in row else ""
            yield Finding(path, row.get("line", 0), f"{row['message']}{rule}", hint)


def _prettier(root: Path, copy: Path) -> Iterator[Finding]:
    done = run_node(root, copy, _PRETTIER, "--list-different", ".")
    paths = done.stdout.splitlines()
    if not paths:
        done.succeeded()
    for path in paths:
        yield Finding(path, 0, "is not formatted", "make format mends it")


def test(root: Path) -> tuple[Case, ...]:
    """Run Node's test runner on a copy of the repository, so that no test writes into it."""
    with copied(root) as copy:
        report = copy.with_name("report.jsonl")
        done = run_node(
            root,
            copy,
            *("--test", f"--test-reporter={_REPORTER.as_uri()}"),
            f"--test-reporter-destination={report}",
            "tests/*.test.ts",
            timeout_seconds=_TEST_TIMEOUT_SECONDS,
        )
        rows = report.read_text(encoding="utf-8").splitlines() if report.is_file() else []
        cases = tuple(_case(json.loads(row), copy) for row in rows)
    if cases and all(case.outcome is not CaseOutcome.FAILED for case in cases):
        done.succeeded()
    return cases


def _case(row: dict[str, str], copy: Path) -> Case:
    file = Path(row["file"])
    path = file.relative_to(copy).as_posix() if file.is_relative_to(copy) else "tests"
    return Case(row["name"], path, int(row["line"]), CaseOutcome(row["outcome"]), row["message"])


def test_runner(root: Path) -> str:
    """Name Node.js and its version."""
    node = run_program(typescript_environment.node(root), "--version", cwd=root).succeeded()
    return f"Node.js {node.stdout.strip().removeprefix('v')}"


def serve(root: Path) -> Launch:
    """Compile to JavaScript beside the packages, once for each state of the sources."""
    folder = root.resolve()
    build = typescript_environment.find(root) / f"dist-{_key(folder)}"
    if not build.is_dir():
        with copied(root) as copy:
            scratch = Path(tempfile.mkdtemp(prefix=".dist-", dir=build.parent))
            try:
                words = ("--project", "tsconfig.build.json", "--outDir", scratch)
                run_node(root, copy, _TSC, *words).succeeded()
                if not build.is_dir():
                    scratch.rename(build)
            finally:
                shutil.rmtree(scratch, ignore_errors=True)
    program = typescript_environment.node(root)
    return Launch((str(program), str(build / "main.js")), folder, environment())


def _key(root: Path) -> str:
    """Names what is compiled."""
    inputs = [
        path
        for path in list_files(root)
        if path.startswith("src/") or (path.startswith("tsconfig") and path.endswith(".json"))
    ]
    seen = hashlib.sha256()
    for path in inputs:
        seen.update(path.encode() + b"\0" + (root / path).read_bytes() + b"\0")
    return seen.hexdigest()[:20]
