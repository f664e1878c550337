"""The Helm chart of a service, and what Helm makes of it with each values file."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from scaffold import tool
from scaffold.artifacts.document import Document, dig, parse_documents, read_document
from scaffold.artifacts.kubernetes import Object, Workload, find_workloads
from scaffold.errors import ScaffoldError
from scaffold.program import Result

FOLDER = "deploy/chart"

_SOURCE = re.compile(r"^# Source: [^/\s]+/(\S+)$", re.MULTILINE)
_INCLUDE = re.compile(r'(?:include|template) "([^"]+)"')


@dataclass(frozen=True)
class Render:
    """What Helm made of the chart with one values file.

    Attributes:
        values_file: relative to the repository.
        objects: what it made, in Helm's order; nothing where it failed.
        error: what Helm said where it failed.
    """

    values_file: str
    objects: tuple[Object, ...]
    error: str = ""

    def of_kind(self, *kinds: str) -> list[Object]:
        """Objects of these kinds."""
        return [one for one in self.objects if one.kind in kinds]

    @property
    def is_refused_by_schema(self) -> bool:
        """Whether the values, not a template, are what Helm refuses."""
        return "values don't meet the specifications of the schema" in self.error

    @property
    def workloads(self) -> list[Workload]:
        """Everything that runs pods."""
        return list(find_workloads(self.objects))


@dataclass(frozen=True)
class Chart:
    """A chart in a repository.

    Attributes:
        root: the repository.
        release: name it is released under.
        namespace: namespace it is released into.
    """

    root: Path
    release: str
    namespace: str

    @cached_property
    def values_files(self) -> tuple[str, ...]:
        """The values files it must render with: all of ``ci/``, else the defaults."""
        found = sorted((self.root / FOLDER / "ci").glob("*.yaml"))
        return tuple(f"{FOLDER}/ci/{file.name}" for file in found) or (f"{FOLDER}/values.yaml",)

    @cached_property
    def values(self) -> Document:
        """The default values."""
        return read_document(self.root, f"{FOLDER}/values.yaml")

    @cached_property
    def renders(self) -> tuple[Render, ...]:
        """One render for each values file, failed ones included."""
        return tuple(self._try(values_file) for values_file in self.values_files)

    @property
    def good_renders(self) -> tuple[Render, ...]:
        """The renders that Helm did not refuse."""
        return tuple(render for render in self.renders if not render.error)

    @property
    def refuses_its_defaults(self) -> bool:
        """Whether the schema refuses every render: the default values are at fault."""
        return all(render.is_refused_by_schema for render in self.renders)

    def render(self, values_file: str) -> tuple[Object, ...]:
        """Objects that Helm makes with one of ``values_files``.

        Raises:
            ScaffoldError: Helm refuses; quotes it.
        """
        render = next(one for one in self.renders if one.values_file == values_file)
        if render.error:
            raise ScaffoldError(f"{values_file}: {render.error}")
        return render.objects

    def template(self, *words: str, stdin: str | None = None) -> Result:
        """Run ``helm template`` on the chart with more words, such as ``--values FILE``."""
        release = (self.release, FOLDER, "--namespace", self.namespace)
        return tool.run("helm", "template", *release, *words, cwd=self.root, stdin=stdin)

    def _try(self, values_file: str) -> Render:
        done = self.template("--values", values_file)
        if done.code:
            return Render(values_file, (), done.stderr[done.stderr.find("Error:") :].strip())
        return Render(values_file, tuple(self._objects(done.stdout)))

    def _objects(self, text: str) -> Iterator[Object]:
        for part in re.split(r"^---\s*$", text, flags=re.MULTILINE):
            source = _SOURCE.search(part)
            if source is None:
                continue
            path = f"{FOLDER}/{source[1]}"
            for document in parse_documents(part, path):
                if isinstance(document.data, dict):
                    yield self._object(document.data, path)

    @cached_property
    def _templates(self) -> Mapping[str, str]:
        folder = self.root / FOLDER / "templates"
        files = [file for file in sorted(folder.rglob("*")) if file.suffix in (".yaml", ".tpl")]
        return {
            file.relative_to(self.root).as_posix(): file.read_text(encoding="utf-8")
            for file in files
        }

    def _object(self, data: Mapping[str, Any], path: str) -> Object:
        return Object(
            kind=str(data.get("kind", "")),
            name=str(dig(data, "metadata", "name")),
            namespace=str(dig(data, "metadata", "namespace") or self.namespace),
            data=data,
            source=path,
            templates=_with_included(path, self._templates),
        )


def _with_included(path: str, templates: Mapping[str, str]) -> dict[str, str]:
    """A template and, after it, every file whose named templates it includes, directly or not."""
    found = {path: templates.get(path, "")}
    todo = [path]
    while todo:
        for name in _INCLUDE.findall(found[todo.pop()]):
            for other, text in templates.items():
                if other not in found and re.search(rf'define "{re.escape(name)}"', text):
                    found[other] = text
                    todo.append(other)
    return found
