"""``scaffold fleet job`` and ``workflow``: ready-made runs on Kubernetes and GitHub Actions."""

from pathlib import Path, PurePosixPath

from scaffold.artifacts.document import read_document
from scaffold.commands.fleet.reports import MOST_JOBS
from scaffold.errors import UsageError
from scaffold.fleet.engines import (
    LONGEST_NAME,
    IndexedJob,
    Workflow,
    require_image,
    require_install,
    require_label,
    require_path,
    require_reachable,
)
from scaffold.fleet.inventory import read_fleet
from scaffold.fleet.pushes import PUSHES
from scaffold.fleet.selection import Selection, select

_MOST_SHARDS = 9999
_MOST_BYTES = 900_000  # a ConfigMap has 1 MiB for all that it holds
_ON_DISK = ("directory", "backstage")


def carried_inventory(job: IndexedJob) -> str:
    """Look at everything that a Job is told, and return the text of the inventory it takes along.

    Raises:
        UsageError: something cannot be used.
    """
    _require(job.shards, _MOST_SHARDS, job.push)
    require_image(job.image)
    require_label("--name", job.name, LONGEST_NAME)
    for option, given in (("--namespace", job.namespace), ("--secret", job.secret)):
        if given:
            require_label(option, given)
    return _portable(job)


def workflow(inventory: Path, shards: int, push: str, install: str) -> Workflow:
    """What a GitHub Actions workflow is told.

    Args:
        inventory: relative to the top of the repository that the workflow is put into.
        shards: from 1 to as many jobs as a matrix has.
        push: a word of ``PUSHES``.
        install: what pipx installs scaffold from, pinned.

    Raises:
        UsageError: something that is given cannot be used.
    """
    _require(shards, MOST_JOBS, push)
    path = PurePosixPath(inventory.as_posix()).as_posix()
    require_path(path)
    require_install(install)
    fleet = read_fleet(inventory)
    require_reachable(fleet)
    tools = any(wave.verify for wave in fleet.waves)
    return Workflow(path, shards, push, install, tuple(wave.name for wave in fleet.waves), tools)


def _require(shards: int, most: int, push: str) -> None:
    if not 1 <= shards <= most:
        raise UsageError(f"--shards {shards}: there are between 1 and {most} of them")
    if push not in PUSHES or push == "patch":
        words = ", ".join(word for word in PUSHES if word != "patch")
        raise UsageError(f"--push {push}: must be one of {words}; files would stay where it ran")


def _portable(job: IndexedJob) -> str:
    """Text of an inventory that means the same on another machine."""
    inventory = job.inventory
    fleet = read_fleet(inventory)
    select(fleet, Selection(waves=(job.wave,) if job.wave else ()))
    require_reachable(fleet)
    document = read_document(inventory.parent, inventory.name)
    for number, source in enumerate(document.data.get("sources", ())):
        if known := [key for key in _ON_DISK if key in source]:
            line = document.line("sources", number)
            raise UsageError(
                f"{inventory}:{line}: {known[0]}: is on this machine; list its members"
            )
    if Path(fleet.source).exists():
        line = document.line("template", "source")
        raise UsageError(f"{inventory}:{line}: the template is on this machine; give its URL")
    text = inventory.read_text(encoding="utf-8")
    if len(text.encode()) > _MOST_BYTES:
        raise UsageError(f"{inventory}: too big for a ConfigMap, which has {_MOST_BYTES} bytes")
    return text
