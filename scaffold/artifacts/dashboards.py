"""Grafana dashboards: their variables, panels and queries, each with its place."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Any

from scaffold.artifacts.document import Document, Key, read_document
from scaffold.artifacts.panels import ANNOTATION, Panel, Target, Variable, source_of

FOLDER = "observability/dashboards"


@dataclass(frozen=True)
class Dashboard:
    """One dashboard file."""

    document: Document

    @property
    def path(self) -> str:
        """Where it stands."""
        return self.document.path

    @property
    def stem(self) -> str:
        """Name of the file without its ending."""
        return PurePosixPath(self.path).stem

    @property
    def data(self) -> Mapping[str, Any]:
        """The whole dashboard."""
        return self.document.data if isinstance(self.document.data, dict) else {}

    @property
    def uid(self) -> str:
        """Identifier by which links name it."""
        return str(self.data.get("uid") or "")

    @cached_property
    def variables(self) -> tuple[Variable, ...]:
        """Its variables, in order."""
        items = (self.data.get("templating") or {}).get("list") or ()
        return tuple(
            _variable(one, ("templating", "list", index)) for index, one in enumerate(items)
        )

    @cached_property
    def panels(self) -> tuple[Panel, ...]:
        """Every panel, those within rows included; the rows themselves too."""
        return tuple(self._panels(self.data, ()))

    @cached_property
    def annotations(self) -> tuple[Panel, ...]:
        """What marks moments in every panel, each as a panel of its own."""
        found = self._queries(self.data.get("annotations"), "list", {}, ("annotations",))
        return tuple(
            Panel(str(one.data.get("name") or ""), ANNOTATION, one.data, (one,), one.keys)
            for one in found
        )

    @property
    def expressions(self) -> Iterator[tuple[str, tuple[Key, ...]]]:
        """Every text of PromQL in panels, variables and annotations, and the keys that lead there.

        Variables are replaced.
        """
        for variable in self.variables:
            if variable.type == "query" and variable.selector:
                yield variable.selector, (*variable.keys, "query")
        for panel in (*self.annotations, *self.panels):
            for target in panel.targets:
                if target.source == "prometheus":
                    yield target.expanded, (*target.keys, "expr")

    def place(self, *keys: Key) -> tuple[str, int]:
        """Path and line of the value under these keys."""
        return self.path, self.document.line(*keys)

    def _panels(self, data: Mapping[str, Any], keys: tuple[Key, ...]) -> Iterator[Panel]:
        for index, one in enumerate(data.get("panels") or ()):
            here = (*keys, "panels", index)
            yield Panel(
                title=str(one.get("title") or ""),
                type=str(one.get("type") or ""),
                data=one,
                targets=tuple(self._queries(one, "targets", source_of(one), here)),
                keys=here,
            )
            yield from self._panels(one, here)

    def _queries(
        self, data: Any, key: str, source: Mapping[str, Any], keys: tuple[Key, ...]
    ) -> Iterator[Target]:
        """The queries that stand in a list; ``source`` is that of those without one."""
        types = {one.name: one.query for one in self.variables if one.type == "datasource"}
        samples = {one.name: _sample(one) for one in self.variables}
        for index, one in enumerate((data or {}).get(key) or ()):
            own = source_of(one) or source
            named = types.get(str(own.get("uid", "")).strip("${}"), "")
            yield Target(
                expression=str(one.get("expr") or ""),
                source=str(own.get("type") or named),
                keys=(*keys, key, index),
                data=one,
                variables=samples,
            )


def read_dashboards(root: Path, files: tuple[str, ...]) -> tuple[Dashboard, ...]:
    """Read the dashboards among ``files``.

    Raises:
        ScaffoldError: one does not parse; names ``path:line``.
    """
    return tuple(
        Dashboard(read_document(root, path))
        for path in files
        if path.startswith(f"{FOLDER}/") and path.endswith(".json")
    )


def _variable(data: Mapping[str, Any], keys: tuple[Key, ...]) -> Variable:
    query = data.get("query")
    return Variable(
        name=str(data.get("name") or ""),
        label=str(data.get("label") or ""),
        type=str(data.get("type") or ""),
        query=str((query.get("query") if isinstance(query, dict) else query) or ""),
        data=data,
        keys=keys,
    )


def _sample(variable: Variable) -> str:
    value = (variable.data.get("current") or {}).get("value")
    first = value[0] if isinstance(value, list) and value else value
    return str(first) if first and not str(first).startswith("$") else variable.name
