"""The template itself: copier and scaffold render the same, whatever the answers."""

import re
import shutil
import tomllib
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scaffold.answers import ANSWERS_FILE
from scaffold.checks import files_are_rendered, files_parse
from scaffold.commands.new import Wanted, create
from scaffold.errors import UsageError
from scaffold.rendered import File, Rendered, read
from scaffold.template import SERVICE

OPTIONS = {"template": str(SERVICE), "defaults": True}
MATRIX = {
    "defaults": {},
    "go": {"language": "go"},
    "typescript": {"language": "typescript", "canary": "false"},
    "no-canary": {"canary": "false"},
    "no-dependencies": {"dependencies": "[]"},
    "two-dependencies": {
        "dependencies": "[{name: a, url: 'http://a:1/x'}, {name: b-c, url: 'https://b.example'}]"
    },
    "week": {"slo_window_days": "7", "availability_objective": "99.99"},
    "four-weeks": {"slo_window_days": "28", "latency_threshold_seconds": "0.1"},
    "strict-429": {"count_429_as_error": "true", "latency_threshold_seconds": "2.5"},
    "loose": {"availability_objective": "95", "availability_sla": "90", "latency_objective": "95"},
    "other-names": {"team": "shop", "namespace": "shop-prod", "image": "a/b", "port": "9000"},
    "hostile-text": {"description": """It's "a" {{ b }} ${c} %{d} #{e} $(f) 'g': - & * ! | é 😀"""},
}


def flags(answers: dict[str, str]) -> tuple[str, ...]:
    return tuple(f"{key}={value}" for key, value in answers.items())


def without_origin(rendered: Rendered) -> Rendered:
    """A render whose answers file does not say where its template stood."""
    kept = re.sub(rb"_src_path: .*\n", b"", rendered.files[ANSWERS_FILE].content)
    return replace(rendered, files={**rendered.files, ANSWERS_FILE: File(kept)})


@pytest.mark.parametrize("answers", MATRIX.values(), ids=MATRIX.keys())
def test_copier_renders_the_same(answers, copie, tmp_path):
    """Files, folders, links and modes: a team may leave scaffold and go on with copier alone."""
    root = tmp_path / "ours"
    create(Wanted("orders", root, **OPTIONS, data=flags(answers), git=False))
    result = copie.copy(extra_answers=_typed(answers), template_dir=SERVICE)
    assert result.exception is None
    assert without_origin(read(root)) == without_origin(read(result.project_dir))


@pytest.mark.parametrize("answers", MATRIX.values(), ids=MATRIX.keys())
def test_every_render_parses_and_is_whole(answers, findings, tmp_path):
    """Whatever the answers, each file is what its name says, and nothing is left unrendered."""
    root = tmp_path / "orders"
    create(Wanted("orders", root, **OPTIONS, data=flags(answers)))
    assert findings(files_parse, root) == []
    assert findings(files_are_rendered, root) == []


def _typed(answers: dict[str, str]) -> dict[str, object]:
    text = {"description"}
    return {k: v if k in text else yaml.safe_load(v) for k, v in answers.items()}


@pytest.fixture(scope="module")
def describing(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The template cut down to the files that the description reaches: quick to render often."""
    root = tmp_path_factory.mktemp("template") / "service"
    shutil.copytree(SERVICE, root, symlinks=True)
    for path in _files(root / "project"):
        if path.name.startswith("[[ _copier_conf"):
            continue
        if path.suffix != ".jinja" or "description_" not in path.read_text(encoding="utf-8"):
            path.unlink()
    return root


def _files(root: Path) -> Iterator[Path]:
    return (path for path in sorted(root.rglob("*")) if path.is_symlink() or path.is_file())


def _accepted(description: str) -> bool:
    """One line that starts with a letter or digit; the template's own delimiters stay out."""
    return (
        0 < len(description) <= 200
        and (description[0].isalnum() or description[0] == "_")
        and all(
            c not in "<>`\\\u2028\u2029" and unicodedata.category(c) not in {"Cc", "Cs"}
            for c in description
        )
        and not any(mark in description for mark in ("[[", "]]", "[%", "[#"))
    )


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    description=st.text(max_size=220)
    | st.text(alphabet="\"'`{}[]%$#&*!|>-:,@\\ \t\n\0éß😀", max_size=40).map("a".__add__)
)
def test_any_description_is_refused_or_arrives_unchanged(
    description, describing, tmp_path_factory, findings
):
    """Quotes, braces, ``${}``, emoji: each format reads back exactly what was typed."""
    root = tmp_path_factory.mktemp("described") / "orders"
    wanted = Wanted(
        "orders",
        root,
        data=(f"description={description}",),
        defaults=True,
        template=str(describing),
    )
    if not _accepted(description):
        with pytest.raises(UsageError, match="description="):
            create(wanted)
        assert not root.exists()
        return
    create(wanted)
    assert findings(files_parse, root) == []
    assert yaml.safe_load((root / ANSWERS_FILE).read_text())["description"] == description
    catalogue = next(yaml.safe_load_all((root / "catalog-info.yaml").read_text()))
    assert catalogue["metadata"]["description"] == description
    chart = yaml.safe_load((root / "deploy/chart/Chart.yaml").read_text())
    assert chart["description"] == description
    project = tomllib.loads((root / "pyproject.toml").read_text())
    assert project["project"]["description"] == description
