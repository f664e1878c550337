"""service-compiles: the service compiles and every module of it loads."""

import pytest

from scaffold.checks import service_compiles as check
from scaffold.finding import Finding


@pytest.mark.parametrize("path", ["src/service/extra.py", "tests/extra.py"])
def test_syntax_error_is_found_at_its_line(broken, findings, path):
    """In the service and in its tests."""
    (broken / path).write_text("a = 1\ndef f(:\n")
    assert findings(check, broken) == [Finding(path, 2, "does not compile: invalid syntax")]


def test_import_of_what_is_not_locked_is_found_at_its_line(broken, findings):
    """It would restart for ever."""
    path = "src/service/extra.py"
    (broken / path).write_text('"""More."""\n\nimport not_in_the_lock\n')
    assert findings(check, broken) == [
        Finding(
            path,
            3,
            "cannot be loaded: ModuleNotFoundError: No module named 'not_in_the_lock'",
        )
    ]


def test_nothing_is_written_into_the_repository(broken, findings):
    """No bytecode, no caches."""
    before = {path for path in broken.rglob("*") if ".git" not in path.parts}
    assert findings(check, broken) == []
    assert {path for path in broken.rglob("*") if ".git" not in path.parts} == before
