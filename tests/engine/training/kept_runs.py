"""Runs as a training process leaves them, trained here: for tests that need a trained network and no processes."""

import time
from collections.abc import Sequence

from safetensors.torch import save

from cnnviz import disk
from cnnviz.data import load, scene_sets
from cnnviz.training import Recipe, Run
from cnnviz.training.inspection import inspect
from cnnviz.training.loop import Trainer
from cnnviz.training.runs import metrics, store
from cnnviz.training.scene_recipes import DETECTION


def kept_run(recipe: Recipe, epochs: int, steps: Sequence[int] = (0,), owner: str = "") -> Run:
    """A run of the recipe that was stopped after so many epochs, with snapshots at some steps and at the end."""
    data = load(recipe.dataset)
    trainer = Trainer(recipe, data, device="cpu")
    last = min(epochs * trainer.steps_per_epoch, trainer.total_steps)
    about = {"name": "", "owner": owner, "created": time.time(), "parent": None, "parent_step": None}
    state = {"message": "", "place": 0, "pool": None, "worker": None, "total_steps": trainer.total_steps}
    state |= {"state": "finished" if last == trainer.total_steps else "stopped", "step": last, "epoch": epochs}
    folder = store.create(recipe.to_json(), about, state | {"steps_per_epoch": trainer.steps_per_epoch})
    watched = data.images[int(data.validation[0])]
    while True:
        if trainer.step in steps or trainer.step == last:
            snapshot = save(inspect(trainer, watched) | trainer.state())
            disk.write_bytes(store.snapshot_path(folder, trainer.step), snapshot)
        if trainer.step == last:
            return Run(folder)
        trainer.train_step()
        rows = trainer.flush()
        if trainer.step % trainer.steps_per_epoch == 0:
            rows[-1] |= trainer.evaluate()
        metrics.append_rows(folder, rows)


def scene_run(owner: str = "") -> Run:
    """A run on few scenes, as a training process would have left it: untrained, with one snapshot."""
    data = scene_sets.load_scenes("scenes", 0, 8, 8)
    trainer = Trainer(DETECTION, data, device="cpu")
    about = {"name": "", "owner": owner, "created": 0.0, "parent": None, "parent_step": None}
    state = {"state": "stopped", "message": "", "place": 0, "pool": None, "worker": None, "step": 0, "epoch": 0}
    folder = store.create(DETECTION.to_json(), about, state | {"total_steps": 9, "steps_per_epoch": 9})
    disk.write_bytes(store.snapshot_path(folder, 0), save(inspect(trainer) | trainer.state()))
    return Run(folder)
