"""What a server lists, made members: filtered, and in an order that is not the server's."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from scaffold.errors import ScaffoldError
from scaffold.fleet.hosts.host import Host
from scaffold.fleet.members import Member
from scaffold.fleet.schema import is_name


@dataclass(frozen=True)
class Listed:
    """A repository as a listing shows it.

    Attributes:
        path: where it is on the server, such as ``acme/orders``.
        https: what git clones by HTTP.
        ssh: what git clones by SSH.
        topics: what its owners have tagged it with.
        traits: which of ``archived``, ``forks`` and ``templates`` it is one of.
        gone: whether nobody can clone it: it is disabled, or about to be deleted.
    """

    path: str
    https: str
    ssh: str
    topics: tuple[str, ...] = ()
    traits: frozenset[str] = frozenset()
    gone: bool = False


def as_members(host: Host, where: Mapping[str, Any], found: Iterable[Listed]) -> Iterator[Member]:
    """Yield those that an inventory asks for, by their paths.

    One whose name no service can have, such as ``.github``, is left out.

    Args:
        host: the server.
        where: what the inventory says of it.
        found: in any order; one that is listed twice counts once.
    """
    by_path = {listed.path: listed for listed in found}
    for path, listed in sorted(by_path.items()):
        name = path.rpartition("/")[2]
        if is_name(name) and not listed.gone and _is_wanted(where, name, listed):
            yield Member(
                name=name,
                place=f"{host.web}/{path}",
                url=listed.ssh if where.get("clone") == "ssh" else listed.https,
                team=_team(where.get("team_topic", ""), listed.topics),
                host=host,
            )


def _is_wanted(where: Mapping[str, Any], name: str, listed: Listed) -> bool:
    if any(not where.get(trait, False) for trait in listed.traits):
        return False
    if not set(where.get("topics", ())) <= set(listed.topics):
        return False
    wanted = any(fnmatchcase(name, pattern) for pattern in where.get("include", ("*",)))
    return wanted and not any(fnmatchcase(name, pattern) for pattern in where.get("exclude", ()))


def _team(prefix: str, topics: tuple[str, ...]) -> str:
    """What stands behind the prefix in the first topic that has it."""
    teams = sorted(topic.removeprefix(prefix) for topic in topics if topic.startswith(prefix))
    return teams[0] if prefix and teams else ""


def require(row: Mapping[str, Any], key: str, host: Host) -> str:
    """A text that every repository of a listing has.

    Raises:
        ScaffoldError: this one has none.
    """
    value = row.get(key)
    if not isinstance(value, str) or not value:
        raise ScaffoldError(f"{host.api}: lists a repository without {key}: {str(row)[:100]}")
    return value
