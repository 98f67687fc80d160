"""Random numbers and counts that belong to one thread: the numbers are torch's own, whatever other threads do."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, autograd, nn
from torch.utils.flop_counter import FlopCounterMode

from cnnviz import networks
from cnnviz.counting import Counter
from cnnviz.draws import seeded
from cnnviz.networks import builders
from cnnviz.networks.catalogue import CATALOGUE

DRAWS: list[Callable[[], Tensor]] = [
    lambda: torch.rand(3, 4),
    lambda: torch.randn(40),
    lambda: torch.randint(0, 9, (5,)),
    lambda: torch.randperm(10),
    lambda: torch.rand_like(torch.ones(4)),
    lambda: torch.normal(torch.zeros(4), 1.0),
    lambda: torch.multinomial(torch.ones(9), 4),
    lambda: F.dropout(torch.ones(50, requires_grad=True), 0.3),
    lambda: F.dropout2d(torch.ones(5, 9, 2, 2), 0.3),
    lambda: nn.Conv2d(2, 3, 5).weight,
    lambda: nn.init.trunc_normal_(torch.empty(30)),
]


@contextmanager
def disturbed() -> Iterator[None]:
    """Another thread seeds torch's generator and draws from it, without a pause."""
    over = threading.Event()

    def disturb() -> None:
        while not over.is_set():
            torch.manual_seed(99)
            torch.rand(7)

    thread = threading.Thread(target=disturb)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def test_the_numbers_are_those_of_manual_seed() -> None:
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(5)
        expected = [draw() for draw in DRAWS]
    with disturbed():
        for _ in range(20):
            with seeded(5):
                found = [draw() for draw in DRAWS]
            assert all(torch.equal(one, other) for one, other in zip(found, expected, strict=True))


def test_torchs_own_generator_stays_as_it_is() -> None:
    before = torch.get_rng_state()
    with seeded(1), seeded(2):
        inner = torch.rand(3)
    assert torch.equal(before, torch.get_rng_state())
    assert torch.equal(inner, torch.rand(3, generator=torch.Generator().manual_seed(2)))


@pytest.mark.parametrize("name", ["lenet5", "resnet18", "mobilenet_v2"])
def test_first_weights_are_those_of_manual_seed(name: str) -> None:
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(3)
        expected = builders.make(CATALOGUE[name], 7).state_dict()
    with disturbed():
        found = networks.build(name, 7, seed=3).state_dict()
    assert all(torch.equal(found[key], expected[key]) for key in expected)


@pytest.mark.parametrize("mode", [torch.no_grad, torch.inference_mode, torch.enable_grad])
def test_a_count_is_that_of_flop_counter(mode: Callable[[], torch.no_grad]) -> None:
    with torch.device("meta"):
        network = nn.Sequential(
            nn.Conv2d(3, 8, 3, groups=1), nn.ConvTranspose2d(8, 8, 2, 2), nn.Flatten(), nn.Linear(8 * 60 * 60, 5)
        )
        picture = torch.empty(1, 3, 32, 32)
    with mode(), FlopCounterMode(display=False) as theirs:
        network(picture)
    with mode(), Counter() as ours:
        network(picture)
    assert ours.multiply_adds == theirs.get_total_flops() // 2 == 30**2 * 216 + 30**2 * 4 * 64 + 8 * 60 * 60 * 5


def test_networks_of_other_threads_run_while_one_counts() -> None:
    over, failed = threading.Event(), list[Exception]()

    def differentiate() -> None:
        network, picture = nn.Sequential(nn.Conv2d(1, 2, 3), nn.ReLU()), torch.rand(1, 1, 8, 8, requires_grad=True)
        while not over.is_set():
            try:
                autograd.grad(network(picture).sum(), picture)
            except Exception as error:
                failed.append(error)

    other = threading.Thread(target=differentiate)
    other.start()
    network = nn.Sequential(*(nn.Conv2d(1, 1, 1) for _ in range(20)))
    for _ in range(100):
        with torch.no_grad(), Counter() as counter:
            network(torch.rand(1, 1, 4, 4))
        assert counter.multiply_adds == 20 * 16
    over.set()
    other.join()
    assert not failed


def test_several_threads_look_at_a_network_that_trains() -> None:
    network = nn.Sequential(nn.Conv2d(1, 4, 3), nn.BatchNorm2d(4), nn.Dropout(0.5)).train()
    network[0].eval()
    picture = torch.rand(1, 8, 8)
    expected = networks.feature_maps(network, picture)["2"]

    def look(_: int) -> bool:
        return all(torch.equal(networks.feature_maps(network, picture)["2"], expected) for _ in range(15))

    with ThreadPoolExecutor(6) as pool:
        assert all(pool.map(look, range(6)))
    assert [layer.training for layer in network] == [False, True, True]
    assert network.state_dict()["1.num_batches_tracked"] == 0
