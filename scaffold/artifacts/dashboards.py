"""Grafana dashboards: their variables, panels and queries."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Any

from scaffold.artifacts.document import Document, Key, read_document
from scaffold.artifacts.promql import is_query, parse_query
from scaffold.artifacts.query import Query
from scaffold.artifacts.variables import expand_variables

FOLDER = "observability/dashboards"

_FUNCTION = re.compile(r"(?P<name>[a-z_]+)\((?P<argument>.+)\)", re.DOTALL)


@dataclass(frozen=True)
class Target:
    """One query of a panel.

    Attributes:
        expression: as written.
        source: type of its data source: ``prometheus``, ``loki`` ...
        keys: keys that lead to it.
        data: the rest of it.
        variables: a sample value of each variable of the dashboard.
    """

    expression: str
    source: str
    keys: tuple[Key, ...]
    data: Mapping[str, Any]
    variables: Mapping[str, str]

    @property
    def expanded(self) -> str:
        """Its expression with the variables replaced."""
        return expand_variables(self.expression, self.variables)

    @property
    def query(self) -> Query:
        """Its expression, parsed with the variables replaced.

        Raises:
            ScaffoldError: it is no PromQL.
        """
        return parse_query(self.expanded)

    @property
    def parses(self) -> bool:
        """Whether its expression is PromQL."""
        return is_query(self.expanded)


@dataclass(frozen=True)
class Panel:
    """One panel.

    Attributes:
        title: what stands above it.
        type: such as ``timeseries``.
        data: the whole panel.
        targets: its queries.
        keys: keys that lead to it.
    """

    title: str
    type: str
    data: Mapping[str, Any]
    targets: tuple[Target, ...]
    keys: tuple[Key, ...]

    @property
    def source(self) -> Mapping[str, Any]:
        """Its data source."""
        return source_of(self.data)


@dataclass(frozen=True)
class Variable:
    """One variable of a dashboard.

    Attributes:
        name: as in ``$name``.
        label: what the user reads.
        type: ``query``, ``datasource``, ``custom`` ...
        query: what it asks; for a data source its type.
        data: the whole variable.
        keys: keys that lead to it.
    """

    name: str
    label: str
    type: str
    query: str
    data: Mapping[str, Any]
    keys: tuple[Key, ...]

    @property
    def function(self) -> str:
        """The function by which it asks Prometheus, such as ``label_values``; empty if by none."""
        found = _FUNCTION.search(self.query)
        return found["name"] if found else ""

    @property
    def selector(self) -> str:
        """The series that this function reads, its variables replaced."""
        found = _FUNCTION.search(self.query)
        text = found["argument"] if found else ""
        if self.function == "label_values":
            text = text.rpartition(",")[0]
        return expand_variables(text)


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

    @property
    def expressions(self) -> Iterator[tuple[str, tuple[Key, ...]]]:
        """Every text of PromQL in panels, variables and annotations, and the keys that lead there.

        Variables are replaced.
        """
        for variable in self.variables:
            if variable.type == "query" and variable.selector:
                yield variable.selector, (*variable.keys, "query")
        notes = (self.data.get("annotations") or {}).get("list") or ()
        for index, note in enumerate(notes):
            if note.get("expr") and source_of(note).get("type") == "prometheus":
                yield expand_variables(note["expr"]), ("annotations", "list", index, "expr")
        for panel in self.panels:
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
                targets=tuple(self._targets(one, here)),
                keys=here,
            )
            yield from self._panels(one, here)

    def _targets(self, panel: Mapping[str, Any], keys: tuple[Key, ...]) -> Iterator[Target]:
        sources = {one.name: one.query for one in self.variables if one.type == "datasource"}
        samples = {one.name: _sample(one) for one in self.variables}
        for index, one in enumerate(panel.get("targets") or ()):
            source = source_of(one) or source_of(panel)
            named = sources.get(str(source.get("uid", "")).strip("${}"), "")
            yield Target(
                expression=str(one.get("expr") or ""),
                source=str(source.get("type") or named),
                keys=(*keys, "targets", index),
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


def source_of(data: Mapping[str, Any]) -> Mapping[str, Any]:
    """Data source of a panel, a query or a variable; a bare name is its ``uid``."""
    source = data.get("datasource")
    return source if isinstance(source, dict) else {"uid": source} if source else {}


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
