"""Finding objects in scenes: seconds from start() until AP50 or mIoU on held-back scenes is there, from three seeds."""

import time
from dataclasses import replace

from cnnviz.training import Recipe, start
from cnnviz.training.scene_recipes import CROWDED, DETECTION, SEGMENTATION
from tests.benchmarks.figure import Figure, median, say
from tests.benchmarks.training import polled, warm_pool

SEEDS = range(3)
TRAININGS = {
    "tiny YOLO, scenes of 1 to 3 objects": (DETECTION, "AP50", 0.95, 15.0),
    "tiny YOLO, 6 objects with overlaps and noise": (CROWDED, "AP50", 0.8, 40.0),
    "U-Net, scenes with overlaps": (SEGMENTATION, "mIoU", 0.8, 60.0),
}


def trained(recipe: Recipe, goal: float) -> tuple[float, float]:
    """Seconds from start() to the goal, infinite where it is not reached, and the last measure of the whole run."""
    began, reached = time.perf_counter(), float("inf")
    run = start(recipe)
    with polled(run):
        while run.state in ("queued", "running"):
            time.sleep(0.05)
            if (run.progress().get("val_accuracy") or 0.0) >= goal:
                reached = min(reached, time.perf_counter() - began)
    if run.state != "finished":
        raise RuntimeError(f"the run ended as {run.state}: {run.message}")
    last = float(run.progress()["val_accuracy"])
    run.delete()
    return reached, last


def to_the_goal(name: str, recipe: Recipe, measure: str, goal: float, limit: float) -> Figure:
    found = []
    for seed in SEEDS:
        say(f"  {name}, seed {seed}")
        found.append(trained(replace(recipe, seed=seed, device="cpu"), goal))
    seconds = ", ".join(f"{taken:.1f}" for taken, _ in found)
    ends = ", ".join(f"{last:.3f}" for _, last in found)
    return Figure(
        f"{name}: start() → {measure} {goal:g} on held-back scenes, CPU, seeds 0 to 2",
        f"{seconds} s; at the end {ends}",
        f"≤ {limit:.0f} s",
        "–",
        max(taken for taken, _ in found) <= limit,
    )


def what_skips_make() -> Figure:
    """The mIoU of the same training with and without skips."""
    ends: dict[str, list[float]] = {}
    for network in ("unet", "unet_no_skips"):
        say(f"  {network}")
        ends[network] = [
            trained(replace(SEGMENTATION, network=network, seed=seed, device="cpu"), 1.0)[1] for seed in SEEDS
        ]
    more = [one - other for one, other in zip(*ends.values(), strict=True)]
    return Figure(
        "U-Net with skips against without, mIoU at the end, seeds 0 to 2",
        f"{median(ends['unet']):.3f} against {median(ends['unet_no_skips']):.3f}, {min(more):+.3f} at least",
        "> 0",
        "–",
        min(more) > 0,
    )


def measure() -> list[Figure]:
    """Each in a pool in a home of its own; a run trains on one thread."""
    with warm_pool():
        return [*(to_the_goal(name, *given) for name, given in TRAININGS.items()), what_skips_make()]
