"""The process that trains. It takes turns between its runs, does what students ask for between two steps, and writes.

The pool starts it and names runs on its standard input, one JSON object a line; it answers on its standard output.

    pool → worker   {"run": id}               load the run, or let a paused one go on
                    {"run": id, "place": n}   a paused one waits at this place
                    {"run": id, "give_way": true}   let it go; it goes on in some process when it is its turn again
    worker → pool   {"devices": [...]}        ready; what this machine can train on
                    {"run": id, "is": …}      "running", "paused", "waiting" (would like to go on) or "gone" (let go);
                                              "slow": whether it leaves the processor to others between its steps
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
from typing import Any, TextIO

from cnnviz.training.recipe import Recipe
from cnnviz.training.runs import claims, endings, processes, store
from cnnviz.training.runs.job import Job, chosen, kept_dataset, packed

LISTEN_EVERY = 0.02  # seconds between two looks for commands
SLICE = 0.02  # seconds that a run trains before the next one has its turn
PARK_AFTER = 120.0  # seconds after which a paused run gives its memory back
MOST_LOADED = 4  # paused runs kept in memory
NICE = 10  # where there is no idle class of scheduling


class Worker:
    """The runs of this process and the pipe to the pool."""

    def __init__(self, device: str, answers: TextIO) -> None:
        self.device = device
        self.answers = answers
        self.jobs: dict[str, Job] = {}
        self.inbox: queue.Queue[dict[str, Any] | None] = queue.Queue()
        self.ending = False
        self.largest = 0
        self.told: dict[str, tuple[str, bool]] = {}
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
            wait = min((job.wait() for job in active), default=LISTEN_EVERY)
            self._read_inbox(min(wait, LISTEN_EVERY) if self.jobs else 1.0)
            for job in active:
                self._guarded(job, lambda job=job: job.advance(SLICE))
            if self.jobs and (not active or time.monotonic() - listened >= LISTEN_EVERY):
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
        job.end("stopped", endings.interrupted(store.snapshots(job.folder)))

    def _tell(self) -> None:
        """Tell the pool what has changed, and forget runs that are done."""
        for run_id, job in list(self.jobs.items()):
            now = job.mode, job.interval > 0
            if self.told.get(run_id) != now:
                self.told[run_id] = now
                self.say(run=run_id, slow=now[1], **{"is": job.mode})
            if job.mode == "gone":
                del self.jobs[run_id], self.told[run_id]
                if self.device.startswith("cuda"):
                    del job
                    _empty_cache()
                    self.say(free=_memory_free(self.device), largest=self.largest)


# -------------------------------------------------------------------------------------------- this machine


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
    dataset = kept_dataset("digits")
    trainer = Trainer(Recipe(), dataset, device=device)
    trainer.train_step()
    trainer.flush()
    trainer.evaluate()
    packed(trainer, chosen(dataset, None))


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
