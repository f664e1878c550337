"""``scaffold check-update``: whether a newer release of a repository's template exists."""

from dataclasses import dataclass
from pathlib import Path

from scaffold.recorded import is_newer, read_recorded, require_version
from scaffold.releases import releases


@dataclass(frozen=True)
class Availability:
    """What there is.

    Attributes:
        root: the repository's folder.
        source: the template's source.
        current: the version it is at.
        newer: releases after that, the newest first.
    """

    root: str
    source: str
    current: str
    newer: tuple[str, ...]


def check_update(root: Path) -> Availability:
    """Compare a repository's template version with the releases of its template.

    Raises:
        UsageError: the repository was not made from a release, or the template is gone.
        ScaffoldError: the answers file or the template cannot be read.
    """
    recorded = read_recorded(root)
    require_version(recorded, root)
    known = (release.version for release in releases(recorded.source))
    newer = tuple(version for version in known if is_newer(version, recorded.version))
    return Availability(str(root), recorded.source, recorded.version, newer)
