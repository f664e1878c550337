"""What the doctor found, as a person and as a program read it."""

import json
from pathlib import Path

from scaffold.diagnosis import Diagnosis, Program
from scaffold.formats import diagnosis

FOUND = Diagnosis(
    (
        Program("helm", "renders", Path("/bin/helm"), "4.3.1", ">=3", accepted=True,
                needed_by=("chart-lints", "chart-renders")),
        Program("promtool", "judges rules", Path("/bin/promtool"), "2.30.0", ">=2.42",
                accepted=False, needed_by=("rules-are-valid",),
                advice="scaffold tools install promtool"),
        Program("prometheus", "evaluates rules", None, "", ">=2.42", accepted=False,
                advice="scaffold tools install prometheus"),
    ),
    Path("/tools"),
)  # fmt: skip


def test_each_tool_says_who_needs_it_and_how_to_get_it():
    """An absent tool that no check needs is not missing."""
    assert diagnosis.write(FOUND) == (
        "ok       helm        4.3.1      /bin/helm\n"
        "                     needed by chart-lints, chart-renders\n"
        "missing  promtool    2.30.0     /bin/promtool\n"
        "                     needs >=2.42\n"
        "                     needed by rules-are-valid\n"
        "                     to get it: scaffold tools install promtool\n"
        "absent   prometheus  evaluates rules\n"
        "                     to get it: scaffold tools install prometheus\n"
        "\n"
        "Tools folder: /tools\n"
        "1 missing that checks need; `scaffold tools install` brings them\n"
    )


def test_json_holds_every_field():
    """For a script."""
    content = json.loads(diagnosis.write_json(FOUND))
    assert content["tools_folder"] == "/tools"
    assert content["programs"][0]["needed_by"] == ["chart-lints", "chart-renders"]
