"""Answers: what is refused, with which words, and what hostile text does to a repository."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scaffold.errors import ScaffoldError, UsageError
from scaffold.questions import Questionnaire, answer, missing, read_questionnaire
from scaffold.template import SERVICE


@pytest.fixture(scope="module")
def service() -> Questionnaire:
    return read_questionnaire(SERVICE)


def refusal(questionnaire: Questionnaire, **given: object) -> list[str]:
    with pytest.raises(UsageError) as caught:
        answer(questionnaire, {"name": "orders", **given}, None)
    first, *problems = str(caught.value).splitlines()
    assert first == "these answers cannot be used:"
    return [problem.strip() for problem in problems]


def test_answers_take_their_defaults(service):
    """A default may be made from an earlier answer."""
    answers = answer(service, {"name": "orders", "team": "shop"}, None)
    assert answers.values["team_contact"] == "shop@example.com"
    assert answers.values["pager_receiver"] == "shop-pager"
    assert answers.given == {"name", "team"}


def test_computed_answers_are_not_recorded(service):
    """What is computed is nobody's answer."""
    assert "in_python" not in answer(service, {"name": "orders"}, None).values


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("name", "-orders"),
        ("name", "Orders"),
        ("name", "or_ders"),
        ("name", "../orders"),
        ("name", "orders\n"),
        ("name", "null"),
        ("name", "o" * 31),
        ("name", "[[ name ]]"),
        ("name", ""),
        ("description", "two\nlines"),
        ("description", "-leading dash"),
        ("description", "<b>bold</b>"),
        ("description", "bell \x07"),
        ("description", "a\u2028b"),
        ("description", "x" * 10_000),
        ("description", "back\\slash"),
        ("description", "[[ 7 * 7 ]]"),
        ("team", "on"),
        ("team_contact", "nobody"),
        ("team_contact", "a@b.c\n"),
        ("organisation", "acme/evil"),
        ("tier", "4"),
        ("language", "cobol"),
        ("port", "80"),
        ("port", "8080.5"),
        ("port", "true"),
        ("dependencies", "3"),
        ("dependencies", "[1]"),
        ("dependencies", "[{name: a}]"),
        ("dependencies", "[{name: 'no', url: 'http://a'}]"),
        ("dependencies", "[{name: a, url: 'http://a', extra: 1}]"),
        ("dependencies", "[{name: a, url: 'file:///etc/passwd'}]"),
        ("dependencies", "[{name: a, url: 'http://a'}, {name: a, url: 'http://b'}]"),
        ("dependencies", "[{name: a"),
        ("slo_window_days", "29"),
        ("availability_objective", "100"),
        ("availability_objective", "nan"),
        ("availability_objective", "inf"),
        ("availability_objective", "ninety"),
        ("latency_threshold_seconds", "1"),
        ("latency_threshold_seconds", "0"),
        ("latency_objective", "50"),
        ("availability_sla", "99.95"),
        ("count_429_as_error", "perhaps"),
        ("namespace", "5e3"),
        ("registry", "GHCR.io/acme"),
        ("registry", "ghcr.io/../x"),
        ("image", "orders:latest"),
        ("runbook_base_url", "javascript:alert(1)"),
        ("runbook_base_url", "https://example.com/"),
        ("pager_receiver", "null"),
        ("ticket_receiver", "platform-pager"),
    ],
)
def test_answer_of_no_use_is_refused_by_its_key(service, key, value):
    """One problem, and it names the key."""
    (problem,) = refusal(service, **{key: value})
    assert problem.startswith(f"{key}=")
    assert len(problem) < 500


@settings(deadline=None, max_examples=60)
@given(value=st.text(max_size=60) | st.text("-_./:@ab\n{}[]$'\"#%", max_size=12))
def test_any_text_for_a_name_is_refused_or_harmless(service, value):
    """What is accepted needs no quoting in YAML, TOML, HCL, JSON, a URL or a shell."""
    for key in ("name", "team", "team_contact", "organisation", "namespace", "registry", "image"):
        try:
            answer(service, {"name": "orders", key: value}, None)
        except UsageError:
            continue
        assert re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9@:/._+-]*", value)


def test_objective_whose_alert_cannot_fire_is_refused_with_the_arithmetic(service):
    """The sum stands in the refusal, and so does the smallest objective that works."""
    assert refusal(service, availability_objective="93") == [
        (
            "availability_objective='93': the 1h/5m alert could never fire: it fires at "
            "14.4 x (1 - 0.93) = 100.8% errors, and there are never more than 100%; "
            "the objective must be above 93.06"
        )
    ]


def test_seven_day_window_has_its_own_arithmetic(service):
    """8% of a 7-day budget in an hour is a factor of 13.44."""
    (problem,) = refusal(service, slo_window_days=7, availability_objective=92, availability_sla=90)
    assert "13.44 x (1 - 0.92) = 107.5%" in problem
    assert problem.endswith("above 92.56")


def test_unknown_key_is_refused_with_the_known_ones(service):
    """A misspelt key never becomes a default."""
    (problem,) = refusal(service, descripton="x")
    assert problem.startswith("'descripton': no such question; there are availability_objective,")


def test_computed_key_cannot_be_given(service):
    """``in_python`` is no question."""
    (problem,) = refusal(service, in_python=".")
    assert problem.startswith("'in_python': no such question")


def test_every_problem_is_told_at_once(service):
    """Nobody has to run it three times."""
    assert len(refusal(service, port="1", tier="9", canary="x")) == 3


def test_missing_names_what_a_person_would_be_asked(service):
    """All that is not given, and nothing computed."""
    names = [question.name for question in missing(service, {"name": "orders"})]
    assert names[0] == "description"
    assert "in_python" not in names


def test_person_is_asked_again_until_the_answer_holds(service):
    """The second try is told what was wrong with the first."""
    said = []
    tries = iter(["99999", "9000"])

    def ask(question, default, problem):
        said.append(problem)
        return next(tries) if question.name == "port" else default

    answers = answer(service, {"name": "orders"}, ask)
    assert answers.values["port"] == 9000
    assert [problem for problem in said if problem] == [
        "must lie between 1024 and 65535 (the container runs without root)"
    ]


def test_folder_without_questions_is_no_template(tmp_path: Path):
    """The error names the folder and the file that is missing."""
    with pytest.raises(ScaffoldError, match=r"not a template: it has no copier\.yml"):
        read_questionnaire(tmp_path)


def test_include_cannot_leave_the_template(tmp_path: Path):
    """A template reads its own files only."""
    (tmp_path / "copier.yml").write_text("--- !include ../outside.yml\n")
    with pytest.raises(ScaffoldError, match="leaves the template"):
        read_questionnaire(tmp_path)


def test_short_form_takes_its_type_from_the_default(tmp_path: Path):
    """As copier reads it: text stays text, whatever YAML would make of it."""
    (tmp_path / "copier.yml").write_text("a: 'no'\nb: false\nc: 1\nd: 1.5\ne: [1]\n")
    types = {q.name: q.type for q in read_questionnaire(tmp_path).questions}
    assert types == {"a": "str", "b": "bool", "c": "int", "d": "float", "e": "yaml"}


def test_settings_that_list_add_up_over_documents(tmp_path: Path):
    """A later document hides no task or extension of an earlier one."""
    (tmp_path / "copier.yml").write_text(
        "_jinja_extensions: [os.X]\n_exclude: [a]\n---\n_jinja_extensions: []\n_exclude: [b]\n"
    )
    questionnaire = read_questionnaire(tmp_path)
    assert questionnaire.unsafe == ("_jinja_extensions",)
    assert questionnaire.settings["_exclude"] == ["a", "b"]


def test_key_of_a_question_that_only_copier_knows_is_kept_in_mind(tmp_path: Path):
    """What it means for the answer is copier's to say."""
    (tmp_path / "copier.yml").write_text("a: {type: str, default: x, secret: true, help: h}\n")
    (question,) = read_questionnaire(tmp_path).questions
    assert question.beyond == ("secret",)
