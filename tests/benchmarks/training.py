"""Training: a live run against a bare loop, the digits to 97 %, MNIST against ConvNetJS, and a graphics card."""

import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cnnviz.training import Recipe, Run, start
from cnnviz.training.runs import pool
from tests.benchmarks.figure import Figure, median, say
from tests.benchmarks.serve import PEERS

SECONDS, ROUNDS = 8.0, 3
BATCH = 32
CONVNETJS = 200.0  # examples a second; Karpathy, ConvNetJS MNIST demo: "about 5 ms per example"
GOAL = 0.97
PATIENCE = 300.0
REAL = Path(os.environ.get("CNNVIZ_REAL_DATA") or Path(__file__).parents[3] / "shared" / "data")


@contextmanager
def warm_pool() -> Iterator[None]:
    """A pool in a home of its own, with a training process ready."""
    with tempfile.TemporaryDirectory() as home:
        os.environ["CNNVIZ_HOME"] = home
        here = pool.pool()
        try:
            wait_for(here.is_warm)
            time.sleep(2)  # a second process may still be starting
            yield
        finally:
            here.close()
            del os.environ["CNNVIZ_HOME"]


def wait_for(condition: object) -> None:
    """Until a call returns something true."""
    deadline = time.monotonic() + PATIENCE
    while not condition():  # type: ignore[operator]
        if time.monotonic() > deadline:
            raise RuntimeError("nothing happened in five minutes")
        time.sleep(0.002)


@contextmanager
def polled(run: Run) -> Iterator[None]:
    """While a page is open: four times a second it reads where the run is, and its new rows."""
    stop = threading.Event()

    def read() -> None:
        while not stop.wait(0.25):
            run.progress()
            run.metrics()

    thread = threading.Thread(target=read)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def live(recipe: Recipe, seconds: float = SECONDS) -> float:
    """Examples a second of a run that is watched, snapshots and validation included."""
    run = start(recipe)
    with polled(run):
        wait_for(lambda: run.progress()["step"] > 10 or run.state == "failed")
        first, began = run.progress()["step"], time.perf_counter()
        time.sleep(seconds)
        last, taken = run.progress()["step"], time.perf_counter() - began
    if run.state != "running":
        raise RuntimeError(f"the run ended too early: {run.state} {run.message}")
    examples = (last - first) * recipe.batch_size
    run.delete()
    return examples / taken


def bare(recipe: Recipe, seconds: float = SECONDS, device: str = "cpu") -> float:
    """Examples a second of a plain loop in a process of its own."""
    command = [sys.executable, str(PEERS / "bare_loop.py"), recipe.dataset, recipe.network, str(recipe.batch_size)]
    environment = os.environ | {"OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
    made = subprocess.run([*command, str(seconds), device], check=True, capture_output=True, text=True, env=environment)
    return float(made.stdout)


def against_a_bare_loop() -> Figure:
    """Watched runs and bare loops in turn, so that both meet the same moods of the machine."""
    recipe = Recipe(epochs=1000, batch_size=BATCH, device="cpu")
    pairs = []
    for turn in range(ROUNDS):
        say(f"  bare loop and live run, {turn + 1} of {ROUNDS}")
        pairs.append((live(recipe), bare(recipe)))
    ours, theirs = (median([pair[side] for pair in pairs]) for side in (0, 1))
    ratio = median([ours / theirs for ours, theirs in pairs])
    return Figure(
        "LeNet-5 on the digits, a live run that is watched",
        f"{ours:,.0f} examples/s, {ratio:.2f}×",
        "≥ 0.9×",
        f"bare PyTorch loop that validates after each epoch too, {theirs:,.0f} examples/s",
        ratio >= 0.9,
    )


def first_loss() -> Figure:
    """From start() to the first row of the metrics, with a training process ready."""
    times = []
    for turn in range(ROUNDS):
        began = time.perf_counter()
        run = start(Recipe(epochs=1000, seed=turn))
        wait_for(run.metrics)
        times.append(time.perf_counter() - began)
        run.delete()
        time.sleep(1)
    return Figure("start() → first loss, median", f"{median(times):.2f} s", "≤ 1.5 s", "–", median(times) <= 1.5)


def digits_to_the_goal() -> Figure:
    """Seconds from start() until the accuracy on validation is there, on the CPU."""
    say("  digits")
    began = time.perf_counter()
    run = start(Recipe(epochs=40, device="cpu"))
    best = 0.0
    with polled(run):
        while best < GOAL and run.state in ("queued", "running"):
            time.sleep(0.05)
            best = max((row.get("val_accuracy") or 0.0 for row in run.metrics()), default=0.0)
    taken = time.perf_counter() - began
    epochs = run.progress()["epoch"]
    run.delete()
    return Figure(
        f"LeNet-5 on the digits to {GOAL:.0%} validation accuracy, CPU",
        f"{taken:.1f} s, {best:.1%} after {epochs} epochs",
        "≤ 20 s",
        "–",
        taken <= 20 and best >= GOAL,
    )


def mnist() -> list[Figure]:
    """Examples a second on 8,000 real pictures; nothing where they are not on this computer."""
    if not (REAL / "MNIST" / "raw").is_dir():
        return [Figure("LeNet-5 on MNIST", f"not measured: there is no {REAL / 'MNIST'}", "≥ 20× ConvNetJS")]
    say("  MNIST")
    data = Path(os.environ["CNNVIZ_HOME"]) / "data"
    data.mkdir(parents=True, exist_ok=True)
    (data / "MNIST").symlink_to(REAL / "MNIST", target_is_directory=True)
    rate = live(Recipe(dataset="mnist", batch_size=128, epochs=1000, device="cpu"))
    return [
        Figure(
            "LeNet-5 on MNIST, 8,000 pictures, CPU",
            f"{rate:,.0f} examples/s, {rate / CONVNETJS:.0f}×",
            "≥ 20×",
            f"ConvNetJS' published 5 ms per example, {CONVNETJS:.0f}/s",
            rate >= 20 * CONVNETJS,
        )
    ]


def on_a_card() -> list[Figure]:
    """A run against an eager loop, and eight runs at once against one; nothing without CUDA."""
    import torch

    if not torch.cuda.is_available():
        return [Figure("LeNet-5 on CUDA", "not measured: no such device here", "≥ 3× eager")]
    recipe = Recipe(epochs=1000, batch_size=BATCH, device="cuda")
    say("  CUDA")
    one, eager = live(recipe), bare(recipe, device="cuda")
    runs = [start(Recipe(epochs=1000, batch_size=BATCH, device="cuda", seed=seed)) for seed in range(8)]
    wait_for(lambda: all(run.progress()["step"] > 10 for run in runs))
    before, began = sum(run.progress()["step"] for run in runs), time.perf_counter()
    time.sleep(SECONDS)
    eight = (sum(run.progress()["step"] for run in runs) - before) * BATCH / (time.perf_counter() - began)
    for run in runs:
        run.delete()
    name = torch.cuda.get_device_name()
    return [
        Figure(
            f"LeNet-5 on {name}", f"{one:,.0f} examples/s, {one / eager:.1f}×", "≥ 3×",
            f"eager loop {eager:,.0f} examples/s", one >= 3 * eager,
        ),
        Figure(f"8 runs at once on {name}, together", f"{eight:,.0f} examples/s", "–", f"one run, {eight / one:.1f}×"),
    ]  # fmt: skip


def measure() -> list[Figure]:
    """Each figure on a pool in a home of its own; a CPU run trains on one thread."""
    with warm_pool():
        return [against_a_bare_loop(), first_loss(), digits_to_the_goal(), *mnist(), *on_a_card()]
