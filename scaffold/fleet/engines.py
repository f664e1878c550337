"""Runs over a fleet on engines that an organisation has: what they are told."""

import re
from dataclasses import dataclass
from pathlib import Path

from scaffold.errors import UsageError
from scaffold.fleet.members import Fleet

LONGEST_NAME = 52
"""Of a Job: its pods' names end with an index and five letters more, and have 63 at most."""

_NAMED = 5
_PATH = re.compile(r"[\w.][\w.-]*(/[\w.][\w.-]*)*", re.ASCII)
_INSTALL = re.compile(r"[a-z][\w+:/.\[\]-]*(@|==)[\w./+-]+", re.ASCII)
_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?")
_IMAGE = re.compile(
    r"[a-z0-9][a-z0-9.-]*(:\d{1,5})?(/[a-z0-9]+([._-]+[a-z0-9]+)*)*"
    r"((?P<tag>:\w[\w.-]{0,127})|(?P<digest>(:\w[\w.-]{0,127})?@sha256:[0-9a-f]{64}))"
)


@dataclass(frozen=True)
class IndexedJob:
    """A Kubernetes Job with a pod a shard.

    Attributes:
        inventory: travels with it, so all that it names must be reachable from there.
        image: that has scaffold and git in it, with a tag or a digest.
        shards: how many pods there are in the whole.
        push: what is done with each change.
        name: of the Job and of what belongs to it.
        namespace: where it is; empty is where ``kubectl`` is.
        parallelism: how many pods at once; 0 is all of them.
        secret: a Secret whose keys are environment variables, tokens above all; empty is none.
        wave: only this one's members; empty is all.
    """

    inventory: Path
    image: str
    shards: int
    push: str
    name: str = "scaffold-fleet"
    namespace: str = ""
    parallelism: int = 0
    secret: str = ""
    wave: str = ""


@dataclass(frozen=True)
class Workflow:
    """A GitHub Actions workflow with a job a shard.

    Attributes:
        inventory: its path in the repository.
        shards: how many jobs there are at most.
        push: what is done with each change.
        install: what pipx installs scaffold from, pinned.
        waves: names of the inventory's waves.
        tools: whether a wave has checks, which run tools.
    """

    inventory: str
    shards: int
    push: str
    install: str
    waves: tuple[str, ...]
    tools: bool


def require_label(option: str, name: str, longest: int = 63) -> None:
    """Refuse what is no name of a Kubernetes object (DNS-1123 label).

    Raises:
        UsageError: it is not.
    """
    if not _LABEL.fullmatch(name) or len(name) > longest:
        raise UsageError(
            f"{option} {name}: must be at most {longest} of a-z, 0-9 and -, a letter or digit at "
            "both ends"
        )


def require_image(image: str) -> None:
    """Refuse an image that may be another one tomorrow.

    Raises:
        UsageError: it has neither a digest nor a tag, or the tag ``latest``.
    """
    found = _IMAGE.fullmatch(image)
    if not found or found["tag"] == ":latest":
        raise UsageError(f"--image {image}: must end with a tag (not latest) or with @sha256:...")


def require_install(source: str) -> None:
    """Refuse a scaffold that may be another one tomorrow, or that a shell would read otherwise.

    Raises:
        UsageError: it names no version.
    """
    if not _INSTALL.fullmatch(source):
        example = "git+https://github.com/acme/scaffold@v0.1.0"
        raise UsageError(f"--install {source}: must name a version, such as {example}")


def require_path(path: str) -> None:
    """Refuse a path that a repository does not have, or that a shell would read otherwise.

    Raises:
        UsageError: it is not relative, leads out, or has unusual letters.
    """
    if not _PATH.fullmatch(path) or ".." in path.split("/"):
        raise UsageError(
            f"--fleet {path}: must be a path in the repository, of letters, digits, ._-"
        )


def require_reachable(fleet: Fleet) -> None:
    """Refuse members that only this machine can reach.

    Raises:
        UsageError: there are some; names the first ones.
    """
    local = [member.place for member in fleet.members if not member.url]
    if local:
        more = f" and {len(local) - _NAMED} more" if len(local) > _NAMED else ""
        named = ", ".join(local[:_NAMED]) + more
        raise UsageError(f"{named}: a path is on this machine alone; give the member a url")
