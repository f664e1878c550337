"""Members that others know of, and the servers that all of them are on."""

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from scaffold.errors import UsageError
from scaffold.fleet.hosts.host import KINDS, Host, host_of
from scaffold.fleet.members import Member
from scaffold.fleet.schema import is_name, read_schema
from scaffold.fleet.sources import SOURCES


def discover(path: Path, content: Mapping[str, Any], listed: list[Member]) -> list[Member]:
    """Find the members that only the sources know; one that is listed by another name is no other.

    Args:
        path: the inventory.
        content: what it holds.
        listed: members that it names itself.

    Raises:
        UsageError: two of one name are two repositories, or a name is none.
        ScaffoldError: a source cannot be read.
    """
    names = {member.name for member in listed}
    places = {repository(member) for member in listed}
    found: dict[str, Member] = {}
    for row in content.get("sources", ()):
        ((kind, where),) = row.items()
        for one in SOURCES[kind].find_members(where, path.parent):
            member = with_host(one, content)
            if member.name in names or repository(member) in places:
                continue
            _require_plain(member)
            other = found.setdefault(member.name, member)
            if repository(other) != repository(member):
                raise UsageError(
                    f"{path}: {other.place} and {member.place} are both named {member.name}; "
                    "list it under members to say which is meant"
                )
    return list(found.values())


def repository(member: Member) -> tuple[str, str]:
    """What two members must not share; a repository of a server has more than one address."""
    if member.path:
        return str(member.path.resolve()), member.folder
    if member.host:
        return f"{member.host.web}/{member.host.path_of(member.url)}".lower(), member.folder
    return member.url, member.folder


def with_host(member: Member, content: Mapping[str, Any]) -> Member:
    """The member with the server that its url leads to, where the inventory knows that."""
    found = (host for host in _hosts(content) if host.has(member.url))
    return replace(member, host=member.host or next(found, None))


def _require_plain(member: Member) -> None:
    """Make sure that names of branches, files and folders can be made of what others have written.

    Raises:
        UsageError: they cannot; names where the member was found.
    """
    schema = read_schema()
    folder = schema["properties"]["members"]["items"]["properties"]["folder"]["pattern"]
    if not is_name(member.name):
        raise UsageError(f"{member.place}: {member.name!r} is no name for a member of a fleet")
    if member.folder and not re.search(folder, member.folder):
        raise UsageError(f"{member.place}: {member.folder!r} is no folder of a repository")


def _hosts(content: Mapping[str, Any]) -> list[Host]:
    """Servers that members may be on: those that the inventory names come first."""
    named = [(row["kind"], row) for row in content.get("hosts", ())]
    sources = [next(iter(row.items())) for row in content.get("sources", ())]
    named += [(kind, row) for kind, row in sources if kind in KINDS]
    named += [(kind, {}) for kind in KINDS]
    return [host_of(kind, row.get("api", ""), row.get("token_variable", "")) for kind, row in named]
