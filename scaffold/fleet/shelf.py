"""Releases of templates, kept open in each process that works on members."""

from functools import lru_cache

from scaffold.bundle import Release
from scaffold.errors import UsageError
from scaffold.releases import releases
from scaffold.template import Template, open_template

_SOURCES = 8
_RELEASES = 32  # each some megabytes, once it is set up; a fleet that has more opens some again


@lru_cache(_SOURCES)
def known_releases(source: str) -> tuple[Release, ...]:
    """The releases of a source, newest first."""
    return releases(source)


@lru_cache(_RELEASES)
def released(source: str, version: str) -> Template:
    """One release.

    Raises:
        UsageError: there is no such release. Another commit will not do: a fleet's versions are
            compared, and what is not released may change.
    """
    with open_template(source, version, known_releases(source)) as template:
        if not template.commit:
            raise UsageError(f"{source}: {version} is no release, and members are made from them")
        return template
