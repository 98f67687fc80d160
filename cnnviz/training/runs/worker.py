"""The process that trains. It takes turns between its runs, does what students ask for between two steps, and writes.

The pool starts it and names runs on its standard input, one JSON object a line; it answers on its standard output.

    pool → worker   {"run": id}               load the run, or let a paused one go on
                    {"run": id, "place": n}   a paused one waits at this place
                    {"run": id, "give_way": true}   let it go; it goes on in some process when it is its turn again
    worker → pool   {"devices": [...]}        ready; what this machine can train on
                    {"run": id, "is": …}      "running", "paused", "waiting" (would like to go on) or "gone" (let go)
                    {"free": bytes, "largest": bytes}   memory of the graphics card, and of the largest run so far

When its input ends, the pool is gone: every run is written down as stopped, and the process ends.
"""

import argparse
import contextlib
import json
import os
import queue
import signal
import sys
import threading
import time
import traceback
from collections import deque
from functools import lru_cache
from pathlib import Path
from typing import Any, TextIO

from cnnviz import disk
from cnnviz.training.recipe import Recipe
from cnnviz.training.runs import claims, commands, metrics, processes, room, store
from cnnviz.words import say

WRITE_EVERY = 0.2  # seconds between two writings of metrics and state
LISTEN_EVERY = 0.02  # seconds between two looks for commands
SLICE = 0.02  # seconds that a run trains before the next one has its turn
PARK_AFTER = 120.0  # seconds after which a paused run gives its memory back
MOST_LOADED = 4  # paused runs kept in memory
SNAPSHOT_SHARE, SNAPSHOT_START = 0.04, 0.3  # of the training time, and seconds on top, may go into snapshots
SNAPSHOT_EVERY = 10.0  # seconds; so much training at most is lost with a process
NICE = 10  # where there is no idle class of scheduling


class TooLarge(Exception):
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
        self.device = device
        self.trainer: Any = None
        self.watched = 0  # index of the picture whose feature maps are kept

    def load(self) -> None:
        """Build the trainer and put it where the last snapshot was. Raises ValueError with a sentence."""
        before = store.read_state(self.folder)
        store.write_state(self.folder, state="running", message="", place=0, worker=os.getpid(), began=time.time())
        from cnnviz.training.loop import Trainer

        dataset = _dataset(self.recipe.dataset)
        self.watched = _watched(dataset, disk.read_json(self.folder / "about.json").get("watched"))
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

    def advance(self, seconds: float) -> None:
        """Train for about that long. Raises what training raises; the rows so far are kept for writing."""
        start = now = time.perf_counter()
        cpu = time.thread_time()
        while self.mode == "running" and now - start < seconds:
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
            elif time.monotonic() - self.written > WRITE_EVERY or self.trainer.step == 1:
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
        data = _to_bytes(_inspect(self.trainer, self.watched) | self.trainer.state())
        path = store.snapshot_path(self.folder, step)
        self._make_room(len(data))
        self._append()  # first: a run that goes on from this snapshot needs every row before it
        disk.write_bytes(path, data)
        self.snapshot_cost = time.thread_time() - start
        self.snapshot_seconds += self.snapshot_cost
        self.snapshot_step, self.snapshot_at = step, self.active_seconds

    def _make_room(self, wanted: int) -> None:
        """Drop snapshots from where they are densest, for their number and for the size of the run."""
        limit = 1e6 * store.setting("CNNVIZ_RUN_MB", 200)
        steps = store.snapshots(self.folder)
        used = room.size(self.folder)
        while len(steps) >= store.MOST_SNAPSHOTS or used + wanted > limit:
            if len(steps) < 4:
                raise TooLarge
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
        return {
            "step": trainer.step,
            "epoch": trainer.epoch,
            "total_steps": trainer.total_steps,
            "steps_per_epoch": trainer.steps_per_epoch,
            "learning_rate": float(trainer.learning_rate),
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
        message = explain(error, self)
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
        elif kind == "snapshot":
            self.snapshot()
        elif kind == "watch":
            self.watched = _watched(self.trainer.dataset, value)
            self.snapshot(again=True)


def explain(error: BaseException, job: Job) -> str:
    """One sentence for the student: what happened, and what to change."""
    if job.trainer is None and isinstance(error, ValueError):
        return str(error)
    if type(error).__name__ == "NotANumber":
        return str(error)
    kept = store.snapshots(job.folder)
    resume = say("press resume to go on from step {kept:,}", kept=kept[-1]) if kept else "press resume to begin again"
    text = str(error).lower()
    if isinstance(error, TooLarge):
        limit = store.setting("CNNVIZ_RUN_MB", 200)
        return say(
            "This run would need more than the {limit:g} MB that one run may keep: choose a smaller network.",
            limit=limit,
        )
    if isinstance(error, OSError) and error.errno in disk.FULL:
        return say("The disk is full: delete runs that nobody needs any more, then {resume}.", resume=resume)
    if "out of memory" in text and job.device.startswith(("cuda", "mps")):
        return say(
            "The graphics card has no memory left for this run: choose a batch size below {batch_size} "
            "or a smaller network, or wait until other runs have finished.",
            batch_size=job.recipe.batch_size,
        )
    if isinstance(error, MemoryError) or "allocate memory" in text or "out of memory" in text:
        return say(
            "There is not enough memory for this run: choose a batch size below {batch_size}, "
            "a smaller network or fewer examples.",
            batch_size=job.recipe.batch_size,
        )
    first = (str(error).splitlines() or [""])[0][:160]
    return say(
        "Training broke off with an error of the program ({name}: {first}): {resume}.",
        name=type(error).__name__, first=first, resume=resume,
    )  # fmt: skip


class Worker:
    """The runs of this process and the pipe to the pool."""

    def __init__(self, device: str, answers: TextIO) -> None:
        self.device = device
        self.answers = answers
        self.jobs: dict[str, Job] = {}
        self.inbox: queue.Queue[dict[str, Any] | None] = queue.Queue()
        self.ending = False
        self.largest = 0
        self.told: dict[str, str] = {}
        self.parent = os.getppid()

    def say(self, **message: Any) -> None:
        try:
            self.answers.write(json.dumps(message) + "\n")
            self.answers.flush()
        except (OSError, ValueError):
            self.ending = True

    def hear(self) -> None:
        """The thread that reads the pool's messages; None when there will be no more."""
        with contextlib.suppress(OSError, ValueError):
            for line in sys.stdin:
                self.inbox.put(json.loads(line))
        self.inbox.put(None)

    def work(self) -> None:
        """Take turns until the pool is gone."""
        listened = 0.0
        while not self.ending:
            active = [job for job in self.jobs.values() if job.mode == "running"]
            self._read_inbox(0.0 if active else LISTEN_EVERY if self.jobs else 1.0)
            for job in active:
                self._guarded(job, lambda job=job: job.advance(SLICE))
            if self.jobs and (not active or time.monotonic() - listened > LISTEN_EVERY):
                listened = time.monotonic()
                for job in list(self.jobs.values()):
                    self._guarded(job, job.listen)
                self._park()
            self._tell()
            if os.getppid() != self.parent:
                self.ending = True
        for job in self.jobs.values():
            self._guarded(job, lambda job=job: self._let_go(job))

    def _read_inbox(self, patience: float) -> None:
        try:
            message = self.inbox.get(timeout=patience) if patience else self.inbox.get_nowait()
        except queue.Empty:
            return
        if message is None:
            self.ending = True
        elif "give_way" in message:
            if job := self.jobs.get(message["run"]):
                self._guarded(job, job.give_way)
        elif "place" in message:
            if (job := self.jobs.get(message["run"])) and job.mode == "waiting":
                self._guarded(job, lambda: store.write_state(job.folder, place=message["place"]))
        else:
            self._take(message["run"])

    def _take(self, run_id: str) -> None:
        if job := self.jobs.get(run_id):
            if job.mode in ("waiting", "paused"):
                self._guarded(job, job.go_on)
            return
        folder = store.runs_folder() / run_id
        try:
            job = Job(folder, self.device)
        except (OSError, ValueError) as error:
            with contextlib.suppress(OSError):
                store.write_state(folder, state="failed", message=str(error), pool=None)
            claims.release(folder)
            self.say(run=run_id, **{"is": "gone"})
            return
        self.jobs[run_id] = job
        before = _memory_free(self.device)
        self._guarded(job, job.load)
        self._guarded(job, job.listen)
        if job.mode == "running":
            self._guarded(job, lambda: job.advance(0.001))
        if self.device.startswith("cuda"):
            free = _memory_free(self.device)
            self.largest = max(self.largest, before - free, 50_000_000)
            self.say(free=free, largest=self.largest)

    def _guarded(self, job: Job, act: Any) -> None:
        """Whatever goes wrong in one run stays with it."""
        if job.mode == "gone":
            return
        try:
            act()
        except Exception as error:
            if not job.folder.exists():
                job.mode = "gone"  # deleted by its owner
                return
            message = job.fail(error)
            if "CUDA error" in str(error):  # the whole process has lost its graphics card
                raise SystemExit(message) from error

    def _park(self) -> None:
        """Give the memory of runs back that have paused for long; their snapshot is on disk."""
        resting = sorted((job.paused_at, job.id) for job in self.jobs.values() if job.mode == "paused")
        for paused_at, run_id in resting:
            if len(resting) > MOST_LOADED or time.monotonic() - paused_at > PARK_AFTER:
                job = self.jobs[run_id]
                job.mode = "gone"
                with contextlib.suppress(OSError):
                    store.write_state(job.folder, worker=None)
                claims.release(job.folder)
                resting = resting[1:]

    def _let_go(self, job: Job) -> None:
        job.snapshot()
        job.end("stopped", store.interrupted(job.folder))

    def _tell(self) -> None:
        """Tell the pool what has changed, and forget runs that are done."""
        for run_id, job in list(self.jobs.items()):
            if self.told.get(run_id) != job.mode:
                self.told[run_id] = job.mode
                self.say(run=run_id, **{"is": job.mode})
            if job.mode == "gone":
                del self.jobs[run_id], self.told[run_id]
                if self.device.startswith("cuda"):
                    del job
                    _empty_cache()
                    self.say(free=_memory_free(self.device), largest=self.largest)


# ------------------------------------------------------------------------------------------- PyTorch, late


@lru_cache(maxsize=2)
def _kept_dataset(name: str) -> Any:
    from cnnviz.data import load

    return load(name)


def _dataset(name: str) -> Any:
    """A data set of the catalogue is kept for the next run; a student's own is read afresh."""
    if name.startswith("own:"):
        return _kept_dataset.__wrapped__(name)
    return _kept_dataset(name)


def _watched(dataset: Any, index: Any) -> int:
    """That index if there is such a picture, or that of the first one of validation."""
    if isinstance(index, int) and 0 <= index < len(dataset.images):
        return index
    return int(dataset.validation[0]) if len(dataset.validation) else 0


def _inspect(trainer: Any, watched: int) -> dict[str, Any]:
    import torch

    from cnnviz.training.inspection import inspect

    return inspect(trainer, trainer.dataset.images[watched]) | {"watched.index": torch.tensor(watched)}


def _to_bytes(tensors: dict[str, Any]) -> bytes:
    from safetensors.torch import save

    return save({name: tensor.detach().cpu().contiguous() for name, tensor in tensors.items()})


def _read_snapshot(folder: Path, step: int) -> dict[str, Any]:
    from safetensors.torch import load

    return load(store.snapshot_path(folder, step).read_bytes())


def _memory_free(device: str) -> int:
    import torch

    return int(torch.cuda.mem_get_info(device)[0]) if device.startswith("cuda") else 0


def _empty_cache() -> None:
    import torch

    torch.cuda.empty_cache()


def _devices() -> list[str]:
    """What this machine can train on, the best first."""
    import torch

    found = [f"cuda:{number}" for number in range(torch.cuda.device_count())] if torch.cuda.is_available() else []
    if torch.backends.mps.is_available():
        found.append("mps")
    return [*found, "cpu"]


def _warm_up(device: str) -> None:
    """What the first run would wait for: imports, the shipped digits, the first convolution."""
    import torch

    from cnnviz.training.loop import Trainer

    torch.set_num_threads(1)
    dataset = _dataset("digits")
    trainer = Trainer(Recipe(), dataset, device=device)
    trainer.train_step()
    trainer.flush()
    trainer.evaluate()
    _to_bytes(_inspect(trainer, _watched(dataset, None)) | trainer.state())


def _limit_memory(device: str) -> None:
    """A run that needs too much fails by itself, before the system ends some process to get memory back."""
    share = 0.8e-6 * processes.memory() / store.setting("CNNVIZ_WORKERS", processes.cores())
    limit = int(1e6 * store.setting("CNNVIZ_MEMORY_MB", max(share, 1000)))
    if sys.platform == "linux" and device == "cpu":
        import resource

        resource.setrlimit(resource.RLIMIT_DATA, (limit, resource.getrlimit(resource.RLIMIT_DATA)[1]))


def _stand_back() -> None:
    """Pages come first: where the system can, they take the processor from this process at once.

    CNNVIZ_PRIORITY=normal leaves it as it is: for scripts and tests without pages, on machines that others keep busy.
    """
    if os.environ.get("CNNVIZ_PRIORITY") == "normal":
        return
    if hasattr(os, "nice"):
        os.nice(NICE)
    if hasattr(os, "SCHED_IDLE"):
        with contextlib.suppress(OSError):
            os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--device", default="auto")
    device = arguments.parse_args().device
    _stand_back()
    os.umask(0o077)
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # whatever prints must not be taken for an answer
    signal.signal(signal.SIGINT, signal.SIG_IGN)

    devices = _devices()
    worker = Worker(devices[0] if device == "auto" else device, answers)
    signal.signal(signal.SIGTERM, lambda *_: setattr(worker, "ending", True))
    _limit_memory(worker.device)
    threading.Thread(target=worker.hear, name="pool", daemon=True).start()
    with contextlib.suppress(Exception):
        _warm_up(worker.device)
    worker.say(devices=devices, device=worker.device)
    worker.work()
    sys.stdout.flush()
    os._exit(0)  # the thread that reads may hold standard input


if __name__ == "__main__":
    main()
