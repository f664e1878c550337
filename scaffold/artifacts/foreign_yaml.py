"""YAML that nobody vouches for: read where it can be, and never at the price of the machine."""

import re
from collections.abc import Iterator

import yaml

from scaffold.artifacts.document import Document, parse_documents
from scaffold.errors import ScaffoldError

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DEEPEST = 60
_MOST_ALIASES = 40
_DIRECTIVE = re.compile(r"^[ \t]*\{\{-?.*?-?\}\}[ \t]*$", re.MULTILINE)
_EXPRESSION = re.compile(r"\{\{[^\n]*?\}\}")


def read_foreign(text: str, path: str) -> list[Document]:
    """Parse every document of a YAML file.

    Raises:
        ScaffoldError: it does not parse, or is built to grow when it is read; names the file.
    """
    try:
        _refuse_growth(text, path)
        return parse_documents(text, path)
    except yaml.YAMLError as error:
        raise ScaffoldError(f"{path}: {getattr(error, 'problem', None) or error}") from None
    except (TypeError, ValueError, RecursionError) as error:  # keys that no mapping takes
        raise ScaffoldError(f"{path}: cannot be read: {error}") from None


def without_helm(text: str) -> str:
    """A template of Helm's as YAML: lines of directives are gone, expressions are one letter."""
    return _EXPRESSION.sub("x", _DIRECTIVE.sub("", text))


def is_helm(text: str) -> bool:
    """Whether Helm has something to fill in."""
    return "{{" in text


def _refuse_growth(text: str, path: str) -> None:
    """Refuse what a few lines make endless: aliases within what is aliased, and deep nesting."""
    aliases = 0
    for event, depth, anchored in _events(text):
        if depth > _DEEPEST:
            raise ScaffoldError(f"{path}: is nested more than {_DEEPEST} deep")
        if isinstance(event, yaml.AliasEvent):
            aliases += 1
            if anchored or aliases > _MOST_ALIASES:
                raise ScaffoldError(f"{path}: its aliases make it grow")


def _events(text: str) -> Iterator[tuple[yaml.Event, int, bool]]:
    """Each event with how deep it stands, and whether within something that has an anchor."""
    within: list[bool] = []
    for event in yaml.parse(text, Loader=_Loader):
        yield event, len(within), any(within)
        if isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
            within.append(event.anchor is not None)
        elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            within.pop()
