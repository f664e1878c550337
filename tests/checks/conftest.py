"""A release under way, shared by the checks that ask Prometheus about it."""

import pytest
from staged_release import release


@pytest.fixture(scope="session")
def burning_release(fresh, tmp_path_factory):
    """Four pods and a Prometheus; see ``staged_release.py``."""
    with release(fresh, tmp_path_factory.mktemp("release")) as made:
        yield made
