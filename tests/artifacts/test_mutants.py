"""Small changes of rules: what is changed, and what is left alone because it would say the same."""

from pathlib import Path

import pytest

from scaffold.artifacts.mutants.rule import make_mutants, mutate
from scaffold.artifacts.mutants.swaps import halved_and_doubled
from scaffold.artifacts.mutants.tokens import tokenize
from scaffold.artifacts.promql import is_query
from scaffold.artifacts.rules import read_rules
from scaffold.errors import ScaffoldError


@pytest.mark.parametrize(
    ("text", "changed"),
    [
        ("a and b", {"a", "b"}),
        ("a and b and c", {"b and c", "a and c", "a and b"}),
        ("a or b and c", {"a", "a or b", "a or c", "b and c"}),
        ("(a or b) unless c", {"(a or b)", "c", "(a ) unless c", "(b) unless c"}),
        ("a and on (x) b", {"a", "b", "a and b"}),
        ("a / on (x) group_left (y) b", {"a * on (x) group_left (y) b", "a / b"}),
        ("a > b", {"a >= b", "a < b"}),
        ("a == 0", {"a != 0", "a == 1"}),
        ("a > 0", {"a >= 0", "a < 0"}),
        ("a >= 10", {"a > 10", "a < 10", "a >= 9", "a >= 11"}),
        ("vector(0.5)", {"vector(0.45)", "vector(0.55)"}),
        ("-a", set()),
        ("a - 1", {"a + 1", "a - 0", "a - 2"}),
        ("rate(a[5m])", {"rate(a[150s])", "rate(a[10m])"}),
        ("clamp_min(a, 0)", {"(a)", "clamp_min(a, 1)"}),
        ("sum by (x) (a)", {"min by (x) (a)", "sum by (x_) (a)"}),
        ("sum by (kept) (a)", {"min by (kept) (a)"}),
        ('a{x="1"}', {"a{}", 'a{x_="1"}'}),
        ('a{x!="1"}', {"a{}"}),
        ('a{x="1",y="2"}', {'a{y="2"}', 'a{x="1"}', 'a{x_="1",y="2"}'}),
        (
            'a{x="1"} / b{x="1"}',
            {"a{} / b{}", 'a{x_="1"} / b{x="1"}', 'a{x="1"} / b{x_="1"}', 'a{x="1"} * b{x="1"}'},
        ),
        ("a # and b", set()),
    ],
)
def test_expression_is_changed_in_every_way_that_matters(text, changed):
    """In no other, and each is PromQL."""
    mutants = mutate(text, added=("kept",))
    assert {" ".join(mutant.split()) for mutant in mutants} == changed
    assert all(map(is_query, mutants))


def test_what_stands_in_the_same_place_of_a_neighbour_is_put_in():
    """Of the two nearest that are written alike."""
    sisters = ("x and y", "b > 6", "c > 3", "d > 1")
    mutants = set(mutate("a > 8", sisters)) - set(mutate("a > 8"))
    assert mutants == {"b > 8", "a > 6", "c > 8", "a > 3"}


def test_words_say_what_was_changed_and_where():
    """So that the case that is missing can be written."""
    words = mutate('a{x="1"}\n  > 2\nand b')
    assert words['a{x="1"}\n  >= 2\nand b'] == '> becomes >=: a{x="1"} >= 2'
    assert words["b"] == 'a{x="1"} > 2 and left out'


@pytest.mark.parametrize(
    ("duration", "others"),
    [
        ("5m", ("150s", "10m")),
        ("1h", ("30m", "2h")),
        ("1d", ("12h", "2d")),
        ("1s", ("500ms", "2s")),
        ("30d:5m", ()),
    ],
)
def test_duration_is_halved_and_doubled(duration, others):
    """In the largest unit that fits; a subquery's range is none."""
    assert halved_and_doubled(duration) == others


def test_words_of_an_expression_know_their_place_and_depth():
    """A string is one word, whatever is in it."""
    tokens = [(token.kind, token.text, token.depth) for token in tokenize('f(a{x="(}"}[5m])')]
    assert tokens == [
        ("word", "f", 0),
        ("open", "(", 0),
        ("word", "a", 1),
        ("open", "{", 1),
        ("word", "x", 2),
        ("operator", "=", 2),
        ("string", '"(}"', 2),
        ("close", "}", 1),
        ("range", "[5m]", 1),
        ("close", ")", 0),
    ]


def test_what_is_no_promql_is_refused():
    """It could not be changed with care."""
    with pytest.raises(ScaffoldError, match=r"'\? b' begins with nothing that PromQL knows"):
        tokenize("a ? b")


RULES = """\
groups:
  - name: g
    rules:
      - alert: Loud
        expr: vector(1)
        for: 2m
        labels: { severity: critical }
        annotations: { summary: It is loud }
      - record: x:y:sum
        expr: "no promql ("
"""


def test_rule_is_changed_in_its_wait_labels_and_annotations(tmp_path: Path):
    """Each on its own; a rule that does not parse is left to other checks."""
    folder = tmp_path / "observability/rules"
    folder.mkdir(parents=True)
    (folder / "a.yaml").write_text(RULES)
    rules = read_rules(tmp_path, ("observability/rules/a.yaml",))
    at = ("groups", 0, "rules", 0)
    assert [(mutant.words, mutant.texts) for mutant in make_mutants(rules[0], rules)] == [
        ("1 becomes 0: vector(0)", {(*at, "expr"): "vector(0)"}),
        ("1 becomes 2: vector(2)", {(*at, "expr"): "vector(2)"}),
        ("for: 2m left out", {(*at, "for"): None}),
        ("for: 2m becomes 1m", {(*at, "for"): "1m"}),
        ("for: 2m becomes 4m", {(*at, "for"): "4m"}),
        ("label severity becomes critical-x", {(*at, "labels", "severity"): "critical-x"}),
        (
            "annotation summary says something else",
            {(*at, "annotations", "summary"): "It is loud x"},
        ),
    ]
    assert make_mutants(rules[1], rules) == ()
