"""What is proven of a fresh repository is proven of it in every language."""

from pathlib import Path

import pytest

from scaffold.check import Level
from scaffold.commands.new import Wanted, create
from scaffold.commands.verify import verify
from scaffold.errors import Exit
from scaffold.languages import LANGUAGES
from scaffold.report import Outcome
from scaffold.template import SERVICE, open_template


@pytest.fixture(scope="module", params=LANGUAGES)
def repository(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp(request.param) / "orders"
    wanted = Wanted("orders", root, request.param, template=str(SERVICE), defaults=True)
    create(wanted)
    return root


def assert_proven(root: Path, level: Level) -> None:
    report = verify(root, level, strict=True)
    unproven = [
        (row.check, row.findings, row.reason)
        for row in report.rows
        if row.outcome is not Outcome.PASSED
    ]
    assert unproven == []
    assert report.exit_code == Exit.OK


def test_static_level_holds(repository):
    """No check is skipped for a language."""
    assert_proven(repository, Level.STATIC)


@pytest.mark.conformance
def test_unit_level_holds(repository):
    """It compiles and its tests pass; how it runs is judged in tests/live."""
    assert_proven(repository, Level.UNIT)


def test_question_offers_what_can_be_judged():
    """A choice without a module could not be verified."""
    with open_template(str(SERVICE)) as template:
        (question,) = (q for q in template.questionnaire.questions if q.name == "language")
    assert list(question.choices.values()) == list(LANGUAGES)


def test_languages_set_the_same_names():
    """A shared file that asks one of them may ask every one."""
    with open_template(str(SERVICE)) as template:
        folder = template.root / "languages"
        files = sorted(folder.glob("*.jinja"))
        assert [file.stem for file in files] == sorted(LANGUAGES)
        names = [
            {line.split()[2] for line in file.read_text().splitlines() if line.startswith("[% set")}
            for file in files
        ]
    assert names[0] == names[1] == names[2]
