"""Who may change a run or a comparison: its owner, and whoever has the word that the owner hands out.

Whoever knows the id may look. The word stands in the file steer.json of the folder, as long as it is lent. Private
pictures are not looked at with the rest, unless the owner shows them: that stands in pictures.json.
"""

import contextlib
import hmac
import secrets
from pathlib import Path

from cnnviz import disk
from cnnviz.training.recipe import OWN, Recipe

_FILE = "steer.json"
_PICTURES = "pictures.json"


def lent(folder: Path) -> str:
    """The word with which others may change it; "" while only the owner may."""
    word = disk.read_json(folder / _FILE).get("word", "")
    return word if isinstance(word, str) else ""


def lend(folder: Path) -> str:
    """Let others change it; returns the word for them, which stays the same until it is taken back. Raises OSError."""
    word = lent(folder)
    if not word:
        word = secrets.token_hex(12)
        disk.write_json(folder / _FILE, {"word": word})
    return word


def take_back(folder: Path) -> None:
    """From now on only the owner may change it. Raises OSError."""
    with contextlib.suppress(FileNotFoundError):
        (folder / _FILE).unlink()


def shows_pictures(folder: Path) -> bool:
    """Whether whoever knows the run's id sees its private pictures, too; a branch of it has its own answer."""
    return disk.read_json(folder / _PICTURES).get("shown") is True


def show_pictures(folder: Path) -> None:
    """From now on private pictures of the run are for all who know its id. Raises OSError."""
    disk.write_json(folder / _PICTURES, {"shown": True})


def hide_pictures(folder: Path) -> None:
    """From now on they are their owner's alone again. Raises OSError."""
    with contextlib.suppress(FileNotFoundError):
        (folder / _PICTURES).unlink()


def may_change(folder: Path, owner: str, *, who: str = "", word: str = "") -> bool:
    """Whether somebody may change what belongs to `owner`. who: whose word it is; word: the one of a link, if any."""
    return is_same(owner, who) or is_same(lent(folder), word)


def is_same(secret: str, given: str) -> bool:
    """Whether a secret was given; never for "", and in a time that does not tell how much of it was right."""
    return bool(secret) and hmac.compare_digest(secret.encode(errors="replace"), given.encode(errors="replace"))


def check_pictures(recipe: Recipe, owner: str) -> None:
    """Raise ValueError where a recipe trains on somebody else's private pictures. Scripts, owner "", may use all."""
    from cnnviz.data import DataError, own

    if not owner or not recipe.dataset.startswith(OWN):
        return
    with contextlib.suppress(DataError):  # training says that they are gone
        if not own.is_open_to(recipe.dataset, owner):
            raise ValueError(
                "These pictures are private: only the browser that brought them trains on them. Choose others."
            )
