"""Mutants of a rule: of its expression, its wait, its labels and its annotations."""

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, replace

from scaffold.artifacts.document import Key
from scaffold.artifacts.mutants.losses import losses
from scaffold.artifacts.mutants.swaps import halved_and_doubled, swaps
from scaffold.artifacts.mutants.tokens import tokenize
from scaffold.artifacts.promql import is_query
from scaffold.artifacts.rules import Rule


@dataclass(frozen=True)
class Mutant:
    """A rule with one thing changed.

    Attributes:
        original: the rule as it stands.
        changed: the same with the change.
        keys: keys of the change within the rule.
        words: what was changed, for a person.
    """

    original: Rule
    changed: Rule
    keys: tuple[Key, ...]
    words: str

    @property
    def texts(self) -> dict[tuple[Key, ...], str | None]:
        """What the change writes into the rule's file, by the keys that lead there.

        None where the key goes.
        """
        changed, name = self.changed, str(self.keys[-1])
        written = {
            "expr": changed.expression,
            "for": changed.wait or None,
            "labels": changed.labels.get(name),
            "annotations": changed.annotations.get(name),
        }
        return {(*self.original.keys, *self.keys): written[str(self.keys[0])]}


def make_mutants(rule: Rule, rules: Sequence[Rule]) -> tuple[Mutant, ...]:
    """Every mutant of one of the rules; none where it is no PromQL."""
    if not is_query(rule.expression):
        return ()
    return (*_in_expression(rule, rules), *_in_wait(rule), *_in_texts(rule))


def mutate(text: str, sisters: Sequence[str] = (), added: Container[str] = ()) -> dict[str, str]:
    """Changed versions of an expression, each once and each PromQL, with what was changed.

    Arguments as of :func:`scaffold.artifacts.mutants.swaps.swaps`.
    """
    tokens = tokenize(text)
    mutants: dict[str, str] = {}
    for change in (*losses(text, tokens), *swaps(text, tokens, sisters, added)):
        changed = change.apply(text)
        if changed != text and is_query(changed):
            mutants.setdefault(changed, change.words)
    return mutants


def _in_expression(rule: Rule, rules: Sequence[Rule]) -> Iterator[Mutant]:
    here = [one for one in rules if one.document.path == rule.document.path]
    place = here.index(rule)
    nearest = sorted(range(len(here)), key=lambda other: abs(other - place))
    sisters = [here[other].expression for other in nearest if is_query(here[other].expression)]
    for text, words in mutate(rule.expression, sisters[1:], rule.labels).items():
        yield Mutant(rule, replace(rule, expression=text), ("expr",), words)


def _in_wait(rule: Rule) -> Iterator[Mutant]:
    """No wait, half of it and twice; an alert without one is left alone."""
    if rule.wait:
        yield Mutant(rule, replace(rule, wait=""), ("for",), f"for: {rule.wait} left out")
        for wait in halved_and_doubled(rule.wait):
            words = f"for: {rule.wait} becomes {wait}"
            yield Mutant(rule, replace(rule, wait=wait), ("for",), words)


def _in_texts(rule: Rule) -> Iterator[Mutant]:
    """Another value for each label and each annotation."""
    for name, text in rule.labels.items():
        labels = {**rule.labels, name: f"{text}-x"}
        words = f"label {name} becomes {text}-x"
        yield Mutant(rule, replace(rule, labels=labels), ("labels", name), words)
    for name, text in rule.annotations.items():
        annotations = {**rule.annotations, name: f"{text} x"}
        words = f"annotation {name} says something else"
        yield Mutant(rule, replace(rule, annotations=annotations), ("annotations", name), words)
