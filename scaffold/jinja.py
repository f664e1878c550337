"""Jinja as copier sets it up for a template; each text is compiled once on a machine.

Compiling is what takes most of the time of a render. What was compiled is kept in the user's cache
under the digest of its source, so that an edited template, or another version of it, compiles
only what differs.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
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
_UNDEFINED = {
    "jinja2.Undefined": jinja2.Undefined,
    "jinja2.StrictUndefined": jinja2.StrictUndefined,
}


def environment(settings: Mapping[str, Any], root: Path | None = None) -> jinja2.Environment:
    """Set up Jinja with a template's ``_envops``.

    Args:
        settings: of the template.
        root: its folder, from which its files may import each other; None for texts alone.
    """
    options = {"keep_trailing_newline": True, **(settings.get("_envops") or {})}
    digest = hashlib.sha256(json.dumps([jinja2.__version__, options], default=str).encode())
    undefined = _UNDEFINED.get(options.pop("undefined", ""), jinja2.Undefined)
    return jinja2.sandbox.SandboxedEnvironment(
        autoescape=False,
        extensions=[AnsibleCoreFiltersExtension],
        undefined=undefined,
        loader=_Sources(root),
        bytecode_cache=_Compiled(cache.folder("compiled") / digest.hexdigest()[:16]),
        cache_size=-1,  # a template's files are few
        auto_reload=False,
        **options,
    )


def text(environment: jinja2.Environment, source: str) -> jinja2.Template:
    """The template whose source this is."""
    return environment.get_template(_TEXT + source)


class _Sources(jinja2.BaseLoader):
    """Finds files below a template's folder by their path, and texts by themselves."""

    def __init__(self, root: Path | None) -> None:
        self._root = root.resolve() if root else None

    def get_source(
        self, _environment: jinja2.Environment, template: str
    ) -> tuple[str, str | None, Callable[[], bool] | None]:
        if template.startswith(_TEXT):
            return template.removeprefix(_TEXT), None, None
        if self._root is None:
            raise jinja2.TemplateNotFound(template)
        path = (self._root / template).resolve()
        if not path.is_relative_to(self._root) or not path.is_file():
            raise jinja2.TemplateNotFound(template)
        return path.read_text(encoding="utf-8"), template, None


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
