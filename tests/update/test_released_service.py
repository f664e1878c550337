"""The service template's own history: what real services go through from release to release."""

from pathlib import Path

import pytest
from history import git, snapshot

from scaffold.bundle import read_releases
from scaffold.commands.new import Wanted as New
from scaffold.commands.new import create
from scaffold.commands.update import Wanted, update
from scaffold.errors import UsageError
from scaffold.languages import LANGUAGES
from scaffold.releases import PACKAGED

NEWEST, *OLDER = (release.version for release in read_releases(PACKAGED["service"].bundle))


def make(root: Path, version: str, *data: str) -> Path:
    create(New("orders", root, data=data, defaults=True, template_version=version))
    return root


def commit(root: Path) -> None:
    git("commit", "--all", "--quiet", "--message", "ours", cwd=root)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("version", OLDER)
def test_update_of_an_untouched_service_equals_a_fresh_render(version, language, tmp_path):
    """From every release to the newest, byte for byte, mode for mode, link for link."""
    root = make(tmp_path / "old/orders", version, f"language={language}")
    assert update(Wanted(root)).exit_code == 0
    fresh = make(tmp_path / "new/orders", NEWEST, f"language={language}")
    assert snapshot(root) == snapshot(fresh)


@pytest.mark.parametrize("language", [name for name in LANGUAGES if name != "python"])
def test_update_to_another_language_equals_a_fresh_render(language, tmp_path):
    """Answers may change on the way; what the old language had is gone."""
    root = make(tmp_path / "old/orders", "1.0.0")
    assert update(Wanted(root, data=(f"language={language}",))).exit_code == 0
    fresh = make(tmp_path / "new/orders", NEWEST, f"language={language}")
    assert snapshot(root) == snapshot(fresh)


def test_question_of_a_later_release_is_told(tmp_path):
    """Its default is taken, and said."""
    result = update(Wanted(make(tmp_path / "orders", "1.0.0"), to="1.1.0"))
    assert set(result.replies.new) == {"incident_channel", "kubernetes_version"}


def test_choice_that_a_release_removed_is_refused_by_name(tmp_path):
    """It never becomes a default silently; another answer is all it needs."""
    root = make(tmp_path / "orders", "1.1.0", "kubernetes_version=1.33")
    before = snapshot(root)
    with pytest.raises(UsageError, match=r"kubernetes_version.*1\.33"):
        update(Wanted(root))
    assert snapshot(root) == before
    assert update(Wanted(root, data=("kubernetes_version=1.35",))).exit_code == 0


def test_edit_of_a_page_that_a_release_renamed_goes_along(tmp_path):
    """The team's own line stands in the page under its new name."""
    root = make(tmp_path / "orders", "1.1.0")
    page = root / "docs/slo.md"
    page.write_text(page.read_text() + "\nReviewed in March.\n")
    commit(root)
    assert update(Wanted(root)).exit_code == 0
    assert not page.exists()
    assert (root / "docs/objectives.md").read_text().endswith("\nReviewed in March.\n")


def test_edited_page_that_a_release_deleted_is_kept_as_a_conflict(tmp_path):
    """Gone is only what nobody has worked on."""
    root = make(tmp_path / "orders", "1.1.0")
    page = root / "deploy/terraform/README.md"
    page.write_text(page.read_text() + "\nAsk the platform team first.\n")
    commit(root)
    result = update(Wanted(root))
    assert result.exit_code == 5
    assert [conflict.path for conflict in result.conflicts] == ["deploy/terraform/README.md"]
    assert page.read_text().endswith("\nAsk the platform team first.\n")
