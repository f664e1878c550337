"""Analyses are read as rollouts use them."""

import pytest

from scaffold.artifacts.analyses import find_analyses
from scaffold.artifacts.chart import Render
from scaffold.artifacts.kubernetes import Object

QUERY = 'up{hash="{{args.hash}}", old="{{ args.old }}", zone="{{args.zone}}"}'
OWN = [{"name": "hash"}, {"name": "zone", "value": "a"}]
GIVEN = [
    {"name": "hash", "valueFrom": {"podTemplateHashValue": "Latest"}},
    {"name": "old", "valueFrom": {"podTemplateHashValue": "Stable"}},
]


def made(kind: str, name: str, **spec) -> Object:
    return Object(kind, name, "orders", {"spec": spec}, "x.yaml", {"x.yaml": ""})


def template(**spec) -> Object:
    metric = {"name": "m", "failureCondition": "true", "provider": {"prometheus": {"query": QUERY}}}
    return made("AnalysisTemplate", "t", **{"args": OWN, "metrics": [metric], **spec})


def rollout(*steps: dict, **canary) -> Object:
    return made("Rollout", "r", strategy={"canary": {"steps": [*steps], **canary}})


def use(*args: dict, name: str = "t") -> dict:
    return {"templates": [{"templateName": name}], "args": [*args]}


def find(*objects: Object) -> list:
    return list(find_analyses([Render("values.yaml", objects)]))


@pytest.mark.parametrize(
    ("arguments", "query"),
    [
        (GIVEN, 'up{hash="new", old="old", zone="a"}'),
        ([*GIVEN, {"name": "zone", "value": 7}], 'up{hash="new", old="old", zone="7"}'),
        (GIVEN[:1], 'up{hash="new", old="{{ args.old }}", zone="a"}'),
        ([], 'up{hash="{{args.hash}}", old="{{ args.old }}", zone="a"}'),
        (
            [{"name": "hash", "valueFrom": {"fieldRef": {"fieldPath": "metadata.uid"}}}],
            'up{hash="{{args.hash}}", old="{{ args.old }}", zone="a"}',
        ),
    ],
)
def test_arguments_are_filled_in(arguments, query):
    """The rollout's after the template's own; what nobody gives stays to be seen."""
    (analysis,) = find(template(), rollout({"analysis": use(*arguments)}))
    assert analysis.query(latest="new", stable="old") == query


def test_analysis_of_several_steps_is_found_once():
    """Steps ask the same, and so do renders."""
    objects = (template(), rollout({"analysis": use(*GIVEN)}, {}, {"analysis": use(*GIVEN)}))
    renders = [Render("a.yaml", objects), Render("b.yaml", objects)]
    assert [one.name for one in find_analyses(renders)] == ["m"]


def test_analysis_with_other_arguments_is_another_one():
    """It asks something else."""
    steps = ({"analysis": use(*GIVEN)}, {"analysis": use(*GIVEN[:1])})
    assert len(find(template(), rollout(*steps))) == 2


def test_analysis_in_the_background_is_found():
    """It runs during all steps."""
    (analysis,) = find(template(), rollout(analysis=use(*GIVEN)))
    assert analysis.conditions == {"failureCondition": "true"}


@pytest.mark.parametrize(
    "objects",
    [
        (template(),),
        (rollout({"analysis": use()}),),
        (template(), rollout({"setWeight": 5})),
        (template(), rollout({"analysis": use(name="other")})),
        (template(metrics=[]), rollout({"analysis": use()})),
        (template(), made("Deployment", "d")),
    ],
)
def test_template_that_no_rollout_uses_is_none(objects):
    """Nothing would ask it."""
    assert find(*objects) == []
