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
from scaffold.fleet.discovery import discover, repository, with_host
from scaffold.fleet.members import Fleet, Member, Pin, Requests, Wave
from scaffold.fleet.schema import as_json, problems, repeated_keys
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
    listed = [with_host(each, content) for each in listed]
    _refuse(path, _contradictions(document, content, waves))
    _refuse(path, _shared(document, listed))
    members = [_with_defaults(each, content.get("defaults", {}), waves) for each in listed]
    found = discover(path, content, listed)
    members += [_with_defaults(each, content.get("defaults", {}), waves) for each in found]
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
        if row.get("url", "").startswith(("./", "../", "~")):
            line = document.line("members", number, "url")
            yield line, f"url: {row['url']} is a place on this machine; call it path"
        if "pin" in row and _day(row["pin"]["expires"]) == date.min:
            line = document.line("members", number, "pin", "expires")
            yield line, f"expires: {row['pin']['expires']} is no day"


def _shared(document: Document, listed: list[Member]) -> Iterator[tuple[int, str]]:
    """Members that are one repository: both would be brought to their versions, at once."""
    seen: dict[tuple[str, str], str] = {}
    for number, member in enumerate(listed):
        other = seen.setdefault(repository(member), member.name)
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


def _requests(row: Mapping[str, Any]) -> Requests:
    reviewers = {team: tuple(names) for team, names in row.get("reviewers", {}).items()}
    return Requests(**{**row, "labels": tuple(row.get("labels", ())), "reviewers": reviewers})


def _source(path: Path, source: str) -> str:
    """A template's source; a path is relative to the inventory."""
    if known := packaged(source):
        return known.source
    place = path.parent / source
    return str(place.resolve()) if place.exists() else source
