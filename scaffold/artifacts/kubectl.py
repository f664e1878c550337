"""The kubectl commands that a text holds, and the objects they name."""

import re
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from scaffold.artifacts.kinds import find_kind

_BARE_KIND = {
    "logs": "Pod",
    "exec": "Pod",
    "port-forward": "Pod",
    "debug": "Pod",
    "attach": "Pod",
    "cp": "Pod",
    "cordon": "Node",
    "uncordon": "Node",
    "drain": "Node",
}
"""Verbs whose word without a slash is the name of an object of this kind."""

_SUBCOMMANDS = {"rollout", "set", "top", "auth", "config"}
_ONE_REFERENCE = {"logs", "exec", "port-forward", "debug", "attach"}
_VALUED = {
    *("-n", "--namespace", "-l", "--selector", "-c", "--container", "-o", "--output"),
    *("--context", "--kubeconfig", "--tail", "--since", "--timeout", "--sort-by", "--type"),
    *("--replicas", "--to-revision", "--field-selector", "--for", "--image", "--limit"),
}
_VALUED_BY = {"patch": {"-p"}, "apply": {"-f"}, "create": {"-f"}, "delete": {"-f"}}
_START = re.compile(r"(?<![\w./-])kubectl(?=\s)")
_END = re.compile(r"[|;&)`\n>]|\s#\s")
_PLACEHOLDER = re.compile(r"[<>${}*]|\.\.\.|^[A-Z_]+$")


@dataclass(frozen=True)
class Reference:
    """One object: its kind (as written where it is none we know), and its name or nothing."""

    kind: str
    name: str


@dataclass(frozen=True)
class Command:
    """One kubectl command.

    Attributes:
        text: as written.
        line: where it begins, from 1 within the text it was found in.
        verb: such as ``get``; a plugin's is ``argo rollouts abort``.
        references: the objects that it names; no name for all of a kind or a placeholder.
        namespace: its namespace, or nothing.
        selector: the equalities of its label selector; the value of a placeholder is empty.
        container: the container that it names, or nothing.
    """

    text: str
    line: int
    verb: str
    references: tuple[Reference, ...]
    namespace: str
    selector: Mapping[str, str]
    container: str


def parse_commands(text: str) -> tuple[Command, ...]:
    """Find the kubectl commands in a shell text, those within ``$(...)`` included."""
    return tuple(_commands(text))


def _commands(text: str) -> Iterator[Command]:
    joined = re.sub(r"\\\n", lambda _: "  ", text)  # as long as before: places stay the same
    for start in _START.finditer(joined):
        written = _cut(joined[start.start() :])
        line = text.count("\n", 0, start.start()) + 1
        if parsed := _parse(written, line):
            yield parsed


def _cut(text: str) -> str:
    """The command at the beginning of a text, up to whatever ends it outside of quotes."""
    quote = ""
    for position, letter in enumerate(text):
        if quote:
            quote = "" if letter == quote else quote
        elif letter in "'\"":
            quote = letter
        elif (found := _END.match(text, position)) and not _within_brackets(text, position):
            return text[: found.start()]
    return text


def _words(text: str) -> list[str]:
    try:
        return shlex.split(text)
    except ValueError:  # a quote that does not close
        return text.split()


def _within_brackets(text: str, position: int) -> bool:
    """Whether ``>`` at this place closes a placeholder such as ``<pod>``."""
    opened = text.rfind("<", 0, position)
    return text[position] == ">" and opened >= 0 and " " not in text[opened:position]


def _parse(text: str, line: int) -> Command | None:
    plain, flags = _split_flags(_words(text)[1:])
    if not plain:
        return None
    verb, rest = plain[0], plain[1:]
    if plain[:2] == ["argo", "rollouts"]:
        verb, rest = " ".join(plain[:3]), plain[3:]
        references = _rollouts(rest)
    else:
        if verb in _SUBCOMMANDS and rest:
            verb, rest = f"{verb} {rest[0]}", rest[1:]
            rest = [*plain[1:]] if verb.startswith("top ") else rest
        references = tuple(_references(verb, rest))
    return Command(
        text=" ".join(text.split()),
        line=line,
        verb=verb,
        references=references,
        namespace=flags.get("--namespace", ""),
        selector=_selector(flags.get("--selector", "")),
        container=_name(flags.get("--container", "")),
    )


def _split_flags(words: list[str]) -> tuple[list[str], dict[str, str]]:
    plain: list[str] = []
    flags: dict[str, str] = {}
    long = {"-n": "--namespace", "-l": "--selector", "-c": "--container"}
    queue = iter(words)
    for word in queue:
        if word == "--":
            break
        if not word.startswith("-") or word == "-":
            plain.append(word)
            continue
        name, equals, value = word.partition("=")
        if not equals and name in _VALUED | _VALUED_BY.get(plain[0] if plain else "", set()):
            value = next(queue, "")
        flags[long.get(name, name)] = value
    return plain, flags


def _references(verb: str, words: list[str]) -> Iterator[Reference]:
    first = verb.partition(" ")[0]
    words = [word for word in words if "=" not in word]
    if not words or first in {
        "apply",
        "auth",
        "config",
        "version",
        "cluster-info",
        "api-resources",
    }:
        return
    if first == "events":
        return
    if any("/" in word and not word.startswith("<") for word in words[:1]):
        for word in words[:1] if first in _ONE_REFERENCE else words:
            kind, _, name = word.partition("/")
            yield Reference(find_kind(kind), _name(name))
    elif first in _BARE_KIND:
        yield Reference(_BARE_KIND[first], _name(words[0]))
    else:
        for kind in words[0].split(","):
            for name in words[1:] or [""]:
                yield Reference(find_kind(kind), _name(name))


def _rollouts(words: list[str]) -> tuple[Reference, ...]:
    names = [word for word in words if find_kind(word) != "Rollout" and "=" not in word]
    return tuple(Reference("Rollout", _name(name)) for name in names[:1])


def _selector(text: str) -> dict[str, str]:
    pairs = (part.replace("==", "=").partition("=") for part in text.split(",") if "=" in part)
    return {key.strip(): _name(value.strip()) for key, _, value in pairs if not key.endswith("!")}


def _name(word: str) -> str:
    """The word, or nothing for a placeholder such as ``<pod>`` or ``$POD``."""
    return "" if _PLACEHOLDER.search(word) else word
