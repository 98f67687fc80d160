"""Addresses below /runs/<id>/ where a page's browser reads a run and tells it what to do, without a rerun of the page.

Whoever knows a run's id may look at it: the id is the secret. Private pictures are for the cookie of their owner alone,
and with them what shows them: feature maps, mistakes, cells of the confusion matrix; unless the owner has switched on
that they are shown with this run. Telling a run what to do takes
more than its id, see `rights`. Numbers travel as `browser.pack` writes them. What goes wrong is one sentence as JSON,
{"error": …}, in the language that the request accepts: with 404 for a run that is not there, 403 for a stranger's
command and for private pictures, 429 for one command too many, 400 for what no page of ours asks, and 200 for what the
run refuses or no longer has, because a browser logs every other status as a fault of the page. What a student types, a
learning rate, the view checks before it asks, with the same limits and the same sentence: one out of range is 400 as
well. The view shows every sentence, whatever its status.
"""

import asyncio
import itertools
import json
import logging
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from cnnviz import limits
from cnnviz.ui.frame import language, owner, start, visitors
from cnnviz.ui.runs import arrays, datasets, probe, rights, snapshots
from cnnviz.words import joined, listed, say

if TYPE_CHECKING:
    from cnnviz.training.runs.run import Run

HEADER = rights.HEADER
PATIENCE = 2.0  # seconds that a command may take before the page hears that it was left
LARGEST = 1000  # bytes of a command
DIGITS = 9  # of a number in an address
AT_WORK, WAITING = 4, 32  # commands that threads of their own obey, so that looking never waits for them
PENALTY = 0.3  # seconds that the answer to one too many waits: who asks again at once gets no more
_KEPT = {
    "Cache-Control": "private, max-age=86400",
    "Vary": "Accept-Language",
}  # the address holds the snapshot's version
_FRESH = {"Cache-Control": "no-store"}

_hands = ThreadPoolExecutor(AT_WORK, thread_name_prefix="command")
_places = threading.BoundedSemaphore(WAITING)
_of_run, _of_owner = (visitors.Rate(limits.COMMANDS_A_SECOND) for _ in range(2))
_of_address = visitors.Rate(limits.ADDRESS_COMMANDS_A_SECOND)


class Missing(ValueError):
    """There is no such run."""


class Nonsense(ValueError):
    """Nothing that a page of ours asks."""


class Forbidden(ValueError):
    """Somebody else's run."""


class TooMany(ValueError):
    """Commands come faster than a hand gives them."""


class Private(ValueError):
    """The pictures of the run belong to somebody else."""


STATUS = {Missing: 404, Nonsense: 400, probe.Nowhere: 400, Forbidden: 403, Private: 403, TooMany: 429}


def _folder(request: Request) -> Path:
    from cnnviz.training.runs import store

    try:
        return store.run_folder(request.path_params["run"])
    except ValueError as error:
        raise Missing(str(error)) from None


def _answered(work: Callable[[Request], Response]) -> Callable[[Request], Response]:
    """Its answer, or the sentence that says why there is none."""

    @wraps(work)
    def serve(request: Request) -> Response:
        with language.of_request(request.headers):
            try:
                start.ready()
                return work(request)
            except ValueError as error:
                return _problem(error, STATUS.get(type(error), 200))
            except Exception as error:
                logging.getLogger("cnnviz").error("a run cannot be shown", exc_info=error)
                return _problem("This part of the run cannot be shown; the server's log says why.", 500)

    return serve


def _problem(what: object, status: int) -> Response:
    said = (
        str(language.shown(what)).encode(errors="replace").decode()
    )  # half of a letter, as JSON may spell it, cannot be sent back
    return JSONResponse({"error": said}, status, _FRESH)


def _is_hidden(request: Request, folder: Path) -> bool:
    """Whether the pictures of a run are somebody else's. Raises DataError where they are deleted."""
    from cnnviz.training.runs.run import Run

    return not datasets.are_shown(Run(folder), owner.sent_by(request.cookies))


def _shown(request: Request) -> Path:
    """The folder of a run whose pictures may be shown."""
    folder = _folder(request)
    if _is_hidden(request, folder):
        raise Private(datasets.PRIVATE)
    return folder


def _whole(request: Request, name: str) -> int | None:
    """A whole number of the address; None if it is left out."""
    text = request.query_params.get(name, "")
    return _number(text, name) if text else None


def _place(request: Request, name: str) -> int:
    """A whole number that is part of the address's path."""
    return _number(request.path_params[name], name)


def _number(text: str, name: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= DIGITS):
        raise Nonsense(
            say(
                "The {name} in this address is “{text}”: it has to be a whole number of at most {digits} digits.",
                name=name, text=text[:20], digits=DIGITS,
            )
        )  # fmt: skip
    return int(text)


def _has_own_pictures(request: Request) -> bool:
    """A browser keeps nothing of them: they may be deleted, and the next one at this screen be somebody else."""
    from cnnviz.training.runs.run import Run

    return Run(_folder(request)).recipe.dataset.startswith("own:")


def _packed(data: bytes, request: Request) -> Response:
    headers = _KEPT if "v" in request.query_params and not _has_own_pictures(request) else _FRESH
    return Response(data, media_type="application/octet-stream", headers=headers)


@_answered
def about(request: Request) -> Response:
    """What does not change: classes, layers, pictures to watch. Opening it counts as use of the run."""
    from cnnviz.training.runs import store

    folder = _folder(request)
    store.touch(folder)
    return JSONResponse(language.in_figure(arrays.about(folder, _is_hidden(request, folder))), headers=_FRESH)


@_answered
def progress(request: Request) -> Response:
    """State, snapshots, and the rows from number `from` on of the file `began`."""
    start, began = _whole(request, "from") or 0, request.query_params.get("began", "")
    return _packed(arrays.progress(_folder(request), start, began), request)


@_answered
def table(request: Request) -> Response:
    """The metrics as a file for a spreadsheet, sent line by line: a long run never lies in memory as a whole."""
    from cnnviz.training.runs.run import Run

    folder = _folder(request)
    lines = Run(folder).csv_lines()
    parts = iter(lambda: "".join(itertools.islice(lines, 1000)), "")
    named = {"Content-Disposition": f'attachment; filename="{folder.name}.csv"'}
    return StreamingResponse(parts, media_type="text/csv; charset=utf-8", headers=_FRESH | named)


@_answered
def snapshot(request: Request) -> Response:
    """Filters, maps of `picture`, histograms, confusion matrix and mistakes at a step."""
    folder, step, picture = _folder(request), _place(request, "step"), _whole(request, "picture")
    return _packed(snapshots.snapshot(folder, step, picture, _is_hidden(request, folder)), request)


@_answered
def kernels(request: Request) -> Response:
    """All kernels of one `layer` at a step."""
    step, layer = _place(request, "step"), request.query_params.get("layer", "")
    return _packed(snapshots.kernels(_folder(request), step, layer), request)


@_answered
def maps(request: Request) -> Response:
    """All maps of one `layer` for `picture` at a step."""
    step, layer = _place(request, "step"), request.query_params.get("layer", "")
    return _packed(snapshots.maps(_shown(request), step, layer, _whole(request, "picture")), request)


@_answered
def scenes(request: Request) -> Response:
    """The scenes that are shown of a run that finds objects in them, with their truth."""
    return _packed(snapshots.scenes(_folder(request)), request)


@_answered
def found(request: Request) -> Response:
    """What its network says of these scenes at a step."""
    return _packed(snapshots.found(_folder(request), _place(request, "step")), request)


@_answered
def cell(request: Request) -> Response:
    """The pictures in a cell of the confusion matrix at a step."""
    step, true, answer = (_place(request, name) for name in ("step", "true", "answer"))
    return _packed(snapshots.cell(_shown(request), step, true, answer), request)


@_answered
def pictures(request: Request) -> Response:
    """Pictures of the data set: ?index=3,17,4."""
    parts = [part for part in request.query_params.get("index", "").split(",") if part]
    if not all(part.isascii() and part.isdigit() and len(part) <= DIGITS for part in parts):
        raise Nonsense("The pictures in this address are no whole numbers: write them as 3,17,4.")
    return _packed(arrays.pictures(_shown(request), [int(part) for part in parts]), request)


async def command(request: Request) -> Response:
    """Do what the body asks for, {"do": "pause"}, {"do": "learning_rate", "value": 0.01}; answers with the state."""
    with language.of_request(request.headers):
        return await _command(request)


async def _command(request: Request) -> Response:
    if not rights.comes_from_here(request):
        return _problem(rights.ELSEWHERE, 403)
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > LARGEST:
            return _problem(say("A command has at most {most:,} bytes.", most=LARGEST), 413)
    if _places.acquire(blocking=False):
        try:
            answer = await asyncio.get_running_loop().run_in_executor(_hands, _told, request, body)
        finally:
            _places.release()
    else:
        answer = _problem("Many commands are given on this server now: press again in a moment.", 429)
    if answer.status_code in (403, 404, 429):
        await asyncio.sleep(PENALTY)
    return answer


def _check_rate(request: Request, run: str, sentence: str) -> None:
    """Raise TooMany for one command too many; `sentence` says why it would not be obeyed.

    Strangers count by their address alone: they must not use up what the owner of a run may do with it.
    """
    word = request.cookies.get(owner.NAME, "")[:40]
    if sentence:
        peer = request.client.host if request.client else ""
        allowed = _of_address.take(visitors.address_of(request.headers, peer))
    else:
        allowed = _of_run.take(run) and (not word or _of_owner.take(word))
    if not allowed:
        raise TooMany("These are too many commands in a short time: wait a few seconds, then press again.")


def _told(request: Request, body: bytes) -> Response:
    @_answered
    def work(request: Request) -> Response:
        from cnnviz.training.runs.run import Run

        folder = _folder(request)
        run = Run(folder)
        sentence = rights.problem(request, folder, run.owner)
        _check_rate(request, run.id, sentence)
        if sentence:
            raise Forbidden(sentence)
        try:
            asked = json.loads(body)
            do, value = asked["do"], asked.get("value")
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            raise Nonsense('This is no command: write {"do": "pause"}.') from None
        _obey(run, do, value)
        return JSONResponse(language.in_figure(arrays.state(folder)), headers=_FRESH)

    return work(request)


def _obey(run: "Run", do: Any, value: Any) -> None:
    from cnnviz.training import recipe
    from cnnviz.training.pace import PACES

    plain = {
        "pause": run.pause,
        "resume": run.resume,
        "step": run.step,
        "epoch": run.epoch,
        "stop": run.stop,
        "snapshot": run.keep_snapshot,
    }
    number = isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) < 1e15
    if do == "learning_rate":
        low, high = recipe.limits(do) or (0, 0)
        if not (number and low <= value <= high):
            raise Nonsense(recipe.wanted(do))
        run.set_learning_rate(float(value), patience=PATIENCE)
    elif do == "pace":
        if value not in PACES:
            raise Nonsense(say("The pace has to be one of {paces}.", paces=joined(PACES)))
        run.set_pace(value, patience=PATIENCE)
    elif do == "watch":
        if not number or value != int(value) or value < 0:
            raise Nonsense("The picture to watch is no number: write one such as 3.")
        run.watch(int(value), patience=0)
    elif isinstance(do, str) and do in plain:
        plain[do](patience=PATIENCE)
    else:
        known = listed([*plain, "learning_rate", "pace", "watch"], last="{first} or {last}")
        raise Nonsense(say("A run knows no command “{do}”: use {known}.", do=str(do)[:20], known=known))


ROUTES = [
    Route("/runs/{run}/about", about),
    Route("/runs/{run}/progress", progress),
    Route("/runs/{run}/metrics.csv", table),
    Route("/runs/{run}/snapshot/{step}", snapshot),
    Route("/runs/{run}/kernels/{step}", kernels),
    Route("/runs/{run}/maps/{step}", maps),
    Route("/runs/{run}/cell/{step}/{true}/{answer}", cell),
    Route("/runs/{run}/scenes", scenes),
    Route("/runs/{run}/scenes/{step}", found),
    Route("/runs/{run}/pictures", pictures),
    Route("/runs/{run}/command", command, methods=["POST"]),
]
