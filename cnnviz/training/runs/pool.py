"""The pool: how many train at once, who is next, and what happens when a training process dies.

It lives in one thread of the server's process, or of a script's. Training happens in processes of their own, which
are started ahead of time with PyTorch imported, so that a run begins at once. They are told which run to take through
a pipe; everything else is in the run's folder. When this process ends, however it ends, the pipe closes: the training
processes write down where their runs are, and end too.

On a CPU each training process trains one run at a time, and there are as many as cores. A run that has had its turn
gives way to one of a student who trains fewer, and goes on later from where it was: a short run is over in its first
turn. A graphics card has one process, which takes turns between its runs; another run is let in while the card's free
memory holds it.
"""

import atexit
import contextlib
import json
import os
import queue
import subprocess
import sys
import threading
import time
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cnnviz import disk, limits
from cnnviz.training.recipe import Recipe
from cnnviz.training.runs import claims, commands, processes, room, store
from cnnviz.words import say

MOST_RUNNING = 2  # of one owner
MOST_QUEUED = 5
SPARE = 2  # training processes kept warm beyond the busy ones
CARD_RESERVE = 500_000_000  # bytes of a graphics card that stay free
CARD_RUNS = 16  # more take turns too rarely to be watched
CLEAN_EVERY = 600.0  # seconds
SIGN_EVERY = 2.0
LOOK_EVERY = 0.1  # for commands to runs that wait
TURN = 10.0  # seconds of a run while others wait; beginning anew costs some tenths
MOST_KNOWN = 10_000  # owners whose addresses are known
_ROOT = Path(__file__).parents[3]


class Refused(ValueError):
    """The pool does not take the run; the message says what to do."""


@dataclass
class TrainingProcess:
    """A training process as the pool sees it. jobs: run id → "running", "paused" or "waiting"."""

    process: subprocess.Popen[str]
    device: str  # "auto" until it has told
    ready: bool = False
    jobs: dict[str, str] = field(default_factory=dict)
    since: dict[str, float] = field(
        default_factory=dict
    )  # when a run's turn began; left out once it was told to give way
    free: int = 0  # bytes of its graphics card
    largest: int = 0  # bytes of the largest run so far
    started: float = field(default_factory=time.monotonic)

    def identity(self) -> dict[str, Any]:
        return processes.identity(self.process.pid)

    def running(self) -> int:
        return sum(state == "running" for state in self.jobs.values())

    def has_room(self) -> bool:
        """Whether another run can be trained here now."""
        if not self.ready:
            return False
        if not self.device.startswith(("cuda", "mps")):
            return self.running() == 0
        if not self.jobs:
            return True
        enough = self.free - CARD_RESERVE > 1.5 * self.largest or not self.device.startswith("cuda")
        return self.running() < CARD_RUNS and self.largest_is_known() and enough

    def largest_is_known(self) -> bool:
        return self.largest > 0 or not self.device.startswith("cuda")

    def tell(self, **message: Any) -> bool:
        try:
            assert self.process.stdin is not None
            self.process.stdin.write(json.dumps(message) + "\n")
            self.process.stdin.flush()
        except (OSError, ValueError):
            return False
        return True


def order(waiting: Iterable[tuple[str, str]], running: dict[str, int], served: dict[str, int]) -> list[str]:
    """The ids of waiting runs, the next one first.

    waiting: (run id, owner) in the order of arrival; running: how many each owner has; served: when each owner last
    had a turn, as a growing number. Whoever has the fewest running is next, then whoever has waited longest for a
    turn: five runs of one student do not stand before the first run of another.
    """
    mine: dict[str, list[str]] = {}
    for run_id, owner in waiting:
        mine.setdefault(owner, []).append(run_id)
    arrival = {owner: number for number, owner in enumerate(mine)}
    had = {owner: running.get(owner, 0) for owner in mine}
    turn = {owner: served.get(owner, 0) for owner in mine}
    latest = max(served.values(), default=0)
    result: list[str] = []
    while mine:
        owner = min(mine, key=lambda name: (had[name], turn[name], arrival[name]))
        result.append(mine[owner].pop(0))
        had[owner] += 1
        turn[owner] = latest = latest + 1
        if not mine[owner]:
            del mine[owner]
    return result


class Pool:
    """Queue, training processes and supervision. Get the one of this process from `pool`."""

    def __init__(self) -> None:
        self.home = disk.home()
        self.pid = os.getpid()
        self.name = claims.open_pool()
        self.workers = max(int(store.setting("CNNVIZ_WORKERS", processes.cores())), 1)
        self.closed = False
        self._lock = threading.RLock()
        self._events: queue.Queue[tuple[str, Any, Any]] = queue.Queue()
        self._trainers: list[TrainingProcess] = []
        self._queue: dict[str, str] = {}  # run id → owner, in the order of arrival
        self._parked: set[str] = set()  # paused runs that gave their memory back
        self._owners: dict[str, str] = {}
        self._devices: list[str] = []  # known once the first training process is ready
        self._again: dict[str, str] = {}  # done, and asked for again before its process told
        self._places: dict[str, int] = {}
        self._turn = store.setting("CNNVIZ_TURN_SECONDS", TURN)
        self._served: dict[str, int] = {}
        self._turns = 0
        self._failed_starts = 0
        self._start_again_at = 0.0
        self._losses: dict[str, int] = {}
        self._signed = self._cleaned = self._looked = 0.0
        self._thread = threading.Thread(target=self._supervise, name="training pool", daemon=True)
        self._thread.start()

    # ---------------------------------------------------------------------------------------- from outside

    def submit(self, run_id: str) -> None:
        """Put a run that nobody trains into the queue. Raises Refused if its owner has enough there, and OSError."""
        folder = store.run_folder(run_id)
        owner = str(disk.read_json(folder / "about.json").get("owner", ""))
        with self._lock:
            if self.closed:
                raise Refused("The server is closing: start the run again in a minute.")
            state = store.current_state(folder)
            if run_id in self._queue or (state["state"] in store.LIVE and state.get("worker")):
                return
            self.check(owner)
            fresh: dict[str, Any] = {"place": 0, "worker": None, "active_seconds": 0}
            store.write_state(folder, state="queued", message="", pool=self.name, **fresh)
            if any(run_id in trainer.jobs for trainer in self._trainers):
                self._again[run_id] = owner  # it is done, and its process has not told yet
            else:
                self._enqueue(run_id, owner)
        self._events.put(("look", None, None))

    def check(self, owner: str) -> None:
        """Raises Refused if the owner may not queue another run, or nobody may from the same address.

        Scripts, whose owner is "", may always.
        """
        if not owner:
            return
        address = _addresses.get(owner, "")
        with self._lock:
            waiting = sum(name == owner for name in self._queue.values())
            running = self._running()
            room = self._capacity() - sum(running.values()) - (len(self._queue) - waiting)
            at_once = max(min(MOST_RUNNING - running.get(owner, 0), room), 0)
            here = {*self._queue, *self._parked, *(run_id for trainer in self._trainers for run_id in trainer.jobs)}
            owners = [self._owners.get(run_id, "") for run_id in here]
            paused = owners.count(owner) - waiting - running.get(owner, 0)
            together = sum(bool(address) and _addresses.get(name) == address for name in owners)
            everybody = len(self._queue)
        if waiting >= MOST_QUEUED + at_once:
            raise Refused(
                say(
                    "You have {MOST_QUEUED} runs in the queue already: stop one, or wait until the next one has begun.",
                    MOST_QUEUED=MOST_QUEUED,
                )
            )
        if paused >= limits.PAUSED:
            raise Refused(say("You have {paused} paused runs: stop one of them, or resume it.", paused=paused))
        if together >= limits.ADDRESS_RUNS:
            raise Refused(
                say(
                    "{together} runs from your network train or wait already: try again when some are done.",
                    together=together,
                )
            )
        if everybody >= limits.QUEUE:
            raise Refused(
                say("{everybody} runs wait on this server already: try again when some are done.", everybody=everybody)
            )

    def close(self, patience: float = 10.0) -> None:
        """End all training; every run is kept, and can be resumed."""
        with self._lock:
            if self.closed:
                return
            self.closed = True
        self._events.put(("look", None, None))
        if os.getpid() != self.pid:
            return
        self._thread.join(patience)
        for trainer in self._trainers:
            with contextlib.suppress(OSError):
                if trainer.process.stdin:
                    trainer.process.stdin.close()
        deadline = time.monotonic() + patience
        for trainer in self._trainers:
            try:
                trainer.process.wait(max(deadline - time.monotonic(), 0.1))
            except subprocess.TimeoutExpired:
                trainer.process.kill()
                trainer.process.wait()
        for run_id in [*self._queue, *self._parked, *(run_id for trainer in self._trainers for run_id in trainer.jobs)]:
            folder = self._folder(run_id)
            if store.read_state(folder).get("pool") == self.name:
                with contextlib.suppress(OSError):
                    message = store.interrupted(folder)
                    store.write_state(folder, state="stopped", message=message, place=0, pool=None, worker=None)
                claims.release(folder)
        claims.close_pool(self.name)

    def is_warm(self) -> bool:
        """Whether a training process waits with everything imported."""
        return any(trainer.ready for trainer in self._trainers)

    # ----------------------------------------------------------------------------------------- supervision

    def _supervise(self) -> None:
        while not self.closed:
            try:
                self._handle_events()
                with self._lock:
                    if self.closed:
                        return
                    self._obey_waiting()
                    self._dispatch()
                    self._keep_trainers()
                    self._write_places()
                self._keep_house()
            except Exception:  # a full disk, a deleted folder: the next round finds out what is left
                import logging

                logging.getLogger("cnnviz").exception("the training pool")
                time.sleep(0.5)

    def _handle_events(self) -> None:
        waiting = bool(self._queue or self._parked)
        with contextlib.suppress(queue.Empty):
            event = self._events.get(timeout=LOOK_EVERY if waiting else 0.5)
            while True:
                self._handle(*event)
                event = self._events.get_nowait()

    def _handle(self, kind: str, trainer: TrainingProcess, message: Any) -> None:
        with self._lock:
            if kind == "message" and "devices" in message:
                trainer.ready, trainer.device = True, message["device"]
                self._devices = message["devices"]
                for other in self._trainers:  # the one that is to find out counts, though another was quicker
                    if other.device == "auto":
                        other.device = self._devices[0]
                self._failed_starts = 0
            elif kind == "message" and "free" in message:
                trainer.free, trainer.largest = message["free"], message["largest"]
            elif kind == "message":
                self._note(trainer, message["run"], message["is"])
            elif kind == "end" and not self.closed:
                self._bury(trainer)

    def _enqueue(self, run_id: str, owner: str | None = None) -> None:
        if owner is not None:
            self._owners[run_id] = owner
        self._places.pop(run_id, None)
        self._queue[run_id] = self._owners.get(run_id, "")

    def _note(self, trainer: TrainingProcess, run_id: str, mode: str) -> None:
        """A training process says what a run of it does."""
        self._queue.pop(run_id, None)
        if mode != "gone":
            if mode == "running" != trainer.jobs.get(run_id):
                trainer.since[run_id] = time.monotonic()
            trainer.jobs[run_id] = mode
            if mode == "waiting":
                self._enqueue(run_id)
            return
        trainer.jobs.pop(run_id, None)
        trainer.since.pop(run_id, None)
        state = store.read_state(self._folder(run_id))
        if run_id in self._again:
            self._enqueue(run_id, self._again.pop(run_id))
        elif state.get("state") == "queued" and state.get("pool") == self.name:
            self._queue = {run_id: self._owners.get(run_id, ""), **self._queue}  # it gave way: first of its owner's
        elif state.get("state") == "paused" and state.get("pool") == self.name:
            self._parked.add(run_id)
        else:
            self._forget(run_id)

    def _bury(self, trainer: TrainingProcess) -> None:
        """A training process has ended by itself, or was killed."""
        self._trainers.remove(trainer)
        code = trainer.process.wait()
        if not trainer.ready:
            self._failed_starts += 1
            self._start_again_at = time.monotonic() + min(2.0**self._failed_starts, 60)
        shared = trainer.running() > 1
        for run_id, mode in trainer.jobs.items():
            folder = self._folder(run_id)
            claims.release(folder)
            self._queue.pop(run_id, None)
            if run_id in self._again:
                self._enqueue(run_id, self._again.pop(run_id))
            elif (state := store.read_state(folder)).get("pool") != self.name:
                self._forget(run_id)  # it was done, and had not told yet
            elif state.get("state") == "queued" and not state.get("worker"):
                self._enqueue(run_id)  # it had given way, or not begun
            else:
                with contextlib.suppress(OSError):
                    self._recover(run_id, folder, mode, code, shared)

    def _recover(self, run_id: str, folder: Path, mode: str, code: int, shared: bool) -> None:
        """What becomes of a run whose process is gone."""
        lost = self._losses[run_id] = self._losses.get(run_id, 0) + (mode == "running")
        if mode == "paused":
            store.write_state(folder, state="paused", worker=None)
            self._parked.add(run_id)
        elif mode == "waiting" or (shared and lost < 2):  # nobody can tell whose fault it was
            store.write_state(folder, state="queued", message="", place=0, worker=None)
            self._enqueue(run_id)
        else:
            message = killed(code, store.snapshots(folder))
            nothing: dict[str, Any] = {"place": 0, "seconds_left": None, "pool": None, "worker": None}
            store.write_state(folder, state="failed", message=message, **nothing)
            self._forget(run_id)

    def _obey_waiting(self) -> None:
        """Commands to runs that no training process has loaded."""
        if time.monotonic() - self._looked < LOOK_EVERY:
            return
        self._looked = time.monotonic()
        loaded = {run_id for trainer in self._trainers for run_id in trainer.jobs}
        for run_id in [*self._queue, *self._parked]:
            if run_id in loaded:
                continue
            folder = self._folder(run_id)
            if not folder.exists():  # deleted
                self._forget(run_id)
            for path, kind, _ in commands.waiting(folder):
                if kind == "stop":
                    self._forget(run_id)
                    message = "Stopped before it went on: press resume to queue it again."
                    store.write_state(folder, state="stopped", message=message, place=0, pool=None)
                elif kind == "pause":
                    if run_id in self._queue:
                        self._queue.pop(run_id)
                        self._parked.add(run_id)
                        store.write_state(folder, state="paused", message="", place=0)
                elif kind in ("resume", "step", "epoch") and run_id in self._parked:
                    self._parked.discard(run_id)
                    self._enqueue(run_id)
                    store.write_state(folder, state="queued", message="", place=0)
                    if kind != "resume":
                        break
                else:
                    continue
                path.unlink(missing_ok=True)

    def _forget(self, run_id: str) -> None:
        self._queue.pop(run_id, None)
        self._parked.discard(run_id)
        self._owners.pop(run_id, None)
        self._losses.pop(run_id, None)
        self._places.pop(run_id, None)

    def _running(self) -> dict[str, int]:
        """How many runs each owner has in training."""
        count: dict[str, int] = {}
        for trainer in self._trainers:
            for run_id, mode in trainer.jobs.items():
                if mode == "running":
                    owner = self._owners.get(run_id, "")
                    count[owner] = count.get(owner, 0) + 1
        return count

    def _capacity(self) -> int:
        """How many can train at once, at most."""
        cards = sum(device != "cpu" for device in self._devices)
        return cards * CARD_RUNS or self.workers

    def _dispatch(self) -> None:
        """Give runs to training processes, as long as there is room for the next one."""
        running = self._running()
        left: list[str] = []  # owners whose runs find no room
        for run_id in order(self._queue.items(), running, self._served):
            owner = self._queue[run_id]
            if owner and running.get(owner, 0) >= MOST_RUNNING:
                continue
            holder = next((trainer for trainer in self._trainers if run_id in trainer.jobs), None)
            if holder is None:
                holder = self._claim(run_id)
                if holder is None and run_id in self._queue:
                    left.append(owner)
            if holder is None or not holder.tell(run=run_id):
                continue
            self._queue.pop(run_id, None)
            self._places.pop(run_id, None)
            holder.jobs[run_id] = "running"
            holder.since[run_id] = time.monotonic()
            holder.free -= int(1.5 * holder.largest)
            running[owner] = running.get(owner, 0) + 1
            self._turns += 1
            self._served[owner] = self._turns
        if self._devices == ["cpu"]:  # a graphics card takes turns by itself
            self._take_turns(left, running)

    def _take_turns(self, waiting: list[str], running: dict[str, int]) -> None:
        """Tell runs that have had their turn to give way to those of waiting owners who train fewer."""
        now = time.monotonic()
        going = [
            (since, run_id, trainer)
            for trainer in self._trainers
            for run_id, since in trainer.since.items()
            if trainer.jobs.get(run_id) == "running" and now - since >= self._turn
        ]
        giving = sum(
            mode == "running" and run_id not in trainer.since
            for trainer in self._trainers
            for run_id, mode in trainer.jobs.items()
        )
        coming = sum(not trainer.ready for trainer in self._trainers) + max(self.workers - len(self._trainers), 0)
        for owner in dict.fromkeys(waiting[giving + coming :]):  # there will be room for the first of them
            fewer = [entry for entry in going if running.get(self._owners.get(entry[1], ""), 0) > running.get(owner, 0)]
            if not fewer:
                continue
            most = max(running[self._owners.get(run_id, "")] for _, run_id, _ in fewer)
            entry = min(
                (entry for entry in fewer if running[self._owners.get(entry[1], "")] == most), key=lambda e: e[:2]
            )
            _, run_id, trainer = entry
            going.remove(entry)
            running[self._owners.get(run_id, "")] -= 1
            running[owner] = running.get(owner, 0) + 1
            trainer.since.pop(run_id, None)
            trainer.tell(run=run_id, give_way=True)

    def _claim(self, run_id: str) -> TrainingProcess | None:
        """A training process with room for the run, which is then its own; None if there is none now."""
        folder = self._folder(run_id)
        kind = self._wanted(folder)
        if kind is None:
            return None
        fitting = [trainer for trainer in self._trainers if trainer.has_room() and _kind(trainer.device) == kind]
        if not fitting:
            return None
        trainer = min(fitting, key=lambda trainer: len(trainer.jobs))
        if store.read_state(folder).get("pool") != self.name:  # another pool has queued it since
            self._forget(run_id)
            return None
        if not claims.claim(folder, self.name, trainer.identity()):
            return None
        return trainer

    def _wanted(self, folder: Path) -> str | None:
        """The kind of device that trains a run: "cpu", "cuda" or "mps"; None if there is none of it."""
        if not self._devices:
            return None
        try:
            device = Recipe.from_json((folder / "recipe.json").read_bytes()).device
        except (OSError, ValueError):
            return "cpu"  # the training process says what is wrong
        kinds = [_kind(device) for device in self._devices]
        if device == "auto":
            return kinds[0]
        if device in kinds:
            return device
        self._forget(folder.name)
        message = say(
            "This computer has no device “{device}”: choose “auto”, which is {kinds} here.",
            device=device,
            kinds=kinds[0],
        )
        store.write_state(folder, state="failed", message=message, place=0, pool=None)
        return None

    def _keep_trainers(self) -> None:
        """As many training processes as are needed, and a few warm ones beyond."""
        if self._failed_starts >= 3 and self._queue:
            for run_id in list(self._queue):
                folder = self._folder(run_id)
                self._forget(run_id)
                message = say(
                    "No training process can be started: {log} says why.",
                    log=disk.home() / "trainers.log",
                )
                store.write_state(folder, state="failed", message=message, place=0, pool=None)
        if time.monotonic() < self._start_again_at:
            return
        if not self._devices:  # the first one finds out what there is
            if not self._trainers:
                self._start("auto")
            if self._trainers and len(self._trainers) < min(SPARE, self.workers) and not _may_have_card():
                self._start("cpu")
            return
        for device in self._devices:
            if device != "cpu" and not any(trainer.device == device for trainer in self._trainers):
                self._start(device)
        on_cpu = [trainer for trainer in self._trainers if trainer.device == "cpu"]
        if len(on_cpu) == 0 and len(self._devices) > 1 and not self._wants_cpu():
            return  # with a graphics card nobody trains on the CPU unless a recipe says so
        idle = sum(trainer.running() == 0 for trainer in on_cpu)
        if idle < SPARE and len(on_cpu) < self.workers:
            self._start("cpu")

    def _wants_cpu(self) -> bool:
        return any(self._wanted(self._folder(run_id)) == "cpu" for run_id in list(self._queue))

    def _start(self, device: str) -> None:
        environment = os.environ | {"OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1", "CNNVIZ_HOME": str(self.home)}
        environment["CNNVIZ_WORKERS"] = str(self.workers)
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
        self._trainers.append(trainer)
        threading.Thread(target=self._hear, args=(trainer,), name="trainer", daemon=True).start()

    def _hear(self, trainer: TrainingProcess) -> None:
        """The thread that reads what a training process says, until it ends."""
        assert trainer.process.stdout is not None
        for line in trainer.process.stdout:
            with contextlib.suppress(ValueError):
                self._events.put(("message", trainer, json.loads(line)))
        self._events.put(("end", trainer, None))

    def _write_places(self) -> None:
        """Tell each waiting run its place."""
        ordered = order(self._queue.items(), self._running(), self._served)
        places = {run_id: place for place, run_id in enumerate(ordered, 1)}
        for run_id, place in places.items():
            if self._places.get(run_id) == place:
                continue
            holder = next((trainer for trainer in self._trainers if run_id in trainer.jobs), None)
            if holder:
                holder.tell(run=run_id, place=place)
            elif store.read_state(self._folder(run_id)).get("pool") == self.name:
                with contextlib.suppress(OSError):
                    store.write_state(self._folder(run_id), place=place)
        self._places = places

    def _keep_house(self) -> None:
        now = time.monotonic()
        if now - self._signed > SIGN_EVERY:
            self._signed = now
            claims.pool_lives(self.name)
        if self._cleaned == 0 or now - self._cleaned > CLEAN_EVERY:
            self._cleaned = now
            with contextlib.suppress(OSError):
                room.clean_up()
                from cnnviz.data.own import clean_up_own  # needs more than a pool does before the first run

                clean_up_own()

    def _folder(self, run_id: str) -> Path:
        return self.home / "runs" / run_id


def killed(code: int, kept: list[int]) -> str:
    """One sentence for a run whose process ended without a word."""
    resume = say("press resume to go on from step {kept:,}", kept=kept[-1]) if kept else "press resume to begin again"
    if code < 0:
        return say(
            "The training process was killed from outside (signal {code}), often because the computer ran out of "
            "memory: choose a smaller batch size or network if it happens again, and {resume}.",
            code=-code,
            resume=resume,
        )
    return say("The training process ended by itself (exit status {code}): {resume}.", code=code, resume=resume)


def _kind(device: str) -> str:
    return device.partition(":")[0]


def _may_have_card() -> bool:
    """Whether it is worth waiting for the first training process to say that there is a graphics card."""
    return Path("/dev/nvidia0").exists() or Path("/dev/kfd").exists() or sys.platform in ("darwin", "win32")


_addresses: OrderedDict[str, str] = OrderedDict()  # owner → where its browser is


def note_address(owner: str, address: str) -> None:
    """Say from which address an owner comes; all who come from there have a limit together. "": not known."""
    _addresses[owner] = address
    _addresses.move_to_end(owner)
    if len(_addresses) > MOST_KNOWN:
        _addresses.popitem(last=False)


_pool: Pool | None = None
_making = threading.Lock()


def pool() -> Pool:
    """The pool of this process, opened if there is none; a page that trains calls it early, to find it warm."""
    global _pool
    with _making:
        if _pool is None or _pool.closed or _pool.pid != os.getpid() or _pool.home != disk.home():
            if _pool is not None and _pool.pid == os.getpid():
                _pool.close()
            _pool = Pool()
        return _pool


def close() -> None:
    """Close the pool of this process, if there is one."""
    with _making:
        if _pool is not None and _pool.pid == os.getpid():
            _pool.close()


atexit.register(close)
