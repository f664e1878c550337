"""Answers on their way to another version: nothing is replaced, forgotten or guessed in silence."""

from pathlib import Path

import pytest

from scaffold.carried import carry
from scaffold.errors import UsageError
from scaffold.questions import Questionnaire, read_questionnaire

OLD = """
name: {type: str, default: orders}
language: {type: str, default: python, choices: [python, go, perl]}
port: {type: int, default: 8080}
mascot: {type: str, default: otter}
"""
NEW = """
name: {type: str, default: orders}
language: {type: str, default: python, choices: [python, go]}
port: {type: int, default: 8080, validator: "{% if port < 1024 %}too low{% endif %}"}
wheels: {type: bool, default: true, when: "{{ language == 'python' }}"}
tier: {type: int, default: 2}
"""


@pytest.fixture
def versions(tmp_path: Path) -> tuple[Questionnaire, Questionnaire]:
    for name, text in (("old", OLD), ("new", NEW)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "copier.yml").write_text(text)
    return read_questionnaire(tmp_path / "old"), read_questionnaire(tmp_path / "new")


RECORDED = {"_commit": "1.0.0", "_src_path": "x", "name": "shop", "language": "go", "port": 9000}


def test_answers_stay_and_new_questions_are_listed(versions):
    """What applies only elsewhere is not asked."""
    old, new = versions
    carried = carry(new, RECORDED, {}, old)
    assert carried.answers.values == {"name": "shop", "language": "go", "port": 9000, "tier": 2}
    assert carried.taken_by_default == ("tier",)
    assert carried.no_longer_asked == ()


def test_answer_that_nobody_asks_any_more_is_listed(versions):
    """The old version asked it."""
    old, new = versions
    carried = carry(new, RECORDED | {"mascot": "fox"}, {}, old)
    assert carried.no_longer_asked == ("mascot",)
    assert "mascot" not in carried.answers.values


def test_answer_that_stops_applying_is_listed(versions):
    """The user changed another one."""
    _, new = versions
    recorded = RECORDED | {"language": "python", "wheels": False, "tier": 1}
    carried = carry(new, recorded, {"language": "go"}, new)
    assert carried.answers.values["language"] == "go"
    assert carried.no_longer_asked == ("wheels",)
    assert carried.taken_by_default == ()


def test_change_wins_over_what_is_recorded(versions):
    """As typed, in the question's own type."""
    _, new = versions
    carried = carry(new, RECORDED, {"port": "9100", "tier": "3"}, new)
    assert (carried.answers.values["port"], carried.answers.values["tier"]) == (9100, 3)
    assert carried.taken_by_default == ()


@pytest.mark.parametrize(
    ("recorded", "changes", "problem"),
    [
        ({"language": "perl"}, {}, "language='perl': must be one of python, go"),
        ({"port": 80}, {}, "port=80: too low"),
        ({"port": "many"}, {}, "port='many': must be of type int"),
        ({"nmae": "x"}, {}, "'nmae': no such question"),
        ({}, {"mascot": "fox"}, "'mascot': no such question"),
        ({}, {"language": "perl"}, "language='perl': must be one of python, go"),
        ({}, {"wheels": "true"}, "wheels: does not apply to the other answers"),
    ],
)
def test_answer_of_no_use_is_refused_by_its_key(recorded, changes, problem, versions):
    """A removed choice never becomes the default."""
    old, new = versions
    with pytest.raises(UsageError) as caught:
        carry(new, RECORDED | recorded, changes, old)
    assert str(caught.value).splitlines()[1].strip().startswith(problem)


def test_key_that_only_an_unknown_version_asked_is_refused(versions):
    """Without the old version nobody knows that it is no slip."""
    _, new = versions
    with pytest.raises(UsageError, match="'mascot': no such question"):
        carry(new, RECORDED | {"mascot": "fox"}, {}, None)


def test_removed_choice_can_be_replaced(versions):
    """The error says how."""
    old, new = versions
    with pytest.raises(UsageError, match="-d KEY=VALUE gives another answer"):
        carry(new, RECORDED | {"language": "perl"}, {}, old)
    carried = carry(new, RECORDED | {"language": "perl"}, {"language": "go"}, old)
    assert carried.answers.values["language"] == "go"
