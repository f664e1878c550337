"""What a check is: a module with these names. The list of them stands in ``checks/__init__.py``."""

from collections.abc import Generator
from enum import StrEnum
from typing import Protocol

from scaffold.finding import Finding
from scaffold.repo import ServiceRepo

Findings = Generator[Finding, None, str]
"""What is wrong, one by one; at the end the evidence: a few words on what was proven."""


class Level(StrEnum):
    """How deep a run goes; each level includes the ones before it."""

    STATIC = "static"
    UNIT = "unit"
    LIVE = "live"
    FULL = "full"


class Check(Protocol):
    """One question put to a repository, as a module.

    Its docstring is its page (``scaffold explain``): the first line is the wanted state; then
    why it matters at 3 a.m., what passes, what fails, how to fix it, when to ignore it.
    """

    __doc__: str | None

    @property
    def ID(self) -> str:  # noqa: N802 - constants of a module, which properties can stand for
        """Public and stable, states the wanted state: ``alerts-have-runbooks``."""
        ...

    @property
    def LEVEL(self) -> Level:  # noqa: N802
        """The level from which on it runs."""
        ...

    @property
    def TOOLS(self) -> tuple[str, ...]:  # noqa: N802
        """Programs it starts, as named in ``tools.toml``; without one of them it is skipped."""
        ...

    @property
    def PACKAGES(self) -> tuple[str, ...]:  # noqa: N802
        """Python distributions that judge, whose versions the report names."""
        ...

    def find(self, repo: ServiceRepo) -> Findings:
        """Yield what is wrong and return the evidence.

        Raises:
            Skip: there is nothing to judge (no ``deploy/terraform``, say).
        """
        ...
