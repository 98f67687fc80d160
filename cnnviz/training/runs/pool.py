"""The pool: how many train at once, who is next, and what happens when a training process dies.

It lives in one thread of the server's process, or of a script's. Training happens in processes of their own, which
are started ahead of time with PyTorch imported, so that a run begins at once. They are told which run to take through
a pipe; everything else is in the run's folder. When this process ends, however it ends, the pipe closes: the training
processes write down where their runs are, and end too.

On a CPU each training process trains one run at a time, and some more that are to be watched and so need little of it;
there are as many processes as cores. A run that has had its turn
gives way to one of a student who trains fewer, and goes on later from where it was: a short run is over in its first
turn. A graphics card has one process, which takes turns between its runs; another run is let in while the card's free
memory holds it.
"""

import atexit
import contextlib
import os
import queue
import threading
import time
from collections import Counter
from pathlib import Path
from typing import Any

from cnnviz import disk
from cnnviz.training.recipe import Recipe
from cnnviz.training.runs import admission, claims, commands, endings, processes, room, store, trainers, turns
from cnnviz.training.runs.trainers import Trainers, TrainingProcess
from cnnviz.words import say

CLEAN_EVERY = 600.0  # seconds
SIGN_EVERY = 2.0
LOOK_EVERY = 0.1  # for commands to runs that wait
TURN = 10.0  # seconds of a run while others wait; beginning anew costs some tenths


class Pool:
    """Queue, training processes and supervision. Get the one of this process from `pool`."""

    def __init__(self) -> None:
        self.home = disk.home()
        self.pid = os.getpid()
        self.name = claims.open_pool()
        self.closed = False
        self._lock = threading.RLock()
        self._events: trainers.Events = queue.Queue()
        self._trainers = Trainers(
            self.home, max(int(store.setting("CNNVIZ_WORKERS", processes.cores())), 1), self._events
        )
        self._queue: dict[str, str] = {}  # run id → owner, in the order of arrival
        self._parked: set[str] = set()  # paused runs that gave their memory back
        self._owners: dict[str, str] = {}
        self._again: dict[str, str] = {}  # done, and asked for again before its process told
        self._places: dict[str, int] = {}
        self._turn = store.setting("CNNVIZ_TURN_SECONDS", TURN)
        self._served: dict[str, int] = {}
        self._turns = 0
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
                raise admission.Refused("The server is closing: start the run again in a minute.")
            state = store.current_state(folder)
            if run_id in self._queue or (state["state"] in store.LIVE and state.get("worker")):
                return
            self.check(owner)
            fresh: dict[str, Any] = {"place": 0, "worker": None, "active_seconds": 0}
            store.write_state(folder, state="queued", message="", pool=self.name, **fresh)
            if self._trainers.holder(run_id):
                self._again[run_id] = owner  # it is done, and its process has not told yet
            else:
                self._enqueue(run_id, owner)
        self._events.put(("look", None, None))

    def check(self, owner: str) -> None:
        """Raises Refused if the owner may not queue another run."""
        with self._lock:
            held = [self._owners.get(run_id, "") for run_id in self._held()]
            queued, running, capacity = list(self._queue.values()), self._running(), self._trainers.capacity()
        admission.check(owner, queued=queued, running=running, held=held, capacity=capacity)

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
        self._trainers.close(patience)
        for run_id in self._held():
            folder = self._folder(run_id)
            if store.read_state(folder).get("pool") == self.name:
                with contextlib.suppress(OSError):
                    message = endings.interrupted(store.snapshots(folder))
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
                self._trainers.note_ready(trainer, message["device"], message["devices"])
            elif kind == "message" and "free" in message:
                trainer.free, trainer.largest = message["free"], message["largest"]
            elif kind == "message":
                (trainer.slow.add if message.get("slow") else trainer.slow.discard)(message["run"])
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
        trainer.slow.discard(run_id)
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
        code = self._trainers.remove(trainer)
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
            message = endings.killed(code, store.snapshots(folder))
            nothing: dict[str, Any] = {"place": 0, "seconds_left": None, "pool": None, "worker": None}
            store.write_state(folder, state="failed", message=message, **nothing)
            self._forget(run_id)

    def _obey_waiting(self) -> None:
        """Commands to runs that no training process has loaded."""
        if time.monotonic() - self._looked < LOOK_EVERY:
            return
        self._looked = time.monotonic()
        loaded = {run_id for _, run_id, _ in self._trainers.jobs()}
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

    def _held(self) -> set[str]:
        """The ids of all runs that wait, train or pause."""
        return {*self._queue, *self._parked, *(run_id for _, run_id, _ in self._trainers.jobs())}

    def _running(self) -> dict[str, int]:
        """How many runs each owner has in training."""
        return Counter(self._owners.get(run_id, "") for _, run_id, mode in self._trainers.jobs() if mode == "running")

    def _dispatch(self) -> None:
        """Give runs to training processes, as long as there is room for the next one."""
        running = self._running()
        left: list[str] = []  # owners whose runs find no room
        for run_id in turns.order(self._queue.items(), running, self._served):
            owner = self._queue[run_id]
            if owner and running.get(owner, 0) >= admission.MOST_RUNNING:
                continue
            holder = self._trainers.holder(run_id)
            if holder is None:
                holder = self._claim(run_id)
                if holder is None and run_id in self._queue:
                    left.append(owner)
            if holder is None or not holder.tell(run=run_id):
                continue
            self._queue.pop(run_id, None)
            self._places.pop(run_id, None)
            holder.begin(run_id)
            running[owner] = running.get(owner, 0) + 1
            self._turns += 1
            self._served[owner] = self._turns
        if self._trainers.devices == ["cpu"]:  # a graphics card takes turns by itself
            self._take_turns(left, running)

    def _take_turns(self, waiting: list[str], running: dict[str, int]) -> None:
        """Tell runs that have had their turn to give way to those of waiting owners who train fewer."""
        had, leaving = [], 0
        for trainer, run_id, mode in self._trainers.jobs():
            if not trainer.is_in_the_way(run_id):
                continue
            if mode == "running" and run_id not in trainer.since:
                leaving += 1
            elif mode == "running" and time.monotonic() - trainer.since[run_id] >= self._turn:
                had.append((trainer.since[run_id], run_id, self._owners.get(run_id, "")))
        no_room = waiting[leaving + self._trainers.coming() :]
        for run_id in turns.giving_way(had, running, no_room):
            if holder := self._trainers.holder(run_id):
                holder.since.pop(run_id, None)
                holder.tell(run=run_id, give_way=True)

    def _claim(self, run_id: str) -> TrainingProcess | None:
        """A training process with room for the run, which is then its own; None if there is none now."""
        folder = self._folder(run_id)
        kind = self._wanted(folder)
        if kind is None:
            return None
        trainer = self._trainers.with_room(kind)
        if trainer is None:
            return None
        if store.read_state(folder).get("pool") != self.name:  # another pool has queued it since
            self._forget(run_id)
            return None
        if not claims.claim(folder, self.name, trainer.identity()):
            return None
        return trainer

    def _wanted(self, folder: Path) -> str | None:
        """The kind of device that trains a run: "cpu", "cuda" or "mps"; None if there is none of it."""
        if not self._trainers.devices:
            return None
        try:
            device = Recipe.from_json((folder / "recipe.json").read_bytes()).device
        except (OSError, ValueError):
            return "cpu"  # the training process says what is wrong
        kinds = [trainers.kind(device) for device in self._trainers.devices]
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
        if self._trainers.cannot_start():
            for run_id in list(self._queue):
                folder = self._folder(run_id)
                self._forget(run_id)
                message = say(
                    "No training process can be started: {log} says why.",
                    log=disk.home() / "trainers.log",
                )
                store.write_state(folder, state="failed", message=message, place=0, pool=None)
        self._trainers.keep(self._wants_cpu)

    def _wants_cpu(self) -> bool:
        return any(self._wanted(self._folder(run_id)) == "cpu" for run_id in list(self._queue))

    def _write_places(self) -> None:
        """Tell each waiting run its place."""
        ordered = turns.order(self._queue.items(), self._running(), self._served)
        places = {run_id: place for place, run_id in enumerate(ordered, 1)}
        for run_id, place in places.items():
            if self._places.get(run_id) == place:
                continue
            holder = self._trainers.holder(run_id)
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
