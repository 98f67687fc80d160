"""What is kept for everybody: asked once, bounded in bytes, and large networks are let go again."""

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from cnnviz import kept, limits

MB = 1_000_000


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A budget of its own: 10 MB at rest, 30 MB in use."""
    for name in ("_entries", "_holders"):
        monkeypatch.setattr(kept, name, type(getattr(kept, name))())
    monkeypatch.setattr(kept, "_total", 0)
    monkeypatch.setattr(limits, "KEPT", 10 * MB)
    monkeypatch.setattr(limits, "KEPT_IN_USE", 30 * MB)
    yield


def later() -> float:
    return time.monotonic() + limits.KEPT_SECONDS + 1


def test_the_same_arguments_are_worked_out_once() -> None:
    calls = []

    @kept.keep
    def work(name: str, sizes: list[int], _image: Tensor, *, scale: float = 1.0) -> float:
        calls.append(name)
        return float(_image.sum()) * scale

    image = torch.ones(3)
    assert [work("a", [1, 2], image), work("a", [1, 2], torch.zeros(5)), work("a", [1, 2], image, scale=1.0)] == [3] * 3
    assert work("a", [2, 1], image) == 3 and work("a", [1, 2], image, scale=2.0) == 6 and work("b", [], image) == 3
    assert calls == ["a", "a", "a", "b"]


def test_what_fails_is_not_kept() -> None:
    calls = []

    @kept.keep
    def work(n: int) -> int:
        calls.append(n)
        if len(calls) == 1:
            raise ValueError("not yet")
        return n

    with pytest.raises(ValueError, match="not yet"):
        work(1)
    assert work(1) == 1 and len(calls) == 2


def test_many_who_ask_at_once_wait_for_one() -> None:
    calls = []
    together = threading.Barrier(8)

    @kept.keep
    def work(n: int) -> object:
        calls.append(n)
        time.sleep(0.05)
        return object()

    answers = []

    def ask() -> None:
        together.wait()
        answers.append(work(1))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(calls) == 1 and len(set(map(id, answers))) == 1


@dataclass(frozen=True)
class Opened:
    module: nn.Module
    values: dict[str, Tensor]


def test_bytes_are_those_of_the_memory_that_is_held() -> None:
    whole = torch.zeros(1000, dtype=torch.float64)
    array = np.zeros((100, 10), dtype=np.float32)
    layer = nn.Linear(100, 50)
    assert sum(kept.blocks([whole[:10], whole[5:], whole]).values()) == 8000
    assert sum(kept.blocks({"a": array, "b": array[:, 3], "c": torch.from_numpy(array)}).values()) == 4000
    opened = Opened(layer, {"map": whole})
    assert sum(kept.blocks(opened).values()) == pytest.approx(4 * (100 * 50 + 50) + 8000, abs=2000)
    assert sum(kept.blocks(b"x" * 5000).values()) == pytest.approx(5000, abs=100)
    assert sum(kept.blocks(torch.zeros(10**9, device="meta")).values()) == 0


@dataclass
class Growing:
    rows: list[int]
    grows_to = 7 * MB


def test_what_grows_while_it_is_kept_counts_in_full_from_the_beginning() -> None:
    @kept.keep
    def work(n: int) -> Growing:
        return Growing([])

    first = work(1)
    assert kept.size() == pytest.approx(7 * MB, rel=0.01)
    first.rows += range(1000)
    assert kept.let_go(now=later()) == 0
    work(2)
    assert kept.let_go(now=later()) == pytest.approx(7 * MB, rel=0.01)  # two are more than 10 MB at rest


def test_what_was_not_asked_for_lately_goes_beyond_the_budget() -> None:
    calls = []

    @kept.keep
    def work(n: int) -> Tensor:
        calls.append(n)
        return torch.zeros(4 * MB // 4)

    for n in range(5):
        work(n)
    assert kept.size() == pytest.approx(20 * MB, rel=0.01)  # in use: there is room
    work(0)
    assert kept.let_go(now=later()) == pytest.approx(12 * MB, rel=0.01)
    assert kept.size() == pytest.approx(8 * MB, rel=0.01)
    work(0), work(4)  # those used last are still there
    assert calls == [0, 1, 2, 3, 4]
    for n in range(5, 20):
        work(n)
    assert kept.size() <= 30 * MB
    work(2)
    assert calls[-1] == 2


def test_one_that_is_larger_than_the_budget_serves_while_it_is_used() -> None:
    @kept.keep
    def network(name: str) -> nn.Module:
        return nn.Linear(4000, 4000)  # 64 MB

    first = network("vgg")
    assert network("vgg") is first and kept.size() > 60 * MB
    network("alexnet")
    assert 60 * MB < kept.size() < 70 * MB  # one at a time
    kept.let_go(now=later())
    assert kept.size() == 0


def test_weights_that_two_results_hold_count_once_and_go_together(monkeypatch: pytest.MonkeyPatch) -> None:
    @kept.keep
    def network(name: str) -> nn.Module:
        return nn.Linear(2000, 2000)  # 16 MB

    @kept.keep
    def look(name: str, sha: str) -> Opened:
        return Opened(network(name), {"map": torch.zeros(MB // 4)})

    look("a", "cat"), look("a", "dog")
    assert kept.size() == pytest.approx(18 * MB, rel=0.01)
    first, since = network("a"), time.monotonic()
    monkeypatch.setattr(limits, "KEPT_SECONDS", 0.2)
    while time.monotonic() < since + 0.3:
        look("a", "dog")  # while this is looked at, its weights are there
    kept.let_go()
    assert network("a") is first
    assert kept.size() == pytest.approx(18 * MB, rel=0.01)
    kept.let_go(now=later())
    assert kept.size() == 0


def test_the_number_of_small_results_is_bounded_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "KEPT_IN_USE", 100_000)

    @kept.keep
    def work(n: int) -> bool:
        return True

    for n in range(1000):
        work(n)
    assert len(kept._entries) <= 100


def test_forgotten_is_gone_at_once() -> None:
    @kept.keep
    def one(n: int) -> Tensor:
        return torch.zeros(1000)

    @kept.keep
    def other(n: int) -> Tensor:
        return torch.zeros(1000)

    first, second = one(1), other(1)
    kept.forget(one)
    assert kept.count(one) == 0 and kept.count(other) == 1 and other(1) is second and one(1) is not first
    kept.forget()
    assert kept.size() == 0 and other(1) is not second


def test_slow_computations_take_turns_and_quick_ones_do_not_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "SLOW", (-1.0,))  # whoever was at work once is slow
    at_work, most = 0, 0
    begun, end = threading.Event(), threading.Event()
    count = threading.Lock()

    @kept.keep
    def slow(n: int) -> int:
        nonlocal at_work, most
        with count:
            at_work, most = at_work + 1, max(most, at_work + 1)
        begun.set()
        assert n == 0 or end.wait(30)
        with count:
            at_work -= 1
        return n

    @kept.keep
    def quick(n: int) -> int:
        return n

    slow(0)
    begun.clear()
    threads = [threading.Thread(target=slow, args=(n,)) for n in (1, 2, 3)]
    for thread in threads:
        thread.start()
    assert (
        begun.wait(30) and quick(1) == 1
    )  # the first time nobody knows that it is slow, so it has no turn to wait for
    end.set()
    for thread in threads:
        thread.join()
    assert most == 1


def test_a_slow_computation_does_not_wait_for_a_slower_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "SLOW", (0.02, -1.0))
    monkeypatch.setattr(kept, "_WAIT", 60.0)
    begun, end = threading.Event(), threading.Event()

    @kept.keep
    def slower(n: int) -> int:
        until = time.thread_time() + 0.05
        while time.thread_time() < until:
            pass
        begun.set()
        assert n == 0 or end.wait(30)
        return n

    @kept.keep
    def slow(n: int) -> int:
        return n

    slower(0), slow(0)
    begun.clear()
    thread = threading.Thread(target=slower, args=(1,))
    thread.start()
    assert begun.wait(30) and kept._turns[0].locked() and slow(1) == 1
    assert thread.is_alive() and not kept._turns[1].locked()
    end.set()
    thread.join()


def test_what_a_slow_computation_needs_does_not_wait_for_its_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "SLOW", (-1.0,))

    @kept.keep
    def inner(n: int) -> int:
        return n

    @kept.keep
    def outer(n: int) -> int:
        return inner(n) + 1

    assert [outer(n) for n in range(3)] == [1, 2, 3] and inner(9) == 9
    assert not any(turn.locked() for turn in kept._turns)


def test_who_waits_for_a_turn_leaves_as_soon_as_the_result_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "SLOW", (-1.0,))
    monkeypatch.setattr(kept, "_WAIT", 60.0)

    @kept.keep
    def work(n: int) -> int:
        return n

    work(0)
    answers: list[int] = []
    with kept._turns[0]:  # somebody else is slow, and stays so
        waiting = threading.Thread(target=lambda: answers.append(work(1)))
        waiting.start()
        key = next(iter(kept._entries))
        kept._put((*key[:-1], 1), kept._Entry(1))  # and a third one has worked it out
        waiting.join(30)
        assert answers == [1]
