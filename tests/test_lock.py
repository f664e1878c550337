import re

import pytest

from scaffold import lock
from scaffold.errors import UsageError
from scaffold.lock import GoModule, Providers, Schemas, Wheel

ENTRIES = list(lock.entries().values())
HASH = re.compile(r"sha256:[0-9a-f]{64}")


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
def test_pinned_version_is_an_accepted_one(entry):
    """What install brings, locate takes; what it cannot bring has a range and a place to look."""
    assert entry.homepage.startswith("https://")
    assert entry.summary
    if entry.source:
        assert entry.takes(entry.version)
        assert entry.seconds > 0
    else:
        assert entry.accepts


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
def test_source_is_pinned_by_hash(entry):
    """A registry cannot change what is installed."""
    match entry.source:
        case GoModule() as module:
            assert module.checksum.startswith("h1:")
            assert entry.version.lstrip("v") in "".join(
                [module.version, *module.variables.values()]
            )
        case Wheel() as wheel:
            assert wheel.hashes
            assert all(map(HASH.fullmatch, wheel.hashes))
        case Schemas() as schemas:
            assert all(map(HASH.fullmatch, schemas.core.hashes))
            assert all(len(tarball.integrity) == 88 for tarball in schemas.resources)
        case Providers() as providers:
            hashes = [text for each in providers.providers for text in each.wheel.hashes]
            assert len(hashes) >= len(providers.providers)
            assert all(map(HASH.fullmatch, hashes))


def test_schemas_cover_two_versions_of_kubernetes():
    """A chart must be valid on the oldest and the newest supported version."""
    schemas = lock.entry("kubernetes-schemas").source
    assert isinstance(schemas, Schemas)
    assert len(schemas.kubernetes) >= 2


def test_lock_names_no_registry_host():
    """The registry is the machine's own setting."""
    lines = lock.LOCK_FILE.read_text(encoding="utf-8").splitlines()
    assert {line.split()[0] for line in lines if "://" in line} == {"homepage"}


def test_unknown_tool_is_named_with_the_known_ones():
    """A slip on the command line shows what there is."""
    with pytest.raises(UsageError, match=r"promtol: no such tool; the tools are git, promtool, "):
        lock.entry("promtol")
