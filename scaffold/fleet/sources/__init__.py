"""Where members are found: a module each, with ``find_members``; this is the list of them."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Protocol

from scaffold.fleet.members import Member
from scaffold.fleet.sources import backstage, directory, github, gitlab


class Source(Protocol):
    """A place that knows members."""

    def find_members(self, where: Any, base: Path) -> Iterator[Member]:
        """Yield them, in a fixed order.

        Args:
            where: what the inventory says of the place: a text, or keys and their values.
            base: the inventory's folder, which paths are relative to.

        Raises:
            ScaffoldError: the place cannot be read.
        """
        ...


SOURCES: Mapping[str, Source] = {
    "directory": directory,
    "backstage": backstage,
    "github": github,
    "gitlab": gitlab,
}
"""By the key that an inventory names them with."""
