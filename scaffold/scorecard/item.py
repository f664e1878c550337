"""What an item is: a module with these names. The list of them stands in ``items/__init__.py``."""

from typing import Protocol

from scaffold.scorecard.reading import Reading
from scaffold.scorecard.scorecard import Level, Verdict


class Item(Protocol):
    """One line of the guide, put to a repository as a module.

    Its docstring is its page (``scaffold explain``): the first line is the wanted state; then why
    it matters at 3 a.m., when it is met and when not, how to mend it, when to waive it.
    """

    __doc__: str | None

    @property
    def ID(self) -> str:  # noqa: N802 - constants of a module, which properties can stand for
        """Public and stable, states the wanted state: ``logs-are-structured``."""
        ...

    @property
    def LEVEL(self) -> Level:  # noqa: N802
        """The level that it belongs to."""
        ...

    @property
    def SECTION(self) -> str:  # noqa: N802
        """Heading of the guide under which its sentence stands."""
        ...

    @property
    def SENTENCE(self) -> str:  # noqa: N802
        """The guide's own words."""
        ...

    def judge(self, reading: Reading) -> Verdict:
        """Say how it came out, with the lines that show it."""
        ...
