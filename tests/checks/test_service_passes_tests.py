"""service-passes-tests: the service passes its own tests."""

import pytest

from scaffold.checks import service_passes_tests as check
from scaffold.errors import ScaffoldError
from scaffold.finding import Finding

PATH = "tests/test_small.py"


@pytest.fixture
def small(broken):
    """With one small test file in place of all of them."""
    for path in (broken / "tests").glob("*.py"):
        path.unlink()

    def write(text):
        (broken / PATH).write_text(text)
        return broken

    return write


def test_case_that_fails_is_found_at_its_assertion(small, findings):
    """With what pytest said."""
    root = small("def test_sum():\n    assert 1 + 1 == 2\n    assert 1 + 1 == 3\n")
    assert findings(check, root) == [
        Finding(PATH, 3, "test_sum fails: assert (1 + 1) == 3"),
    ]


def test_file_that_cannot_be_collected_is_found(small, findings):
    """A test that does not run proves nothing."""
    (found,) = findings(check, small("import not_in_the_lock\n"))
    assert (found.path, found.message) == (PATH, "tests.test_small fails: collection failure")


def test_repository_without_a_case_is_found(small, findings):
    """No failure is no proof."""
    assert findings(check, small("")) == [
        Finding("tests", 0, "holds no test case", "restore the tests that the template made")
    ]


def test_run_that_fails_beyond_its_cases_is_an_error(small, findings, edit):
    """All cases pass, and pytest still says no."""
    root = small("def test_it():\n    pass\n")
    edit(root / "pyproject.toml", 'addopts = ["-ra",', 'addopts = ["--unknown",')
    with pytest.raises(ScaffoldError, match="unrecognized arguments: --unknown"):
        findings(check, root)


def test_variables_of_the_shell_do_not_reach_the_service(small, findings, monkeypatch):
    """A PORT of the caller's would break its tests."""
    monkeypatch.setenv("PORT", "none")
    root = small("import os\n\n\ndef test_port():\n    assert 'PORT' not in os.environ\n")
    assert findings(check, root) == []


def test_what_a_test_writes_does_not_reach_the_repository(small, findings):
    """It runs in a copy."""
    root = small("def test_writes():\n    with open('left', 'w'):\n        pass\n")
    assert findings(check, root) == []
    assert not (root / "left").exists()
