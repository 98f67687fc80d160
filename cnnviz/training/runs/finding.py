"""Which runs there are: by their address, of one owner, and those that cannot be read any more."""

from cnnviz.private import mark
from cnnviz.training.runs import store
from cnnviz.training.runs.run import Run


def open_run(run_id: str) -> Run:
    """The run of an address. Raises ValueError with a sentence if there is none."""
    folder = store.run_folder(run_id)
    store.touch(folder)
    return Run(folder)


def list_runs(owner: str | None = None) -> list[Run]:
    """All runs, or those of one owner; the newest first. What cannot be read is left out: see `list_damaged`."""
    return [run for run in _runs_of(owner) if _is_readable(run)]


def list_damaged(owner: str) -> list[Run]:
    """The runs of an owner whose recipe cannot be read, so that they can be deleted; the newest first.

    Where about.json is damaged too, nobody can tell whose a run was: a clean-up deletes it once it was long not used.
    """
    return [run for run in _runs_of(owner) if not _is_readable(run)]


def _runs_of(owner: str | None) -> list[Run]:
    owner = None if owner is None else mark(owner)
    found = [run for run in map(Run, store.all_runs()) if owner in (None, run.owner)]
    return sorted(found, key=lambda run: (run.created, run.id), reverse=True)


def _is_readable(run: Run) -> bool:
    try:
        return bool(run.recipe)
    except (ValueError, OSError, TypeError):
        return False
