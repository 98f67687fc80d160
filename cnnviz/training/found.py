"""What a network says of the scenes that are shown: one of a run, or one that ships."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cnnviz import kept
from cnnviz.data import scene_sets

if TYPE_CHECKING:
    from torch import Tensor

    from cnnviz.data.scene_sets import SceneSet
    from cnnviz.training.runs.run import Run


@dataclass(frozen=True, eq=False)
class Found:
    """A network's raw scores (n, …) for the scenes that are shown, and which network and set these are of."""

    network: str
    dataset: str
    scores: "Tensor"

    @property
    def scenes(self) -> "SceneSet":
        return scenes(self.dataset)


@kept.keep
def scenes(dataset: str) -> "SceneSet":
    """The scenes of a set that are shown."""
    return scene_sets.shown(dataset)


@kept.keep
def shipped(network: str, dataset: str) -> Found:
    """What a network that ships says of the scenes of a set."""
    from cnnviz.networks import shipped_scenes

    return Found(network, dataset, shipped_scenes.answers(network, scenes(dataset).images))


def of_run(run: "Run") -> Found | None:
    """What a run's network says at its last snapshot; None before there is one."""
    if not run.snapshots():
        return None
    recipe = run.recipe
    return Found(recipe.network, recipe.dataset, run.snapshot()["scenes.scores"].float())
