"""A GitHub organisation: the repositories that its API lists for a token."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

from scaffold.fleet.hosts import api
from scaffold.fleet.hosts.host import Host, host_of
from scaffold.fleet.members import Member
from scaffold.fleet.retries import attempt
from scaffold.fleet.sources.listing import Listed, as_members, require


def find_members(where: Mapping[str, Any], _: Path) -> Iterator[Member]:
    """Yield them by name.

    Raises:
        UsageError: the environment holds no token.
        ScaffoldError: the API cannot be asked, or refuses.
    """
    host = host_of("github", where.get("api", ""), where.get("token_variable", ""))
    # Those that are made while pages are read stand on the last one.
    parameters = {"type": "all", "sort": "created", "direction": "asc"}
    path = f"/orgs/{quote(where['organisation'], safe='')}/repos"
    rows, _attempts = attempt(lambda: list(api.pages(host, path, parameters)))
    yield from as_members(host, where, [_listed(row, host) for row in rows])


def _listed(row: Mapping[str, Any], host: Host) -> Listed:
    keys = {"archived": "archived", "forks": "fork", "templates": "is_template"}
    return Listed(
        path=require(row, "full_name", host),
        https=require(row, "clone_url", host),
        ssh=require(row, "ssh_url", host),
        topics=tuple(row.get("topics") or ()),
        traits=frozenset(trait for trait, key in keys.items() if row.get(key)),
        gone=bool(row.get("disabled")),
    )
