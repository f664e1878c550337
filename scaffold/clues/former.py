"""Answers that a repository gave to another template: copier's or cruft's file."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from scaffold.answers import ANSWERS_FILE
from scaffold.artifacts.document import dig
from scaffold.clues.clue import Clue, label
from scaffold.errors import UsageError

CRUFT_FILE = ".cruft.json"

_SYNONYMS: Mapping[str, str] = {  # the best one first
    "name": "service_name service_slug app_name project_slug repo_name name project_name",
    "description": "description service_description project_description short_description "
    "project_short_description summary",
    "organisation": "organisation organization github_organisation github_organization github_org "
    "org org_name github_username github_user",
    "team": "team team_name team_slug owner_team owning_team squad owner",
    "team_contact": "team_contact team_email contact_email contact email author_email",
    "tier": "tier service_tier",
    "language": "language programming_language lang",
    "port": "port service_port http_port app_port container_port server_port",
    "namespace": "namespace kubernetes_namespace k8s_namespace",
    "registry": "registry container_registry docker_registry image_registry",
    "image": "image image_name docker_image",
}
_LABELS = frozenset({"name", "organisation", "team", "namespace"})


@dataclass(frozen=True)
class Former:
    """The answers file of another template.

    Attributes:
        path: where it stands.
        source: the template that it names.
        values: its answers.
        new_path: where it makes room for ours; empty where it is not in the way.
    """

    path: str
    source: str
    values: Mapping[str, Any]
    new_path: str = ""

    def clues(self) -> Iterator[Clue]:
        """What its answers mean to ours, by the names that are common for them."""
        for question, synonyms in _SYNONYMS.items():
            for key in synonyms.split():
                value = self.values.get(key)
                if value not in (None, "") and not isinstance(value, (dict, list)):
                    answer = label(str(value)) if question in _LABELS else value
                    yield Clue(question, answer, f"{self.path}: {key}")

    def unmapped(self, used: frozenset[str]) -> tuple[str, ...]:
        """Its keys that told us nothing; ``used`` are the places of the clues that did."""
        return tuple(key for key in self.values if f"{self.path}: {key}" not in used)


def read_copier(root: Path) -> Former:
    """Read the answers file of another copier template.

    Raises:
        UsageError: there is none, or it is no such file.
    """
    text = _text(root, ANSWERS_FILE, "--from-copier")
    try:
        found = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise UsageError(f"--from-copier: {ANSWERS_FILE} does not parse: {error}") from None
    if not isinstance(found, dict):
        raise UsageError(f"--from-copier: {ANSWERS_FILE} must be a mapping of answers")
    values = {str(key): value for key, value in found.items() if not str(key).startswith("_")}
    source = str(found.get("_src_path") or "")
    return Former(ANSWERS_FILE, source, values, _free_path(root, source))


def read_cruft(root: Path) -> Former:
    """Read what cruft keeps of a cookiecutter template.

    Raises:
        UsageError: there is none, or it is no such file.
    """
    text = _text(root, CRUFT_FILE, "--from-cruft")
    try:
        found = json.loads(text)
    except ValueError as error:
        raise UsageError(f"--from-cruft: {CRUFT_FILE} does not parse: {error}") from None
    context = dig(found, "context", "cookiecutter")
    if not isinstance(context, dict):
        raise UsageError(f"--from-cruft: {CRUFT_FILE} has no context.cookiecutter")
    values = {key: value for key, value in context.items() if not key.startswith("_")}
    return Former(CRUFT_FILE, str(dig(found, "template") or ""), values)


def _free_path(root: Path, source: str) -> str:
    """A name for another template's answers file, by which copier can go on updating it."""
    template = label(re.split(r"[/:]", re.sub(r"(\.git)?/*$", "", source))[-1]) or "former"
    name, number = f".copier-answers.{template}.yml", 2
    while (root / name).exists():
        name, number = f".copier-answers.{template}-{number}.yml", number + 1
    return name


def _text(root: Path, path: str, option: str) -> str:
    try:
        return (root / path).read_text(encoding="utf-8")
    except FileNotFoundError:
        raise UsageError(f"{option}: {root} has no {path}") from None
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{option}: {root / path} cannot be read: {error}") from None
