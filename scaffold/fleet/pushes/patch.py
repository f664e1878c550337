"""A patch file, for ``git apply``."""

import os
import tempfile
from pathlib import Path

from scaffold.errors import ScaffoldError
from scaffold.fleet.change import Change
from scaffold.merging.objects import scratch_objects


def push(change: Change) -> str:
    """Write ``<member>.patch``, in one step, into the folder for output."""
    checkout = change.committed.checkout
    with scratch_objects(checkout.algorithm) as store:
        change.store.copy_to(store.root, {entry.oid for entry in change.after.values()})
        tree = store.write_tree(change.after)
        words = ("diff-tree", "-r", "-p", "--binary", "--find-renames", "--no-color")
        quiet = ("-c", "core.quotePath=false")
        found = checkout.git(*quiet, *words, checkout.head, tree, scratch=store.root).succeeded()
    path = change.output / f"{change.member.name}.patch"
    try:
        change.output.mkdir(parents=True, exist_ok=True)
        _put(path, found.output)
    except OSError as error:
        raise ScaffoldError(f"{path}: cannot be written: {error}") from None
    return str(path)


def _put(path: Path, content: bytes) -> None:
    handle, scratch = tempfile.mkstemp(dir=path.parent, prefix=".")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(scratch).chmod(0o644)
        Path(scratch).replace(path)
    finally:
        Path(scratch).unlink(missing_ok=True)
