"""live-bad-configuration-is-refused: no start, and a line that says why."""

import pytest
from staged import found, line, staged

from scaffold.checks import live_bad_configuration_is_refused as check
from scaffold.live.recordings import refusals
from scaffold.live.recordings.refusals import Refusal

SETTINGS = {"PORT": "eighty", "LOG_LEVEL": "loud"}
GOOD = line(level="ERROR", problems="PORT must be a number; LOG_LEVEL must be known")


@pytest.mark.parametrize(
    ("code", "lines", "messages"),
    [
        (None, (GOOD,), ["it runs"]),
        (0, (GOOD,), ["it ends with exit code 0"]),
        (2, (), ["no ERROR line names PORT", "no ERROR line names LOG_LEVEL"]),
        (2, (line(level="ERROR", problems="PORT"),), ["no ERROR line names LOG_LEVEL"]),
        (
            2,
            (line(level="INFO", problems="PORT, LOG_LEVEL"),),
            ["no ERROR line names PORT", "no ERROR line names LOG_LEVEL"],
        ),
        (
            2,
            (GOOD, line(level="INFO", url="ftp://ann:hunter2@db")),
            ["a secret of it is in the log"],
        ),
    ],
)
def test_start_silence_and_leaks_are_found(fresh, code, lines, messages):
    """It must end, tell everything, and leak nothing."""
    repo = staged(fresh, {refusals.record: (Refusal(SETTINGS, code, lines),)})
    prefix = "with a wrong PORT, LOG_LEVEL: "
    expected = [("levels: [DEBUG, INFO, WARN, ERROR]", prefix + message) for message in messages]
    assert found(check, repo) == expected
