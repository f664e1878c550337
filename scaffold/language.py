"""What a language is: a module with these names. ``languages/__init__.py`` lists them."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from scaffold.finding import Finding


class CaseOutcome(StrEnum):
    """How one test case ended."""

    PASSED = "passed"
    FAILED = "failed"
    SKIPPED = "skipped"


@dataclass(frozen=True)
class Case:
    """One test case of a service that was run.

    Attributes:
        name: as its test framework prints it, with parameters.
        path: the test file, relative to the repository.
        line: line of the case, or of the assertion that failed.
        outcome: how it ended.
        message: why it failed or was skipped.
    """

    name: str
    path: str
    line: int
    outcome: CaseOutcome
    message: str = ""


@dataclass(frozen=True)
class Verdict:
    """What a language's own tool said of a service.

    Attributes:
        findings: what is wrong.
        evidence: what was proven, in a few words, with the tool's version.
    """

    findings: tuple[Finding, ...]
    evidence: str


@dataclass(frozen=True)
class Launch:
    """How a built service is started.

    Attributes:
        words: the program and its arguments.
        cwd: the folder it runs in.
        environment: all that the program itself needs of the environment (``PATH`` and the like);
            settings such as ``PORT`` are added by the caller.
    """

    words: tuple[str, ...]
    cwd: Path
    environment: Mapping[str, str]


class Language(Protocol):
    """How a service in one language is judged. No function writes into the repository.

    Each raises ScaffoldError where the language's environment cannot be made, and quotes the tool.
    """

    NAME: str
    """As the template's question ``language`` has it."""

    SERVICE_FILES: tuple[str, ...]
    """Patterns of what the template makes for the service itself, which an existing one has in a
    form of its own: source, tests, what builds them. ``*`` stands for slashes too."""

    def compile(self, root: Path) -> Verdict:
        """Compile every source file and load every module of the service."""
        ...

    def check_types(self, root: Path) -> Verdict:
        """Run the type checker with the repository's own settings."""
        ...

    def lint(self, root: Path) -> Verdict:
        """Run linter and formatter with the repository's own settings."""
        ...

    def test(self, root: Path) -> tuple[Case, ...]:
        """Run all tests."""
        ...

    def test_runner(self, root: Path) -> str:
        """Name and version of what runs them."""
        ...

    def serve(self, root: Path) -> Launch:
        """Build the service outside of the repository and say how it is started.

        One process that is the service itself: signals sent to it must reach the service, and its
        exit code must be the service's. It is started many times, so whatever can be built is
        built here and not at every start.
        """
        ...
