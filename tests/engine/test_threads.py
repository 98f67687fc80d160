"""Many students at once: the engine gives each of them what it gives to one alone."""

import copy
import dataclasses
import importlib
import inspect
import pkgutil
import random
import sys
import types
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from functools import wraps
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest
import streamlit as st
import torch
from PIL import Image
from torch import Tensor, fx, nn

import cnnviz
from cnnviz import kept
from cnnviz.draws import seeded
from cnnviz.lessons import course, exercises, experiment, myths
from tests.engine.engine_calls import CALLS, DRAWS, LEFT_OUT, WRITES_INTO
from tests.engine.training_calls import training_calls
from tests.pages.bare import run_bare

THREADS = 8
PAGES = ("home.py", "practice.py", "myths.py", "glossary.py", *(lesson.file for lesson in course.LESSONS))


class Call(NamedTuple):
    """A function of the engine, with arguments that somebody gave it."""

    name: str
    function: Callable[..., Any]
    arguments: tuple[Any, ...]
    named: dict[str, Any]

    def __call__(self) -> Any:
        """What it gives, or the sentence that it refuses with; and what it makes of arguments that it may change."""
        arguments, named = own((self.arguments, self.named), everything=self.name in WRITES_INTO)
        try:
            with seeded(0) if self.name in DRAWS else nullcontext():
                given = plain(self.function(*arguments, **named))
        except ValueError as refused:
            given = f"{type(refused).__name__}: {refused}"
        return [given, plain(arguments), plain(named)] if self.name in WRITES_INTO else given

    def leaves_its_arguments(self, before: Any) -> bool:
        """Whether the arguments are what they were."""
        return same(before, [plain(self.arguments), plain(self.named)])


def own(value: Any, *, everything: bool) -> Any:
    """Arguments for one caller: each has random numbers of their own, and a copy of what is written into."""
    if everything or isinstance(value, (random.Random, np.random.Generator)):
        return copy.deepcopy(value)
    if isinstance(value, torch.Generator):
        return value.clone_state()
    if type(value) is tuple:
        return tuple(own(part, everything=False) for part in value)
    if type(value) is dict:
        return {key: own(part, everything=False) for key, part in value.items()}
    return value


def left_out(name: str) -> bool:
    return any(name == listed or name.startswith(f"{listed}.") for listed in LEFT_OUT)


def public_functions() -> dict[types.CodeType, tuple[str, Callable[..., Any]]]:
    """{code: (name, function)} of every public function of the engine."""
    found = {}
    for module in pkgutil.walk_packages(cnnviz.__path__, "cnnviz."):
        if not module.name.startswith("cnnviz.ui") and not module.name.endswith("script"):  # to import one is to run it
            for name, function in vars(importlib.import_module(module.name)).items():
                written = inspect.unwrap(function) if callable(function) else None
                if not isinstance(written, types.FunctionType) or name.startswith("_"):
                    continue
                if written.__module__ == module.name:
                    full = f"{module.name}.{name}".removeprefix("cnnviz.")
                    found[written.__code__] = (full, function)
    return found


class Recorder:
    """While it is entered, every module of the app has functions that note the arguments of their first call."""

    def __init__(self) -> None:
        self.wanted = {code: found for code, found in public_functions().items() if not left_out(found[0])}
        self.calls: dict[str, Call] = {}
        self.patch = pytest.MonkeyPatch()

    def noting(self, code: types.CodeType) -> Callable[..., Any]:
        name, function = self.wanted[code]

        @wraps(function)
        def noted(*placed: Any, **named: Any) -> Any:
            if code in self.wanted and not any(isinstance(value, Iterator) for value in (*placed, *named.values())):
                del self.wanted[code]
                arguments, keywords = own((placed, named), everything=name in WRITES_INTO)
                self.calls[name] = Call(name, function, arguments, keywords)
            return function(*placed, **named)

        return noted

    def note(self, *calls: tuple[Any, ...]) -> None:
        """As if these functions had been called with these arguments."""
        for function, *arguments in calls:
            code: types.CodeType = inspect.unwrap(function).__code__
            if found := self.wanted.pop(code, None):
                self.calls[found[0]] = Call(found[0], function, tuple(arguments), {})

    def __enter__(self) -> None:
        noted = {id(function): self.noting(code) for code, (_, function) in list(self.wanted.items())}
        for module in [module for name, module in sys.modules.items() if name.startswith(("cnnviz", "tests.engine"))]:
            for name, value in list(vars(module).items()):
                if id(value) in noted:
                    self.patch.setattr(module, name, noted[id(value)])
                elif isinstance(value, dict) and not name.startswith("__"):
                    for key, part in list(value.items()):
                        if id(part) in noted:
                            self.patch.setitem(value, key, noted[id(part)])
        call = experiment.call

        def by_field(function: Callable[..., Any], values: Mapping[str, Any]) -> Any:
            return call(noted.get(id(function)) or function, values)

        self.patch.setattr(experiment, "call", by_field)  # an experiment has its functions in its fields

    def __exit__(self, *_: object) -> None:
        self.patch.undo()


def forget_results() -> None:
    """What tests before these have worked out would not be called again."""
    kept.forget()
    st.cache_data.clear()
    for name, module in list(sys.modules.items()):
        if name.startswith("cnnviz"):
            for value in list(vars(module).values()):
                if hasattr(value, "cache_clear"):
                    value.cache_clear()


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Recorder]:
    """A call of each public function: as the pages make it, a training, the questions, or the list."""
    recorder = Recorder()
    forget_results()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CNNVIZ_HOME", str(tmp_path_factory.mktemp("home")))
        with recorder:
            for call in CALLS:
                call()
            training_calls()
            for file in PAGES:
                run_bare(file)
            generators = [one for listed in exercises.GENERATORS.values() for one in listed]
            for generate in generators:
                for seed in range(5):
                    generate(random.Random(seed))
        # what is found in a table is not called by its name
        questions = [(generate, random.Random(0)) for generate in generators]
        recorder.note(*questions, *((statement.examine,) for statement in myths.STATEMENTS.values()))
        yield recorder


def plain(value: Any) -> Any:
    """A value in parts that can be compared."""
    if isinstance(value, Tensor):
        return ("meta", tuple(value.shape)) if value.is_meta else value.detach().clone()
    if isinstance(value, nn.Module):
        return plain(dict(value.state_dict()))
    if isinstance(value, Mapping):
        return {str(key): plain(part) for key, part in value.items()}
    if isinstance(value, (fx.Node, fx.Graph)):
        return str(value)
    if isinstance(value, Image.Image):
        return np.asarray(value)
    if isinstance(value, (torch.device, torch.dtype)):
        return str(value)
    if isinstance(value, (type, types.FunctionType)):
        return value.__qualname__
    if isinstance(value, (str, bytes, int, float, bool, type(None), Path)):
        return value
    if isinstance(value, np.ndarray):
        return value.copy()
    if isinstance(value, (set, frozenset)):
        return sorted(map(repr, value))
    if isinstance(value, (Sequence, Iterator)):
        return [plain(part) for part in value]
    if isinstance(value, AbstractContextManager):
        with value as inside:
            return plain(inside)
    if dataclasses.is_dataclass(value):
        return {field.name: plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    return type(value).__name__


def same(one: Any, other: Any) -> bool:
    """Whether two results agree to the last bit."""
    if type(one) is not type(other):
        return False
    if isinstance(one, (Tensor, np.ndarray)):
        return one.dtype == other.dtype and np.array_equal(one, other, equal_nan=np.asarray(one).dtype.kind in "fc")
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(same(part, other[key]) for key, part in one.items())
    if isinstance(one, (list, tuple)):
        return len(one) == len(other) and all(same(*pair) for pair in zip(one, other, strict=True))
    return bool(one == other) or (one != one and other != other)


def test_every_public_function_is_called(recorded: Recorder) -> None:
    missing = sorted(name for name, _ in recorded.wanted.values())
    assert not missing, f"call these in engine_calls.py, or say why they are left out: {missing}"


def test_what_is_left_out_is_there() -> None:
    names = [name for name, _ in public_functions().values()]
    listed = [*LEFT_OUT, *WRITES_INTO, *DRAWS]
    gone = [one for one in listed if not any(name == one or name.startswith(f"{one}.") for name in names)]
    assert not gone


def test_many_threads_get_what_one_gets_alone(recorded: Recorder, one_thread: None) -> None:
    calls = list(recorded.calls.values())
    calls += [Call(f"listed {number}", listed, (), {}) for number, listed in enumerate(CALLS)]
    kept.forget()  # while the pages ran, PyTorch added up with two threads, in another order
    alone, changing = {}, []
    for call in calls:
        before = [plain(call.arguments), plain(call.named)]
        alone[call.name] = call()
        changing += [call.name] * (not call.leaves_its_arguments(before))
    assert not changing, f"these change what they are given: {changing}"
    kept.forget()
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
