"""What an existing repository says about the answers it would have been made from.

Each module reads one kind of file; nothing here judges whether a template takes the value.
"""

from pathlib import Path

from scaffold.artifacts.files import list_files
from scaffold.clues.clue import Clue, label
from scaffold.clues.manifests import language_clues, manifest_clues
from scaffold.clues.owners import owner_clues
from scaffold.clues.ports import port_clues


def read_clues(root: Path) -> tuple[Clue, ...]:
    """Read everything that a repository says, the best clue to each question first."""
    files = list_files(root)
    languages = tuple(language_clues(root, files))
    manifests = tuple(manifest_clues(root, files, tuple(clue.value for clue in languages)))
    owners = tuple(owner_clues(root, files))
    folder = Clue("name", label(root.resolve().name), "name of the folder")
    calls = Clue("dependencies", [], "code is not searched for the services it calls")
    return (*languages, *manifests, *owners, folder, *port_clues(root, files), calls)
