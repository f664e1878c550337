"""A GitLab group, its subgroups included: the projects that its API lists for a token."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

from scaffold.fleet.hosts import api
from scaffold.fleet.hosts.host import Host, host_of
from scaffold.fleet.members import Member
from scaffold.fleet.retries import attempt
from scaffold.fleet.sources.listing import Listed, as_members, require

_PARAMETERS = {
    "include_subgroups": "true",
    "with_shared": "false",  # those of other groups belong to their fleets
    "order_by": "id",  # those that are made while pages are read stand on the last one
    "sort": "asc",
}


def find_members(where: Mapping[str, Any], _: Path) -> Iterator[Member]:
    """Yield them by their paths.

    Raises:
        UsageError: the environment holds no token.
        ScaffoldError: the API cannot be asked, or refuses.
    """
    host = host_of("gitlab", where.get("api", ""), where.get("token_variable", ""))
    path = f"/groups/{quote(where['group'], safe='')}/projects"
    rows, _attempts = attempt(lambda: list(api.pages(host, path, _PARAMETERS)))
    yield from as_members(host, where, [_listed(row, host) for row in rows])


def _listed(row: Mapping[str, Any], host: Host) -> Listed:
    keys = {"archived": "archived", "forks": "forked_from_project"}
    return Listed(
        path=require(row, "path_with_namespace", host),
        https=require(row, "http_url_to_repo", host),
        ssh=require(row, "ssh_url_to_repo", host),
        topics=tuple(row.get("topics") or ()),
        traits=frozenset(trait for trait, key in keys.items() if row.get(key)),
        gone=bool(row.get("marked_for_deletion_on"))
        or row.get("repository_access_level") == "disabled",
    )
