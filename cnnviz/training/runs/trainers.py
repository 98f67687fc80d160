"""The training processes of a pool: started ahead of time, told what to train, and heard.

What a process says and that it has ended is put into the pool's queue of events, for the pool's own thread.
"""

import contextlib
import json
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cnnviz.training.runs import processes

SPARE = 2  # training processes kept warm beyond the busy ones
CARD_RESERVE = 500_000_000  # bytes of a graphics card that stay free
CARD_RUNS = 16  # more take turns too rarely to be watched
TOGETHER = 4  # runs in a process without a card, where all but one are slow: each holds its data in memory
_ROOT = Path(__file__).parents[3]

Events = queue.Queue[tuple[str, Any, Any]]  # ("message", the process, what it says), ("end", the process, None)


@dataclass
class TrainingProcess:
    """A training process as the pool sees it. jobs: run id → "running", "paused" or "waiting"; slow: those of them that
    leave the processor to others between their steps."""

    process: subprocess.Popen[str]
    device: str  # "auto" until it has told
    ready: bool = False
    jobs: dict[str, str] = field(default_factory=dict)
    slow: set[str] = field(default_factory=set)
    since: dict[str, float] = field(
        default_factory=dict
    )  # when a run's turn began; left out once it was told to give way
    free: int = 0  # bytes of its graphics card
    largest: int = 0  # bytes of the largest run so far

    @property
    def kind(self) -> str:
        return kind(self.device)

    def identity(self) -> dict[str, Any]:
        return processes.identity(self.process.pid)

    def running(self) -> int:
        return sum(state == "running" for state in self.jobs.values())

    def is_in_the_way(self, run_id: str) -> bool:
        """Whether another run could be trained here instead of this one."""
        return run_id not in self.slow or self.running() >= TOGETHER

    def begin(self, run_id: str) -> None:
        """A turn of a run begins here."""
        self.jobs[run_id] = "running"
        self.since[run_id] = time.monotonic()
        self.free -= int(1.5 * self.largest)

    def has_room(self) -> bool:
        """Whether another run can be trained here now."""
        if not self.ready:
            return False
        if self.kind not in ("cuda", "mps"):
            fast = any(mode == "running" and run_id not in self.slow for run_id, mode in self.jobs.items())
            return not fast and self.running() < TOGETHER
        if not self.jobs:
            return True
        enough = self.free - CARD_RESERVE > 1.5 * self.largest and self.largest > 0
        return self.running() < CARD_RUNS and (enough or self.kind != "cuda")

    def tell(self, **message: Any) -> bool:
        try:
            assert self.process.stdin is not None
            self.process.stdin.write(json.dumps(message) + "\n")
            self.process.stdin.flush()
        except (OSError, ValueError):
            return False
        return True


class Trainers:
    """All training processes of a pool: as many as are needed, and a few warm ones beyond.

    devices: what this machine can train on, the best first; known once the first process is ready.
    """

    def __init__(self, home: Path, most: int, events: Events) -> None:
        self.home = home
        self.most = most
        self.events = events
        self.devices: list[str] = []
        self.all: list[TrainingProcess] = []
        self._failed_starts = 0
        self._start_again_at = 0.0

    def __iter__(self) -> Iterator[TrainingProcess]:
        return iter(self.all)

    def jobs(self) -> Iterator[tuple[TrainingProcess, str, str]]:
        """(process, run id, what the run does) of every run that a process has loaded."""
        return ((trainer, run_id, mode) for trainer in self.all for run_id, mode in trainer.jobs.items())

    def holder(self, run_id: str) -> TrainingProcess | None:
        """The process that has a run loaded."""
        return next((trainer for trainer in self.all if run_id in trainer.jobs), None)

    def with_room(self, kind: str) -> TrainingProcess | None:
        """A process that can train another run on such a device now: the one that has the fewest."""
        fitting = [trainer for trainer in self.all if trainer.has_room() and trainer.kind == kind]
        return min(fitting, key=lambda trainer: len(trainer.jobs), default=None)

    def capacity(self) -> int:
        """How many runs can train at once, at most."""
        cards = sum(device != "cpu" for device in self.devices)
        return cards * CARD_RUNS or self.most

    def coming(self) -> int:
        """How many processes will be ready soon."""
        return sum(not trainer.ready for trainer in self.all) + max(self.most - len(self.all), 0)

    def note_ready(self, trainer: TrainingProcess, device: str, devices: list[str]) -> None:
        trainer.ready, trainer.device = True, device
        self.devices = devices
        for other in self.all:  # the one that is to find out counts, though another was quicker
            if other.device == "auto":
                other.device = devices[0]
        self._failed_starts = 0

    def remove(self, trainer: TrainingProcess) -> int:
        """Forget a process that has ended; returns its exit status."""
        self.all.remove(trainer)
        if not trainer.ready:
            self._failed_starts += 1
            self._start_again_at = time.monotonic() + min(2.0**self._failed_starts, 60)
        return trainer.process.wait()

    def cannot_start(self) -> bool:
        return self._failed_starts >= 3

    def keep(self, wants_cpu: Callable[[], bool]) -> None:
        """Start what is missing. wants_cpu: whether a waiting run is to be trained on the CPU."""
        if time.monotonic() < self._start_again_at:
            return
        if not self.devices:  # the first one finds out what there is
            if not self.all:
                self._start("auto")
            if self.all and len(self.all) < min(SPARE, self.most) and not _may_have_card():
                self._start("cpu")
            return
        for device in self.devices:
            if device != "cpu" and not any(trainer.device == device for trainer in self.all):
                self._start(device)
        on_cpu = [trainer for trainer in self.all if trainer.device == "cpu"]
        if len(on_cpu) == 0 and len(self.devices) > 1 and not wants_cpu():
            return  # with a graphics card nobody trains on the CPU unless a recipe says so
        idle = sum(trainer.running() == 0 for trainer in on_cpu)
        if idle < SPARE and len(on_cpu) < self.most:
            self._start("cpu")

    def close(self, patience: float) -> None:
        """End all of them; they write down first where their runs are."""
        for trainer in self.all:
            with contextlib.suppress(OSError):
                if trainer.process.stdin:
                    trainer.process.stdin.close()
        deadline = time.monotonic() + patience
        for trainer in self.all:
            try:
                trainer.process.wait(max(deadline - time.monotonic(), 0.1))
            except subprocess.TimeoutExpired:
                trainer.process.kill()
                trainer.process.wait()

    def _start(self, device: str) -> None:
        environment = os.environ | {"OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1", "CNNVIZ_HOME": str(self.home)}
        environment["CNNVIZ_WORKERS"] = str(self.most)
        paths = [str(_ROOT), *filter(None, [environment.get("PYTHONPATH")])]
        environment["PYTHONPATH"] = os.pathsep.join(paths)
        try:
            log: Any = open(self.home / "trainers.log", "ab")  # noqa: SIM115
        except OSError:
            log = subprocess.DEVNULL
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", "cnnviz.training.runs.worker", "--device", device],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            encoding="utf-8",
            env=environment,
            start_new_session=os.name != "nt",  # Ctrl-C in a terminal is for the server alone
            creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)
            | getattr(subprocess, "BELOW_NORMAL_PRIORITY_CLASS", 0),
        )
        if log is not subprocess.DEVNULL:
            log.close()
        trainer = TrainingProcess(process, device)
        self.all.append(trainer)
        threading.Thread(target=self._hear, args=(trainer,), name="trainer", daemon=True).start()

    def _hear(self, trainer: TrainingProcess) -> None:
        """The thread that reads what a training process says, until it ends."""
        assert trainer.process.stdout is not None
        for line in trainer.process.stdout:
            with contextlib.suppress(ValueError):
                self.events.put(("message", trainer, json.loads(line)))
        self.events.put(("end", trainer, None))


def kind(device: str) -> str:
    """ "cpu", "cuda" or "mps": a device without its number."""
    return device.partition(":")[0]


def _may_have_card() -> bool:
    """Whether it is worth waiting for the first training process to say that there is a graphics card."""
    return Path("/dev/nvidia0").exists() or Path("/dev/kfd").exists() or sys.platform in ("darwin", "win32")
