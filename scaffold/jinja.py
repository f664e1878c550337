"""Jinja as copier sets it up for a template; each text is compiled once on a machine.

Compiling is what takes most of the time of a render. What was compiled is kept in the user's cache
under the digest of its source, so that an edited template, or another version of it, compiles
only what differs.
"""

import hashlib
import json
from collections.abc import Callable, Mapping, MutableMapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import jinja2
import jinja2.sandbox
from jinja2.bccache import Bucket
from jinja2_ansible_filters import AnsibleCoreFiltersExtension

from scaffold import cache

_TEXT = "\0"  # which the name of no file holds
_KEPT = 5_000
_ENVIRONMENTS = 16
_for_texts: dict[str, jinja2.Environment] = {}
_UNDEFINED = {
    "jinja2.Undefined": jinja2.Undefined,
    "jinja2.StrictUndefined": jinja2.StrictUndefined,
}


def text_environment(settings: Mapping[str, Any]) -> jinja2.Environment:
    """Jinja for texts alone; those of a template compile each of them once."""
    words = json.dumps([str(cache.folder("compiled")), settings.get("_envops")], default=str)
    found = _for_texts.pop(words, None) or environment(settings)
    _for_texts[words] = found  # the one that was used last at the end
    for each in list(_for_texts)[:-_ENVIRONMENTS]:
        del _for_texts[each]
    return found


def environment(
    settings: Mapping[str, Any], root: Path | None = None, loader: "Sources | None" = None
) -> jinja2.Environment:
    """Set up Jinja with a template's ``_envops``.

    Args:
        settings: of the template.
        root: its folder, from which its files may import each other; None for texts alone.
        loader: finds the files; None is one for this environment.
    """
    options = {"keep_trailing_newline": True, **(settings.get("_envops") or {})}
    digest = hashlib.sha256(json.dumps([jinja2.__version__, options], default=str).encode())
    undefined = _UNDEFINED.get(options.pop("undefined", ""), jinja2.Undefined)
    return jinja2.sandbox.SandboxedEnvironment(
        autoescape=False,
        extensions=[AnsibleCoreFiltersExtension],
        undefined=undefined,
        loader=loader or Sources(root),
        bytecode_cache=_Compiled(cache.folder("compiled") / digest.hexdigest()[:16]),
        cache_size=0 if loader else -1,  # a template's files and texts are few
        auto_reload=False,
        **options,
    )


def text(environment: jinja2.Environment, source: str) -> jinja2.Template:
    """The template whose source this is."""
    return environment.get_template(_TEXT + source)


class Sources(jinja2.BaseLoader):
    """Finds files below a template's folder by their path, and texts by themselves."""

    def __init__(self, root: Path | None) -> None:
        """Take the folder; None has texts alone."""
        self._root = root.resolve() if root else None

    def get_source(
        self, _environment: jinja2.Environment, template: str
    ) -> tuple[str, str | None, Callable[[], bool] | None]:
        """Find a template for Jinja."""
        if template.startswith(_TEXT):
            return template.removeprefix(_TEXT), None, None
        source = self.source(template)
        if source is None:
            raise jinja2.TemplateNotFound(template)
        return source, template, None

    def source(self, name: str) -> str | None:
        """A file's text; None where there is no such file."""
        if self._root is None:
            return None
        path = (self._root / name).resolve()
        if not path.is_relative_to(self._root) or not path.is_file():
            return None
        return path.read_text(encoding="utf-8")


class Kept(Sources):
    """The same for a folder that never changes: everything is read and compiled once.

    Attributes:
        loaded: what was asked for, since somebody last cleared it.
    """

    def __init__(self, root: Path) -> None:
        """Take the folder."""
        super().__init__(root)
        self.loaded: set[str] = set()
        self._sources: dict[str, str] = {}
        self._templates: dict[str, jinja2.Template] = {}

    def source(self, name: str) -> str | None:
        """A file's text; None where there is no such file, or where its name climbs."""
        if ".." in name.split("/"):
            return None
        if name not in self._sources:
            source = super().source(name)
            if source is None:  # the name may be an answer, of which there are ever more
                return None
            self._sources[name] = source
        return self._sources[name]

    def load(
        self,
        environment: jinja2.Environment,
        name: str,
        globals: MutableMapping[str, Any] | None = None,  # noqa: A002 - Jinja's own name
    ) -> jinja2.Template:
        """Find a template, compiled."""
        self.loaded.add(name)
        if name not in self._templates:
            self._templates[name] = super().load(environment, name, globals)
        return self._templates[name]


class _Compiled(jinja2.BytecodeCache):
    """Keeps compiled templates in a folder, each under its name and the digest of its source."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._pruned = False

    def load_bytecode(self, bucket: Bucket) -> None:
        with suppress(OSError), self._place(bucket).open("rb") as file:
            bucket.load_bytecode(file)

    def dump_bytecode(self, bucket: Bucket) -> None:
        if not self._pruned:
            cache.prune(self._folder, _KEPT)
            self._pruned = True
        cache.put(self._place(bucket), bucket.bytecode_to_string())

    def _place(self, bucket: Bucket) -> Path:
        return self._folder / f"{bucket.key}-{bucket.checksum}"
