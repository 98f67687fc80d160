"""One run in a training process: its place in training, what is asked of it, and what is still to be written."""

import contextlib
import os
import time
import traceback
from collections import deque
from functools import lru_cache
from pathlib import Path
from typing import Any

from cnnviz import disk
from cnnviz.training import pace
from cnnviz.training.recipe import Recipe
from cnnviz.training.runs import claims, commands, endings, metrics, room, store
from cnnviz.words import say

WRITE_EVERY = 0.2  # seconds between two writings of metrics and state
SNAPSHOT_SHARE, SNAPSHOT_START = 0.04, 0.3  # of the training time, and seconds on top, may go into snapshots
SNAPSHOT_EVERY = 10.0  # seconds; so much training at most is lost with a process
WATCHED_EVERY = 1.0  # seconds between two snapshots of a run that people watch, unless one costs a tenth of that


class TooLarge(ValueError):
    """A run has reached the size that one run may have."""


class Job:
    """One run in this process: its trainer, its place in training, and what is still to be written."""

    def __init__(self, folder: Path, device: str) -> None:
        self.folder = folder
        self.id = folder.name
        self.recipe = Recipe.from_json((folder / "recipe.json").read_bytes())
        state = store.read_state(folder)
        self.pool = state.get("pool")
        self.mode = "running"  # running, paused, waiting (paused, and would like to go on), gone
        self.target: int | None = None  # pause at this step
        self.pace = pace.known(state.get("pace"))
        self.due = 0.0  # when the next step may begin, on the monotonic clock
        self.rows: list[dict[str, Any]] = []
        self.evaluation: dict[str, float | None] = {}  # the last one, on validation
        self.written = 0.0
        self.paused_at = 0.0
        self.active_seconds = float(state.get("active_seconds") or 0)  # of its earlier turns too
        self.cpu_seconds = 0.0  # the same on this thread's clock, which a busy machine does not change
        self.window: deque[tuple[float, int]] = deque(maxlen=64)  # (active seconds, step)
        self.snapshot_seconds = 0.0
        self.snapshot_cost = 0.0
        self.snapshot_step = -1
        self.snapshot_at = self.active_seconds
        self.snapshot_seen = 0.0  # when the last one was taken, on the monotonic clock
        self.device = device
        self.trainer: Any = None
        self.watched = 0  # index of the picture whose feature maps are kept

    def load(self) -> None:
        """Build the trainer and put it where the last snapshot was. Raises ValueError with a sentence."""
        before = store.read_state(self.folder)
        store.write_state(self.folder, state="running", message="", place=0, worker=os.getpid(), began=time.time())
        from cnnviz.training.loop import Trainer

        dataset = kept_dataset(self.recipe.dataset)
        self.watched = chosen(dataset, disk.read_json(self.folder / "about.json").get("watched"))
        self.trainer = Trainer(self.recipe, dataset, device=self.device)
        for step in reversed(store.snapshots(self.folder)):
            try:
                self.trainer.load_state(_read_snapshot(self.folder, step))
            except Exception:  # cut off by a full disk, or damaged: the one before is as good
                store.snapshot_path(self.folder, step).unlink(missing_ok=True)
                self.trainer = Trainer(self.recipe, dataset, device=self.device)
                continue
            self.snapshot_step = step
            break
        metrics.keep_rows(self.folder, self.trainer.step)
        if self.snapshot_step == before.get("step") and "val_loss" in before:
            self.evaluation = {name: before[name] for name in ("val_loss", "val_accuracy")}
        else:
            self.evaluation = metrics.last_evaluation(self.folder)
        if self.snapshot_step < 0:
            self.snapshot()
        self.write(state="running")

    # ------------------------------------------------------------------------------------------- training

    @property
    def interval(self) -> float:
        """Seconds from one step to the next, at least."""
        return pace.seconds_per_step(self.pace, self.trainer.total_steps) if self.trainer else 0.0

    def wait(self) -> float:
        """Seconds until its next step may begin."""
        return max(0.0, self.due - time.monotonic()) if self.interval else 0.0

    def advance(self, seconds: float) -> None:
        """Train for about that long. Raises what training raises; the rows so far are kept for writing."""
        start = now = time.perf_counter()
        cpu = time.thread_time()
        if self.wait():
            return
        while self.mode == "running" and now - start < seconds and not self.wait():
            self.due = time.monotonic() + self.interval
            self.train_step()
            if self.trainer.finished:
                self.snapshot()
                self.end("finished", "")
            elif self.target is not None and self.trainer.step >= self.target:
                self.pause()
            elif self._snapshot_is_due():
                self.snapshot()
            end = time.perf_counter()
            self.active_seconds += end - now
            now = end
            self.cpu_seconds += time.thread_time() - cpu
            cpu = time.thread_time()
        if self.mode == "running":
            self.window.append((self.active_seconds, self.trainer.step))
            limit = 60 * store.setting("CNNVIZ_RUN_MINUTES", 20)
            if self.active_seconds > limit:
                self.snapshot()
                self.end(
                    "stopped",
                    say(
                        "This run has trained for {minutes:g} minutes, the most at a time here: "
                        "press resume to queue it again and go on from step {step:,}.",
                        minutes=limit / 60,
                        step=self.trainer.step,
                    ),
                )
            elif time.monotonic() - self.written > WRITE_EVERY - self.interval or self.trainer.step == 1:
                self.write()

    def train_step(self) -> None:
        self.trainer.train_step()
        if self.trainer.step % self.trainer.steps_per_epoch == 0:
            self.collect()
            self.evaluation = self.trainer.evaluate()
            self.rows[-1].update(self.evaluation)

    def collect(self) -> None:
        """Read the numbers of the last steps off the device. Raises NotANumber when they are none any more."""
        try:
            self.rows += self.trainer.flush()
        except ValueError as error:
            self.rows += getattr(error, "rows", [])
            raise

    def _snapshot_is_due(self) -> bool:
        """Dense at first, when much changes; later in proportion, and never for more than a share of the time."""
        step, since = self.trainer.step, self.active_seconds - self.snapshot_at
        if self.interval and time.monotonic() - self.snapshot_seen > max(WATCHED_EVERY, 10 * self.snapshot_cost):
            return True
        wanted = step >= 1.15 * self.snapshot_step + 1 or step % self.trainer.steps_per_epoch == 0
        if not wanted and since < SNAPSHOT_EVERY:
            return False
        return self.snapshot_seconds + self.snapshot_cost < SNAPSHOT_START + SNAPSHOT_SHARE * self.cpu_seconds

    def snapshot(self, *, again: bool = False) -> None:
        """Keep the network as it is now, and what can be read off it; does nothing if that was just done."""
        step = self.trainer.step
        if step == self.snapshot_step and not again:
            return
        self.collect()  # weights behind a loss that is no number are not worth keeping
        start = time.thread_time()
        data = packed(self.trainer, self.watched)
        path = store.snapshot_path(self.folder, step)
        self._make_room(len(data))
        self._append()  # first: a run that goes on from this snapshot needs every row before it
        disk.write_bytes(path, data)
        self.snapshot_cost = time.thread_time() - start
        self.snapshot_seconds += 0 if self.interval else self.snapshot_cost
        self.snapshot_step, self.snapshot_at, self.snapshot_seen = step, self.active_seconds, time.monotonic()

    def _make_room(self, wanted: int) -> None:
        """Drop snapshots from where they are densest, for their number and for the size of the run."""
        limit = 1e6 * store.setting("CNNVIZ_RUN_MB", 200)
        steps = store.snapshots(self.folder)
        used = room.size(self.folder)
        while len(steps) >= store.MOST_SNAPSHOTS or used + wanted > limit:
            if len(steps) < 4:
                raise TooLarge(
                    say(
                        "This run would need more than the {limit:g} MB that one run may keep: "
                        "choose a smaller network.",
                        limit=limit / 1e6,
                    )
                )
            step = store.most_crowded(steps)
            steps.remove(step)
            path = store.snapshot_path(self.folder, step)
            used -= path.stat().st_size
            path.unlink()

    # -------------------------------------------------------------------------------------------- writing

    def write(self, **changes: Any) -> None:
        """Append the rows so far and say where the run is."""
        self.collect()
        self._append()
        self.written = time.monotonic()
        store.write_state(self.folder, self.pool, **(self._progress() | changes))

    def _append(self) -> None:
        rows, self.rows = self.rows, []
        if rows:
            metrics.append_rows(self.folder, rows)

    def _progress(self) -> dict[str, Any]:
        trainer = self.trainer
        rate = None
        if len(self.window) > 1:
            (t0, step0), (t1, step1) = self.window[0], self.window[-1]
            rate = (step1 - step0) / (t1 - t0) if t1 > t0 else None
        if rate and self.interval:
            rate = min(rate, 1 / self.interval)
        return {
            "step": trainer.step,
            "epoch": trainer.epoch,
            "total_steps": trainer.total_steps,
            "steps_per_epoch": trainer.steps_per_epoch,
            "learning_rate": float(trainer.learning_rate),
            "pace": self.pace,
            "examples_per_second": rate and rate * self.recipe.batch_size,
            "seconds_left": rate and (trainer.total_steps - trainer.step) / rate,
            "device": str(trainer.device),
            **self.evaluation,
        }

    def pause(self) -> None:
        self.target = None
        self.mode, self.paused_at = "paused", time.monotonic()
        self.window.clear()
        self.snapshot()
        self.write(state="paused", message="", place=0)

    def go_on(self) -> None:
        self.mode = "running"
        self.window.clear()
        self.write(state="running", message="", place=0)

    def give_way(self) -> None:
        """Let others train first; it goes on from here when it is its turn again."""
        if self.mode != "running":
            return
        self.snapshot()
        if self.target is not None:
            commands.give(self.folder, "epoch")  # to the end of the same one
        self.mode = "gone"
        waits: dict[str, Any] = {"place": 0, "seconds_left": None, "worker": None}
        self.write(state="queued", message="", active_seconds=self.active_seconds, **waits)
        claims.release(self.folder)

    def end(self, state: str, message: str) -> None:
        """The last word on this run in this process."""
        self.mode = "gone"
        self.write(state=state, message=message, place=0, seconds_left=None, pool=None, worker=None)
        claims.release(self.folder)

    def fail(self, error: BaseException) -> str:
        """Write down in one sentence what happened, and the traceback in the log; what was written so far stays."""
        self.mode = "gone"
        if (
            isinstance(error, TooLarge)
            or type(error).__name__ == "NotANumber"
            or (self.trainer is None and isinstance(error, ValueError))
        ):
            message = str(error)
        else:
            kept = store.snapshots(self.folder)
            message = endings.broken_off(error, kept, device=self.device, batch_size=self.recipe.batch_size)
        text = "".join(traceback.format_exception(error))
        with contextlib.suppress(Exception):
            self._append()
        with contextlib.suppress(OSError):
            store.write_state(
                self.folder, self.pool, state="failed", message=message, place=0, seconds_left=None, pool=None,
                worker=None,
            )  # fmt: skip
        with contextlib.suppress(OSError), open(self.folder / "log.txt", "a", encoding="utf-8") as log:
            log.write(f"{time.strftime('%Y-%m-%d %H:%M:%S')}\n{text}\n")
        claims.release(self.folder)
        return message

    # ------------------------------------------------------------------------------------------- commands

    def listen(self) -> None:
        """Do what is asked for. A command's file is removed when its effect can be seen."""
        for path, kind, value in commands.waiting(self.folder):
            try:
                self.obey(kind, value)
            finally:
                path.unlink(missing_ok=True)
            if self.mode == "gone":
                break

    def obey(self, kind: str, value: Any) -> None:
        if kind == "pause" and self.mode != "paused":
            self.pause()
        elif kind == "resume":
            self.target = None
            if self.mode == "paused":
                self.mode = "waiting"
                store.write_state(self.folder, state="queued", message="")
        elif kind == "step":
            self.train_step()
            if self.trainer.finished:
                self.snapshot()
                self.end("finished", "")
            else:
                self.pause()
        elif kind == "epoch":
            per_epoch = self.trainer.steps_per_epoch
            self.target = (self.trainer.step // per_epoch + 1) * per_epoch
            self.go_on()
        elif kind == "stop":
            self.snapshot()
            self.end(
                "stopped", say("Stopped at step {step:,}: press resume to go on from there.", step=self.trainer.step)
            )
        elif kind == "learning_rate":
            self.trainer.set_learning_rate(float(value))
            self.write()
        elif kind == "pace" and value in pace.PACES:
            self.pace, self.due = value, 0.0
            self.write()
        elif kind == "snapshot":
            self.snapshot()
        elif kind == "watch":
            self.watched = chosen(self.trainer.dataset, value)
            self.snapshot(again=True)


@lru_cache(maxsize=2)
def _dataset(name: str) -> Any:
    from cnnviz.data import load

    return load(name)


def kept_dataset(name: str) -> Any:
    """A data set of the catalogue is kept for the next run; a student's own is read afresh."""
    if name.startswith("own:"):
        return _dataset.__wrapped__(name)
    return _dataset(name)


def chosen(dataset: Any, index: Any) -> int:
    """That index if there is such a picture, or that of the first one of validation."""
    if isinstance(index, int) and 0 <= index < len(dataset.images):
        return index
    return int(dataset.validation[0]) if len(dataset.validation) else 0


def packed(trainer: Any, watched: int) -> bytes:
    """A snapshot: what training goes on from, and what can be read off the network with the watched picture."""
    import torch
    from safetensors.torch import save

    from cnnviz.training.inspection import inspect

    tensors = inspect(trainer, trainer.dataset.images[watched]) | {"watched.index": torch.tensor(watched)}
    tensors |= trainer.state()
    return save({name: tensor.detach().cpu().contiguous() for name, tensor in tensors.items()})


def _read_snapshot(folder: Path, step: int) -> dict[str, Any]:
    from safetensors.torch import load

    return load(store.snapshot_path(folder, step).read_bytes())
