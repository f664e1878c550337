"""scripts-lint: every shell script passes shellcheck."""

import pytest

from scaffold.checks import scripts_lint as check


@pytest.mark.parametrize(
    ("name", "shebang"),
    [("x.sh", "#!/bin/sh"), ("x", "#!/usr/bin/env bash"), ("x", "#!/bin/bash -eu")],
)
def test_what_shellcheck_says_is_found_at_its_line(broken, findings, name, shebang):
    """In files that end in .sh, and in those that begin with a shell."""
    (broken / name).write_text(f"{shebang}\nx='a b'\necho $x\n")
    (found,) = findings(check, broken)
    assert (found.path, found.line) == (name, 3)
    assert found.message.endswith("[SC2086]")
    assert found.hint.endswith("SC2086")


@pytest.mark.parametrize("shebang", ["#!/usr/bin/env python3", "# a comment", ""])
def test_file_of_another_language_is_left_out(broken, findings, shebang):
    """It is not shell."""
    (broken / "sound.sh").write_text("#!/bin/sh\ntrue\n")
    (broken / "x").write_text(f"{shebang}\necho $x\n")
    assert findings(check, broken) == []
