"""service-lints: the service is linted and formatted by its own settings."""

from scaffold.checks import service_lints as check
from scaffold.finding import Finding

PATH = "src/service/extra.py"


def test_what_the_linter_says_is_found_at_its_line(broken, findings):
    """With its code, and the page that explains it."""
    (broken / PATH).write_text('"""More."""\n\nimport os\n')
    (found,) = findings(check, broken)
    assert (found.path, found.line) == (PATH, 3)
    assert found.message == "`os` imported but unused [F401]"
    assert "unused-import" in found.hint


def test_file_that_is_not_formatted_is_found(broken, findings):
    """With the command that mends it."""
    (broken / PATH).write_text('"""More."""\n\nNUMBER   =  1\n')
    assert findings(check, broken) == [
        Finding(PATH, 3, "File would be reformatted [unformatted]", "ruff format mends it")
    ]
