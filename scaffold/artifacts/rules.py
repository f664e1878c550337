"""Prometheus rule files and the unit tests beside them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scaffold.artifacts.document import Document, Key, dig, read_document
from scaffold.artifacts.promql import is_query, parse_query
from scaffold.artifacts.query import EMPTY, Query

FOLDER = "observability/rules"
TESTS_FOLDER = "observability/tests"


@dataclass(frozen=True)
class Rule:
    """One recording or alerting rule.

    Attributes:
        name: name of the alert or of the recorded series.
        alerts: whether it is an alerting rule.
        group: name of its group.
        expression: its PromQL, as written.
        wait: its ``for``, such as ``2m``; empty where there is none.
        labels: labels that it adds.
        annotations: its annotations.
        document: the file it stands in.
        keys: keys that lead to it there.
    """

    name: str
    alerts: bool
    group: str
    expression: str
    wait: str
    labels: Mapping[str, str]
    annotations: Mapping[str, str]
    document: Document
    keys: tuple[Key, ...]

    @property
    def query(self) -> Query:
        """Its expression, parsed; an empty one where it is no PromQL, which promtool tells."""
        return parse_query(self.expression) if is_query(self.expression) else EMPTY

    def place(self, *keys: Key) -> tuple[str, int]:
        """Path and line of one of its keys, or of its beginning."""
        return self.document.path, self.document.line(*self.keys, *keys)


@dataclass(frozen=True)
class Case:
    """One moment at which a unit test looks at an alert.

    Attributes:
        test: name of the test group.
        alert: name of the alert.
        time: when, such as ``10m``.
        fires: whether the alert is expected to fire then.
        path: the test file.
        line: where the case stands.
    """

    test: str
    alert: str
    time: str
    fires: bool
    path: str
    line: int


@dataclass(frozen=True)
class Sample:
    """One moment at which a unit test looks at an expression."""

    expression: str
    time: str
    path: str
    line: int


def rule_files(files: tuple[str, ...]) -> tuple[str, ...]:
    """The rule files among ``files``."""
    return _yaml_below(files, FOLDER)


def test_files(files: tuple[str, ...]) -> tuple[str, ...]:
    """The files of unit tests among ``files``."""
    return _yaml_below(files, TESTS_FOLDER)


def read_rules(root: Path, files: tuple[str, ...]) -> tuple[Rule, ...]:
    """Read every rule of the rule files among ``files``, in their order.

    Raises:
        ScaffoldError: a file does not parse; names ``path:line``.
    """
    return tuple(rule for path in rule_files(files) for rule in rules_in(read_document(root, path)))


def read_cases(root: Path, files: tuple[str, ...]) -> tuple[Case, ...]:
    """Read the moments at which the unit tests among ``files`` look at an alert.

    Raises:
        ScaffoldError: a file does not parse; names ``path:line``.
    """
    documents = (read_document(root, path) for path in test_files(files))
    return tuple(case for document in documents for case in _cases(document))


def read_samples(document: Document) -> tuple[Sample, ...]:
    """The moments at which a file of unit tests looks at an expression."""
    return tuple(_samples(document))


def recorded_series(
    rules: tuple[Rule, ...], emitted: Mapping[str, frozenset[str]]
) -> dict[str, frozenset[str]]:
    """Names that recording rules add, with the labels that each can have.

    A recorded series has the labels that its expression keeps and those that the rule adds. Rules
    are followed in their order, so that one may build on another.

    Args:
        rules: all rules.
        emitted: the series that the service emits, with their labels.
    """
    known = dict(emitted)
    for rule in rules:
        if not rule.alerts:
            labels = kept_labels(rule.query, known) | set(rule.labels)
            known[rule.name] = known.get(rule.name, frozenset()) | labels
    return {name: labels for name, labels in known.items() if name not in emitted}


def kept_labels(query: Query, known: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """Labels that the result of an expression can have."""
    kept = set(query.made)
    for selector in query.selectors:
        if not selector.aggregated:
            kept |= known.get(selector.metric, frozenset())
    for grouping in query.groupings:
        if grouping.outermost and grouping.keyword == "by":
            kept |= set(grouping.labels)
        elif grouping.outermost and grouping.keyword == "without":
            kept |= kept_labels(grouping.within, known) - set(grouping.labels)
        elif grouping.outermost and grouping.keyword == "group":
            kept |= set(grouping.labels)
    return frozenset(kept)


def _yaml_below(files: tuple[str, ...], folder: str) -> tuple[str, ...]:
    return tuple(
        path for path in files if path.startswith(f"{folder}/") and path.endswith((".yaml", ".yml"))
    )


def rules_in(document: Document, *above: Key) -> Iterator[Rule]:
    """The rules of a document whose ``groups`` stand under these keys, if any do."""
    for group_index, group in _items(dig(document.data, *above), "groups"):
        for index, data in _items(group, "rules"):
            yield Rule(
                name=str(data.get("alert") or data.get("record") or ""),
                alerts="alert" in data,
                group=str(group.get("name", "")),
                expression=str(data.get("expr", "")).strip(),
                wait=str(data.get("for", "")),
                labels=_texts(data.get("labels")),
                annotations=_texts(data.get("annotations")),
                document=document,
                keys=(*above, "groups", group_index, "rules", index),
            )


def _cases(document: Document) -> Iterator[Case]:
    for group_index, group in _items(document.data, "tests"):
        for index, data in _items(group, "alert_rule_test"):
            yield Case(
                test=str(group.get("name", "")),
                alert=str(data.get("alertname", "")),
                time=str(data.get("eval_time", "")),
                fires=bool(data.get("exp_alerts")),
                path=document.path,
                line=document.line("tests", group_index, "alert_rule_test", index),
            )


def _samples(document: Document) -> Iterator[Sample]:
    for group_index, group in _items(document.data, "tests"):
        for index, data in _items(group, "promql_expr_test"):
            line = document.line("tests", group_index, "promql_expr_test", index)
            yield Sample(
                str(data.get("expr", "")), str(data.get("eval_time", "")), document.path, line
            )


def _items(data: Any, key: str) -> Iterator[tuple[int, dict[str, Any]]]:
    items = data.get(key) if isinstance(data, dict) else None
    for index, item in enumerate(items if isinstance(items, list) else []):
        if isinstance(item, dict):
            yield index, item


def _texts(data: Any) -> dict[str, str]:
    items = data.items() if isinstance(data, dict) else ()
    return {str(key): "" if value is None else str(value) for key, value in items}
