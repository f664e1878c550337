"""``fleet.yaml`` read strictly: what is wrong in it is named by its line, all of it at once."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from packaging.specifiers import InvalidSpecifier, SpecifierSet

from scaffold.artifacts.document import Document, read_document
from scaffold.errors import ScaffoldError, UsageError
from scaffold.fleet.hosts.host import KINDS, Host, host_of
from scaffold.fleet.members import Fleet, Member, Pin, Requests, Wave
from scaffold.fleet.schema import as_json, is_name, problems, read_schema, repeated_keys
from scaffold.fleet.sources import SOURCES
from scaffold.releases import packaged

_ONLY_WAVE = Wave("everyone")
_PACKAGED = "scaffold:service"
_SECRET = re.compile(r"https?://[^/]*@")


def read_fleet(path: Path) -> Fleet:
    """Read an inventory and find the members that its sources know.

    Raises:
        UsageError: there is no such file, or it cannot be used; names ``path:line`` of each fault.
        ScaffoldError: a source cannot be read.
    """
    if not path.is_file():
        raise UsageError(f"{path}: no such inventory")
    try:
        document = read_document(path.parent, path.name)
    except ScaffoldError as error:
        raise UsageError(f"{path.parent / str(error)}") from None
    _refuse(path, repeated_keys(path.read_text(encoding="utf-8")))
    _refuse(path, problems(document))
    content = as_json(document.data)
    waves = tuple(Wave(**each) for each in content.get("waves", ())) or (_ONLY_WAVE,)
    rows = enumerate(content.get("members", ()))
    listed = [_member(path, row, document.line("members", number)) for number, row in rows]
    _refuse(path, _contradictions(document, content, waves))
    _refuse(path, _shared(document, listed))
    members = [_with_defaults(each, content.get("defaults", {}), waves) for each in listed]
    found = _found(path, content, listed)
    members += [_with_defaults(each, content.get("defaults", {}), waves) for each in found]
    members = [_with_host(each, _hosts(content)) for each in members]
    order = [wave.name for wave in waves]
    template = content.get("template", {})
    return Fleet(
        path=path,
        source=_source(path, template.get("source", _PACKAGED)),
        version=template.get("version", ""),
        waves=waves,
        members=tuple(sorted(members, key=lambda member: order.index(member.wave))),
        requests=_requests(content.get("requests", {})),
    )


def _refuse(path: Path, faults: Iterator[tuple[int, str]]) -> None:
    rows = sorted(set(faults))
    if rows:
        raise UsageError("\n".join(f"{path}:{line}: {said}" for line, said in rows))


def _member(path: Path, row: Mapping[str, Any], line: int) -> Member:
    pin = row.get("pin")
    where = row.get("path")
    return Member(
        **{key: value for key, value in row.items() if key not in {"path", "pin", "tier"}},
        tier=str(row.get("tier", "")),
        place=f"{path}:{line}",
        path=(path.parent / where).absolute() if where else None,
        pin=Pin(pin["version"], pin["reason"], _day(pin["expires"])) if pin else None,
    )


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return date.min  # told as a contradiction, with its line


def _contradictions(
    document: Document, content: Mapping[str, Any], waves: tuple[Wave, ...]
) -> Iterator[tuple[int, str]]:
    """What no schema can say."""
    template = content.get("template", {})
    try:
        SpecifierSet(template.get("version", ""))
    except InvalidSpecifier:
        said = f"version: {template['version']!r} is no range of versions, such as '~=1.3'"
        yield document.line("template", "version"), said
    names = [wave.name for wave in waves]
    for name in {name for name in names if names.count(name) > 1}:
        yield document.line("waves"), f"wave {name}: named twice"
    yield from _unknown_waves(document, content, names)
    seen: dict[str, int] = {}
    for number, row in enumerate(content.get("members", ())):
        line = document.line("members", number)
        if row["name"] in seen:
            yield line, f"member {row['name']}: named on line {seen[row['name']]} already"
        seen.setdefault(row["name"], line)
        if ("path" in row) == ("url" in row):
            yield line, f"member {row['name']}: must have either a path or a url"
        if _SECRET.match(row.get("url", "")):
            line = document.line("members", number, "url")
            yield line, "url: names a user, who may be a token; an environment variable holds it"
        if "pin" in row and _day(row["pin"]["expires"]) == date.min:
            line = document.line("members", number, "pin", "expires")
            yield line, f"expires: {row['pin']['expires']} is no day"


def _shared(document: Document, listed: list[Member]) -> Iterator[tuple[int, str]]:
    """Members that are one repository: both would be brought to their versions, at once."""
    seen: dict[tuple[str, str], str] = {}
    for number, member in enumerate(listed):
        other = seen.setdefault(_repository(member), member.name)
        if other != member.name:
            line = document.line("members", number)
            yield line, f"member {member.name}: is the repository of {other}; give it a folder"


def _unknown_waves(
    document: Document, content: Mapping[str, Any], names: list[str]
) -> Iterator[tuple[int, str]]:
    defaults = content.get("defaults", {})
    places: list[tuple[tuple[str | int, ...], Any]] = [
        (("defaults", "everyone"), defaults.get("everyone", {})),
        *((("defaults", "teams", key), row) for key, row in defaults.get("teams", {}).items()),
        *((("defaults", "tiers", key), row) for key, row in defaults.get("tiers", {}).items()),
        *((("members", number), row) for number, row in enumerate(content.get("members", ()))),
    ]
    for keys, row in places:
        if row.get("wave", names[0]) not in names:
            line = document.line(*keys, "wave")
            yield line, f"wave: there is no {row['wave']}; there are {', '.join(names)}"


def _found(path: Path, content: Mapping[str, Any], listed: list[Member]) -> list[Member]:
    """Members that only the sources know; by another name, one that is listed is no other."""
    names = {member.name for member in listed}
    places = {_repository(member) for member in listed}
    found: dict[str, Member] = {}
    for row in content.get("sources", ()):
        ((kind, where),) = row.items()
        for member in SOURCES[kind].find_members(where, path.parent):
            if member.name in names or _repository(member) in places:
                continue
            _require_plain(member)
            other = found.setdefault(member.name, member)
            if _repository(other) != _repository(member):
                raise UsageError(
                    f"{path}: {other.place} and {member.place} are both named {member.name}; "
                    "list it under members to say which is meant"
                )
    return list(found.values())


def _repository(member: Member) -> tuple[str, str]:
    """What two members must not share."""
    return str(member.path.resolve()) if member.path else member.url, member.folder


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


def _with_defaults(member: Member, defaults: Mapping[str, Any], waves: tuple[Wave, ...]) -> Member:
    """What a member says comes first, then its tier's defaults, its team's, everyone's."""
    rows = (
        defaults.get("everyone", {}),
        defaults.get("teams", {}).get(member.team, {}),
        defaults.get("tiers", {}).get(member.tier, {}),
    )
    answers: dict[str, Any] = {}
    merged: dict[str, Any] = {"wave": waves[-1].name, "language": ""}
    for row in rows:
        answers |= row.get("answers", {})
        merged |= {key: value for key, value in row.items() if key != "answers"}
    return replace(
        member,
        wave=member.wave or merged["wave"],
        language=member.language or merged["language"],
        answers=answers | dict(member.answers),
    )


def _hosts(content: Mapping[str, Any]) -> list[Host]:
    """Servers that members may be on: those that the inventory names come first."""
    named = [(row["kind"], row) for row in content.get("hosts", ())]
    sources = [next(iter(row.items())) for row in content.get("sources", ())]
    named += [(kind, row) for kind, row in sources if kind in KINDS]
    named += [(kind, {}) for kind in KINDS]
    return [host_of(kind, row.get("api", ""), row.get("token_variable", "")) for kind, row in named]


def _with_host(member: Member, hosts: list[Host]) -> Member:
    found = (host for host in hosts if host.has(member.url))
    return replace(member, host=member.host or next(found, None))


def _requests(row: Mapping[str, Any]) -> Requests:
    reviewers = {team: tuple(names) for team, names in row.get("reviewers", {}).items()}
    return Requests(**{**row, "labels": tuple(row.get("labels", ())), "reviewers": reviewers})


def _source(path: Path, source: str) -> str:
    """A template's source; a path is relative to the inventory."""
    if known := packaged(source):
        return known.source
    place = path.parent / source
    return str(place.resolve()) if place.exists() else source
