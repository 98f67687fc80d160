"""Trains the networks for scenes: `python -m models.scenes tiny_yolo`, a few minutes on one core; without a name, all.

They learn as a run of the app does, from `cnnviz.training.scene_recipes`, for more epochs.
"""

import sys
from dataclasses import replace

import torch
from safetensors.torch import save_file

from cnnviz.data import load
from cnnviz.data.scene_sets import load_scenes
from cnnviz.networks.scene_networks import NETWORKS
from cnnviz.training.loop import Trainer
from cnnviz.training.recipe import Recipe
from cnnviz.training.scene_recipes import CROWDED, DETECTION, SEGMENTATION
from models.fitting import HERE, SHORT, begin

SEED, EPOCHS = 0, {"tiny_yolo": 16, "tiny_yolo_2": 32, "unet": 10, "unet_no_skips": 10}
RECIPES = {
    "tiny_yolo": DETECTION, "tiny_yolo_2": CROWDED, "unet": SEGMENTATION,
    "unet_no_skips": replace(SEGMENTATION, network="unet_no_skips"),
}  # fmt: skip


def recipe_of(name: str) -> Recipe:
    return replace(RECIPES[name], epochs=1 if SHORT else EPOCHS[name], seed=SEED, device="cpu")


def main(names: list[str]) -> None:
    for name in names or list(NETWORKS):
        begin(SEED)
        recipe = recipe_of(name)
        data = load_scenes(recipe.dataset, SEED, 32, 8) if SHORT else load(recipe.dataset)
        trainer = Trainer(recipe, data)
        while not trainer.finished:
            trainer.train_step()
            if trainer.step % trainer.steps_per_epoch == 0:
                trainer.flush()
                print(name, trainer.epoch, f"{trainer.evaluate()['val_accuracy']:.2%}", flush=True)
        kept = {f"network.{key}": value for key, value in trainer.network.state_dict().items()}
        means = {"mean": data.mean, "std": data.std}
        if not SHORT:
            save_file({key: value.detach().contiguous() for key, value in (kept | means).items()}, path(name))


def path(name: str) -> str:
    return str(HERE / f"{name}.safetensors")


if __name__ == "__main__":
    torch.set_num_threads(1)
    main([word for word in sys.argv[1:] if not word.startswith("-")])
