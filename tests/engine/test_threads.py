"""Many students at once: the engine gives each of them what it gives to one alone."""

import dataclasses
import importlib
import inspect
import pkgutil
import random
import sys
import types
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest
import torch
from torch import Tensor, fx, nn

import cnnviz
from tests.engine.engine_calls import CALLS, LEFT_OUT

THREADS = 8
REACHED = 180  # public functions


class Call(NamedTuple):
    """A function of the engine, with arguments that somebody gave it."""

    name: str
    function: Callable[..., Any]
    arguments: tuple[Any, ...]
    named: dict[str, Any]

    def __call__(self) -> Any:
        return plain(self.function(*self.arguments, **self.named))


def left_out(name: str) -> bool:
    return name in LEFT_OUT or name.rpartition(".")[0] in LEFT_OUT


def public_functions() -> dict[types.CodeType, tuple[str, Callable[..., Any]]]:
    """{code: (name, function)} of every public function of the engine."""
    found = {}
    for module in pkgutil.walk_packages(cnnviz.__path__, "cnnviz."):
        if not module.name.startswith(("cnnviz.ui", "cnnviz.lessons.exercises")):
            for name, function in vars(importlib.import_module(module.name)).items():
                here = isinstance(function, types.FunctionType) and function.__module__ == module.name
                if here and not name.startswith("_"):
                    full = f"{module.name}.{name}".removeprefix("cnnviz.")
                    found[inspect.unwrap(function).__code__] = (full, function)
    return found


class Recorder:
    """Notes the arguments of the first call of each function while it is the profiler of a thread."""

    def __init__(self) -> None:
        self.wanted = public_functions()
        self.calls: dict[str, Call] = {}

    def __call__(self, frame: types.FrameType, event: str, _: Any) -> None:
        if event != "call" or frame.f_code not in self.wanted:
            return
        code = frame.f_code
        name, function = self.wanted.pop(code)
        if code.co_flags & inspect.CO_VARARGS:
            return
        given = frame.f_locals
        placed = code.co_varnames[: code.co_argcount]
        keywords = code.co_varnames[code.co_argcount : code.co_argcount + code.co_kwonlyargcount]
        named = {keyword: given[keyword] for keyword in keywords}
        if code.co_flags & inspect.CO_VARKEYWORDS:
            named |= given[code.co_varnames[code.co_argcount + code.co_kwonlyargcount]]
        arguments = tuple(given[argument] for argument in placed)
        if not any(isinstance(value, Iterator) for value in arguments):
            self.calls[name] = Call(name, function, arguments, named)


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Recorder]:
    """The calls of the list, and every call of a public function that they make on their way."""
    recorder = Recorder()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CNNVIZ_HOME", str(tmp_path_factory.mktemp("home")))
        for call in CALLS:
            sys.setprofile(recorder)
            try:
                call()
            finally:
                sys.setprofile(None)
        yield recorder


def plain(value: Any) -> Any:
    """A value in parts that can be compared."""
    if isinstance(value, Tensor):
        return ("meta", tuple(value.shape)) if value.is_meta else value.detach().clone()
    if isinstance(value, nn.Module):
        return plain(dict(value.state_dict()))
    if isinstance(value, Mapping):
        return {str(key): plain(part) for key, part in value.items()}
    if isinstance(value, (fx.Node, fx.Graph, type, types.FunctionType)):
        return str(value)
    if isinstance(value, (str, bytes, int, float, bool, type(None), np.ndarray, Path)):
        return value
    if isinstance(value, (Sequence, set, frozenset, Iterator)):
        return [plain(part) for part in (sorted(value) if isinstance(value, (set, frozenset)) else value)]
    if dataclasses.is_dataclass(value):
        return {field.name: plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    return type(value).__name__


def same(one: Any, other: Any) -> bool:
    """Whether two results agree; numbers to the last digits that float32 can hold."""
    if isinstance(one, (Tensor, np.ndarray)):
        return np.shape(one) == np.shape(other) and np.allclose(one, other, rtol=1e-4, atol=1e-6, equal_nan=True)
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(same(part, other[key]) for key, part in one.items())
    if isinstance(one, list):
        return len(one) == len(other) and all(same(*pair) for pair in zip(one, other, strict=True))
    if isinstance(one, float):
        return bool(np.isclose(one, other, rtol=1e-4, atol=1e-6, equal_nan=True))
    return bool(one == other)


def test_what_is_left_out_is_there() -> None:
    names = {name for name, _ in public_functions().values()}
    assert LEFT_OUT.keys() <= names | {name.rpartition(".")[0] for name in names}


def test_the_list_reaches_most_of_the_engine(recorded: Recorder) -> None:
    names = {name for name, _ in public_functions().values() if not left_out(name)}
    missing = {name for name, _ in recorded.wanted.values()} & names
    assert len(names - missing) > REACHED, sorted(missing)


def test_many_threads_get_what_one_gets_alone(recorded: Recorder) -> None:
    calls = [call for call in recorded.calls.values() if not left_out(call.name)]
    calls += [Call(f"listed {number}", listed, (), {}) for number, listed in enumerate(CALLS)]
    alone = {call.name: call() for call in calls}
    wrong: list[str] = []

    def work(number: int) -> None:
        torch.manual_seed(number)  # as somebody's script may do
        for call in random.Random(number).sample(calls, len(calls)):
            try:
                if not same(alone[call.name], call()):
                    wrong.append(f"{call.name}: another result")
            except Exception as error:
                wrong.append(f"{call.name}: {type(error).__name__}: {error}"[:300])

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(work, range(THREADS)))
    assert not wrong, "\n".join(sorted(set(wrong))[:30])
