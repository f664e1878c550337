"""``scaffold scorecard``: how far a repository, whoever made it, has come on the checklist."""

from datetime import UTC, datetime
from pathlib import Path

from scaffold.artifacts.tree import WorkTree
from scaffold.errors import UsageError
from scaffold.scorecard.judging import judge
from scaffold.scorecard.scorecard import Scorecard


def score(root: Path) -> Scorecard:
    """Judge a folder, as it stands today in UTC.

    Raises:
        UsageError: there is no such folder.
        ScaffoldError: its waivers cannot be read; names ``path:line``.
    """
    if not root.is_dir():
        raise UsageError(f"{root}: no such folder")
    return judge(WorkTree(root), datetime.now(UTC).date())
