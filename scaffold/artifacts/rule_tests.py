"""Unit tests of rules one by one, each with what it sees.

``rules.py`` reads what they expect; here they are taken apart to be run alone.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatch
from functools import cache, cached_property
from pathlib import Path
from posixpath import dirname, join, normpath

import yaml

from scaffold.artifacts.nodes import compose, items, scalar, value, with_lists, write
from scaffold.artifacts.promql import is_query, parse_query
from scaffold.artifacts.rules import Rule, rule_files, test_files

_LOOKS = {"alert_rule_test": "alertname", "promql_expr_test": "expr"}
_EVERYTHING = ""
_ALERT_SERIES = ("ALERTS", "ALERTS_FOR_STATE")


@dataclass(frozen=True)
class Look:
    """One moment at which a test looks at something.

    Attributes:
        key: the list it stands in, ``alert_rule_test`` or ``promql_expr_test``.
        node: what stands there.
        names: the alert, or the series, that it looks at; an empty name means every series.
    """

    key: str
    node: yaml.Node
    names: frozenset[str]


@dataclass(frozen=True)
class RuleTest:
    """One group of a test file.

    Attributes:
        path: the test file.
        file: its content.
        group: the group in it.
        looks: the moments of the group.
        rule_files: paths of the rule files it reads, in its order.
    """

    path: str
    file: yaml.MappingNode
    group: yaml.MappingNode
    looks: tuple[Look, ...]
    rule_files: tuple[str, ...]

    @property
    def names(self) -> frozenset[str]:
        """All that its moments look at."""
        return frozenset(name for look in self.looks for name in look.names)

    def sees(self, rules: Sequence[Rule]) -> tuple[Rule, ...]:
        """Those of the rules that can change what it looks at, in their order."""
        known = [rule for rule in rules if rule.document.path in self.rule_files]
        return _reached(self.names, known)

    def looking_at(self, rule: Rule, rules: Sequence[Rule]) -> "RuleTest":
        """The same with those moments alone that see a rule."""
        known = [one for one in rules if one.document.path in self.rule_files]
        looks = (
            look for look in self.looks if any(one is rule for one in _reached(look.names, known))
        )
        return replace(self, looks=tuple(looks))

    @cached_property
    def text(self) -> str:
        """The file with this group alone, which reads ``0.yaml``, ``1.yaml`` and so on."""
        lists = {key: [look.node for look in self.looks if look.key == key] for key in _LOOKS}
        names = [scalar(f"{number}.yaml") for number in range(len(self.rule_files))]
        group = with_lists(self.group, lists)
        return write(with_lists(self.file, {"rule_files": names, "tests": [group]}))


def read_rule_tests(root: Path, files: tuple[str, ...]) -> tuple[RuleTest, ...]:
    """Every test group of the test files among ``files``.

    Raises:
        ScaffoldError: a file does not parse; names it.
    """
    rules = rule_files(files)
    return tuple(
        test for path in test_files(files) for test in _tests(compose(root, path), path, rules)
    )


def _reached(names: frozenset[str], rules: Sequence[Rule]) -> tuple[Rule, ...]:
    """Rules of these names, and those whose series they read, and so on."""
    wanted, followed = set(names), set[str]()
    while new := wanted - followed:
        if _EVERYTHING in new:
            return tuple(rules)
        followed |= new
        for rule in rules:
            if rule.name in new:
                wanted |= _names(rule.expression)
    return tuple(rule for rule in rules if rule.name in followed)


def _tests(file: yaml.MappingNode, path: str, known: tuple[str, ...]) -> Iterator[RuleTest]:
    patterns = [normpath(join(dirname(path), one.value)) for one in items(file, "rule_files")]
    read = tuple(one for one in known if any(fnmatch(one, pattern) for pattern in patterns))
    for group in items(file, "tests"):
        yield RuleTest(path, file, group, tuple(_looks(group)), read)


def _looks(group: yaml.Node) -> Iterator[Look]:
    for key, named in _LOOKS.items():
        for node in items(group, key):
            text = str(getattr(value(node, named), "value", ""))
            names = _names(text) if named == "expr" else frozenset({text})
            yield Look(key, node, names)


@cache
def _names(expression: str) -> frozenset[str]:
    """Series and alerts that an expression reads."""
    if not is_query(expression):
        return frozenset({_EVERYTHING})
    names = set[str]()
    for selector in parse_query(expression).selectors:
        if selector.metric in _ALERT_SERIES:
            alerts = {one.value for one in selector.matchers if str(one).startswith('alertname="')}
            names |= alerts or {_EVERYTHING}
        else:
            names.add(selector.metric)
    return frozenset(names)
