"""What stands in a Grafana dashboard: panels, their queries, variables."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from scaffold.artifacts.document import Key, dig
from scaffold.artifacts.promql import is_query, parse_query
from scaffold.artifacts.query import Query
from scaffold.artifacts.variables import expand_variables

ANNOTATION = "annotation"
"""Type of what is no panel, but marks moments in all of them."""

_LABEL = re.compile(r"\{\{\s*(\w+)\s*\}\}")
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

    @property
    def is_instant(self) -> bool:
        """Whether it asks for one moment, and not for a time."""
        return bool(self.data.get("instant"))

    def legend(self, labels: Mapping[str, str]) -> str:
        """What a series with these labels is called."""
        written = str(self.data.get("legendFormat") or "__auto")
        if written == "__auto":
            return " ".join(value for name, value in labels.items() if name != "__name__")
        return _LABEL.sub(lambda found: labels.get(found[1], ""), written).strip()


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

    @property
    def noun(self) -> str:
        """What it is called in a sentence."""
        return ANNOTATION if self.type == ANNOTATION else "panel"

    def unit_of(self, target: Target) -> str:
        """Unit of a query's values: the panel's, or that of the table's column of that name."""
        if target.data.get("useValueForTime") == "on":
            return "dateTimeAsIso"
        column = f"Value #{target.data.get('refId')}"
        for one in self.data.get("transformations") or ():
            column = (dig(one, "options", "renameByName") or {}).get(column, column)
        unit = dig(self.data, "fieldConfig", "defaults", "unit")
        for override in dig(self.data, "fieldConfig", "overrides") or ():
            if override.get("matcher") == {"id": "byName", "options": column}:
                units = [one["value"] for one in override["properties"] if one["id"] == "unit"]
                unit = "".join(units[:1]) or unit
        return str(unit or "")

    @property
    def words(self) -> Mapping[str, str]:
        """Words that it shows in place of numbers."""
        return {
            number: str(shown.get("text"))
            for one in dig(self.data, "fieldConfig", "defaults", "mappings") or ()
            if one.get("type") == "value"
            for number, shown in one["options"].items()
        }


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
    def chosen(self) -> tuple[str, ...]:
        """What was chosen when the dashboard was saved."""
        value = (self.data.get("current") or {}).get("value")
        values = value if isinstance(value, list) else [value] if value else []
        return tuple(map(str, values))

    @property
    def function(self) -> str:
        """The function by which it asks Prometheus, such as ``label_values``; empty if by none."""
        found = _FUNCTION.search(self.query)
        return found["name"] if found else ""

    @property
    def selector(self) -> str:
        """The series that this function reads, its variables replaced."""
        return expand_variables(self.argument)

    @property
    def argument(self) -> str:
        """The series that this function reads, as written."""
        found = _FUNCTION.search(self.query)
        text = found["argument"] if found else ""
        return text.rpartition(",")[0] if self.function == "label_values" else text

    @property
    def asked_label(self) -> str:
        """The label whose values ``label_values`` asks for; empty for another function."""
        found = _FUNCTION.search(self.query)
        if not found or self.function != "label_values":
            return ""
        return found["argument"].rpartition(",")[2].strip()


def source_of(data: Mapping[str, Any]) -> Mapping[str, Any]:
    """Data source of a panel, a query or a variable; a bare name is its ``uid``."""
    source = data.get("datasource")
    return source if isinstance(source, dict) else {"uid": source} if source else {}
