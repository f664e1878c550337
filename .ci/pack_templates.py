"""Build hook: templates travel in the wheel as one tar; a wheel cannot hold symbolic links."""

import tarfile
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class PackTemplates(BuildHookInterface):  # type: ignore[type-arg]
    """Adds `scaffold/_templates.tar` to a wheel; an editable install reads `templates/` itself."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Write the tar, the same bytes for the same templates."""
        if version == "editable":
            return
        tar = Path(tempfile.mkdtemp()) / "templates.tar"
        with tarfile.open(tar, "w") as archive:
            archive.add(Path(self.root) / "templates", "templates", filter=_without_traces)
        build_data["force_include"][str(tar)] = "scaffold/_templates.tar"


def _without_traces(member: tarfile.TarInfo) -> tarfile.TarInfo:
    """Leave out who packed it and when; `TarFile.add` sorts folders by itself."""
    member.uid = member.gid = member.mtime = 0
    member.uname = member.gname = ""
    return member
