"""A copy of a service's flags file, to turn flags in."""

import json
from pathlib import Path
from typing import Any

from scaffold.artifacts.document import read_document
from scaffold.errors import ScaffoldError

PATH = "flags/flags.json"

_VARIANT = "live"


class FlagsFile:
    """Flags by value: whichever variants the repository knows, any value can be set."""

    def __init__(self, root: Path, folder: Path) -> None:
        """Copy the repository's file.

        Raises:
            ScaffoldError: it is missing or defines no flags.
        """
        self.path = folder / "flags.json"
        self._document = read_document(root, PATH).data
        if not isinstance(self._document, dict) or "flags" not in self._document:
            raise ScaffoldError(f"{PATH}: has no object of flags")
        self._write()

    def set(self, name: str, *, value: Any) -> None:
        """Let a flag have this value from now on, under a variant of ours."""
        variants = self._document["flags"].get(name, {}).get("variants", {})
        self._document["flags"][name] = {
            "state": "ENABLED",
            "variants": {**variants, _VARIANT: value},
            "defaultVariant": _VARIANT,
        }
        self._write()

    def _write(self) -> None:
        """Replace the file in one step, as Kubernetes does."""
        scratch = self.path.with_suffix(".new")
        scratch.write_text(json.dumps(self._document), encoding="utf-8")
        scratch.replace(self.path)
