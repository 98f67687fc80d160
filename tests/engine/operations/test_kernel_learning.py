"""Learning a kernel: every step is PyTorch's, the limit that of least squares, the largest rate the largest."""

import contextlib
import io
import math
import re
from functools import partial
from io import BytesIO
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageSequence
from scipy import signal

from cnnviz import convolution, images
from cnnviz.kernels import PRESETS
from cnnviz.lessons.learn_kernel import formulas, pictures
from cnnviz.lessons.learn_kernel.listing import learning_script
from cnnviz.operations import kernel_learning
from cnnviz.operations.kernel_learning import MOMENTUM, OPTIMIZERS, pose, standardised, train, verdict
from cnnviz.writing.tex import number

SOBEL = PRESETS["sobel_x"].kernel.numpy()
NOISY = np.random.default_rng(3).uniform(0, 1, (14, 17))
HIDDEN = {
    "sobel": SOBEL,
    "even": np.array([[1.0, 0.0], [0.5, -2.0]]),
    "wide": np.array([[1.0, -2.0, 0.0, 3.0, 1.0]]),
    "gaussian": PRESETS["gaussian_5"].kernel.numpy(),
}


def photo(name: str = "chelsea", longest: int = 64) -> np.ndarray:
    return convolution.grey(images.resize(images.sample_picture(name).pixels, longest)).double().numpy()


def margins(*shapes: tuple[int, ...]) -> tuple[int, int]:
    """Rows (or columns) that windows of the larger kernel cannot stand on, before and after."""
    return max((shape[0] - 1) // 2 for shape in shapes), max(shape[0] // 2 for shape in shapes)


def cut(image: np.ndarray, *shapes: tuple[int, ...]) -> np.ndarray:
    """A picture as large as the input without the pixels on which not all kernels fit."""
    (top, bottom), (left, right) = margins(*shapes), margins(*((s[1],) for s in shapes))
    return image[top : image.shape[0] - bottom, left : image.shape[1] - right]


def seen_by(image: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """The response at every pixel, by scipy; an even kernel stands on the pixel before its middle."""
    before = [(n - 1) // 2 for n in kernel.shape]
    padded = np.pad(image, [(b, n - 1 - b) for b, n in zip(before, kernel.shape, strict=True)])
    return signal.correlate2d(padded, kernel, mode="valid")


def torch_training(
    image: np.ndarray, target: np.ndarray, start: np.ndarray, hidden: tuple[int, ...], optimizer: Any, steps: int
) -> tuple[list[np.ndarray], list[float]]:
    """Plain PyTorch: conv2d over the whole padded picture, cut to the target, autograd, torch.optim."""
    kernel = torch.tensor(start, requires_grad=True)
    opt = optimizer([kernel])
    shape = start.shape
    sides = [side for n in reversed(shape) for side in ((n - 1) // 2, n // 2)]
    x = torch.nn.functional.pad(torch.from_numpy(image), sides)[None, None]
    learnt, losses = [], []
    for step in range(steps + 1):
        response = torch.nn.functional.conv2d(x, kernel[None, None])[0, 0]
        (top, bottom), (left, right) = margins(shape, hidden), margins(shape[1:], hidden[1:])
        response = response[top : response.shape[0] - bottom, left : response.shape[1] - right]
        loss = ((response - torch.from_numpy(target)) ** 2).mean()
        learnt.append(kernel.detach().numpy().copy())
        losses.append(float(loss.detach()))
        if step < steps:
            opt.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            opt.step()
    return learnt, losses


TORCH = {
    "gradient descent": lambda rate: partial(torch.optim.SGD, lr=rate),
    "momentum": lambda rate: partial(torch.optim.SGD, lr=rate, momentum=0.9),
    "adam": lambda rate: partial(torch.optim.Adam, lr=rate),
}


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("name", HIDDEN)
@pytest.mark.parametrize(("size", "start"), [(3, "zeros"), (5, "random")])
def test_every_step_is_that_of_pytorch(optimizer: str, name: str, size: int, start: str) -> None:
    hidden = HIDDEN[name]
    problem = pose(NOISY, hidden, size)
    target = cut(seen_by(NOISY, hidden), hidden.shape, (size, size))
    np.testing.assert_allclose(problem.target, target, atol=1e-6)
    rate = {"gradient descent": 0.9, "momentum": 0.5}.get(optimizer, 0) * problem.largest_stable_rate() or 0.05
    training = train(problem, optimizer=optimizer, learning_rate=rate, steps=40, start=start, seed=5)
    first, made = training.kernels[0], TORCH[optimizer](rate)  # type: ignore[no-untyped-call]
    learnt, losses = torch_training(NOISY, problem.target, first, hidden.shape, made, 40)
    np.testing.assert_allclose(training.kernels, learnt, rtol=1e-7, atol=1e-9)
    np.testing.assert_allclose(training.losses, losses, rtol=1e-7, atol=1e-12)
    assert training.losses[-1] < training.losses[0]
    assert not training.diverged


@pytest.mark.parametrize("name", HIDDEN)
@pytest.mark.parametrize("noise", [0.0, 0.5])
def test_the_best_kernel_is_that_of_least_squares(name: str, noise: float) -> None:
    problem = pose(photo(), HIDDEN[name], 3, noise=noise, seed=2)
    windows = torch.nn.functional.unfold(torch.from_numpy(problem.patch)[None, None], 3)[0].T.numpy()
    best, residual, rank, _ = np.linalg.lstsq(windows, problem.target.ravel())
    np.testing.assert_allclose(problem.best.ravel(), best, atol=1e-6)
    assert problem.floor == pytest.approx(float(residual[0]) / problem.target.size, rel=1e-6, abs=1e-18)
    assert problem.determined == rank == 9


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_training_ends_at_the_least_squares_kernel_whatever_the_start(optimizer: str) -> None:
    problem = pose(standardised(photo()), PRESETS["gaussian_5"].kernel, 3, noise=0.3, seed=1)
    for start in kernel_learning.STARTS:
        training = train(problem, optimizer=optimizer, learning_rate=0.05, steps=4000, start=start, seed=4)
        np.testing.assert_allclose(training.kernels[-1], problem.best, atol=2e-3)
        assert training.losses[-1] == pytest.approx(problem.floor, rel=1e-3)


def test_the_hessian_and_the_gradient_are_those_of_autograd() -> None:
    problem = pose(photo(), SOBEL, 3)
    patch, target = (torch.from_numpy(values) for values in (problem.patch, problem.target))

    def loss(kernel: torch.Tensor) -> torch.Tensor:
        return ((torch.nn.functional.conv2d(patch[None, None], kernel[None, None])[0, 0] - target) ** 2).mean()

    at = torch.randn(3, 3, dtype=torch.float64, generator=torch.Generator().manual_seed(0))
    by_torch = torch.autograd.functional.hessian(loss, at).reshape(9, 9)  # type: ignore[no-untyped-call]
    np.testing.assert_allclose(problem.hessian, by_torch.numpy(), rtol=1e-10)
    slope = torch.autograd.functional.jacobian(loss, at)  # type: ignore[no-untyped-call]
    np.testing.assert_allclose(problem.gradient(at), slope, rtol=1e-8)
    assert float(problem.losses(at)) == pytest.approx(float(loss(at)), rel=1e-10)
    eigenvalues = torch.linalg.eigvals(by_torch).real.sort().values
    np.testing.assert_allclose(problem.curvatures, eigenvalues, rtol=1e-6)


@settings(deadline=None, max_examples=12)
@given(seed=st.integers(0, 10_000), size=st.integers(1, 3), optimizer=st.sampled_from(OPTIMIZERS[:2]))
def test_below_the_largest_stable_rate_it_converges_and_above_it_diverges(seed: int, size: int, optimizer: str) -> None:
    rng = np.random.default_rng(seed)
    problem = pose(rng.normal(size=(9, 8)), rng.normal(size=(size, size)), size)
    limit = problem.largest_stable_rate(MOMENTUM if optimizer == "momentum" else 0.0)
    below, above = (
        train(problem, optimizer=optimizer, learning_rate=share * limit, steps=6000, start="random", seed=seed)
        for share in (0.98, 1.02)
    )
    assert not below.diverged
    assert below.distances[-1] < 0.02
    assert above.diverged
    assert above.losses[-1] > 1e5 * above.losses[0]


def test_gradient_descent_goes_down_at_every_step_below_the_largest_rate() -> None:
    problem = pose(photo(), SOBEL, 3)
    training = train(
        problem, optimizer="gradient descent", learning_rate=0.999 * problem.largest_stable_rate(), steps=300
    )
    assert (np.diff(training.losses) < 0).all()


def test_the_distance_compares_kernels_centre_on_centre() -> None:
    problem = pose(NOISY, SOBEL, 5)
    padded = np.pad(SOBEL, 1)
    assert float(problem.distances(padded)) == 0
    assert float(problem.losses(padded)) < 1e-12
    assert float(problem.distances(np.zeros((5, 5)))) == 1
    assert float(problem.distances(np.roll(padded, 1, axis=1))) > 0.5
    even = pose(NOISY, HIDDEN["even"], 3)
    own = np.zeros((3, 3))
    own[1:, 1:] = HIDDEN["even"]
    assert float(even.distances(own)) == 0
    assert float(even.losses(own)) < 1e-12
    large = pose(NOISY, PRESETS["gaussian_5"].kernel, 3)
    assert large.framed(own).shape == (5, 5)
    assert float(large.distances(large.best)) > 0.05


def run(image: Any, hidden: Any = SOBEL, size: int = 3, **how: Any) -> tuple[bool, str]:
    noise = how.pop("noise", 0.0)
    problem = pose(image, hidden, size, noise=noise)
    settled: dict[str, Any] = {"optimizer": "momentum", "learning_rate": 0.1, "steps": 200} | how
    return verdict(problem, train(problem, **settled))


@pytest.mark.parametrize("name", ["chelsea", "coffee", "coins", "brick"])
def test_the_learnt_kernel_becomes_the_hidden_sobel_kernel_on_photos(name: str) -> None:
    holds, said = run(standardised(photo(name, 128)))
    assert holds, said
    assert "away from the hidden one" in said


@pytest.mark.parametrize(
    ("settings_", "reason"),
    [
        ({"image": np.full((30, 30), 0.4)}, r"decides only \*\*1\*\* of 9"),
        ({"image": standardised(np.full((30, 30), 0.4))}, r"decides only \*\*0\*\* of 9"),
        ({"image": np.tile(np.linspace(0, 1, 30), (30, 1))}, r"decides only \*\*2\*\* of 9"),
        ({"learning_rate": 0.3}, r"grown.*0.3 is too large, above 0\.2"),
        ({"learning_rate": 500.0, "optimizer": "adam", "steps": 5}, r"grown.*too large\."),
        ({"noise": 3.0}, "the noise hides the rest"),
        ({"hidden": PRESETS["gaussian_5"].kernel}, "too small for the hidden one"),
        ({"optimizer": "gradient descent", "learning_rate": 0.01}, "larger learning rate, below .* or momentum"),
        ({"steps": 10}, "Give it more steps or a larger learning rate"),
        ({"image": photo(), "optimizer": "adam"}, "another learning rate or a standardised picture"),
    ],
)
def test_the_verdict_says_why_the_kernel_was_not_found(settings_: dict[str, Any], reason: str) -> None:
    holds, said = run(**({"image": standardised(photo())} | settings_))
    assert not holds
    assert re.search(reason, said), said


def test_a_training_that_diverges_stops_early() -> None:
    problem = pose(photo(), SOBEL, 3)
    rate = 3 * problem.largest_stable_rate()
    training = train(problem, optimizer="gradient descent", learning_rate=rate, steps=1000)
    assert training.diverged
    assert training.steps < 20
    assert np.isfinite(training.kernels).all()
    assert np.isfinite(training.losses).all()


def test_standardised_pictures() -> None:
    values = standardised(photo())
    assert values.mean() == pytest.approx(0, abs=1e-12)
    assert values.std() == pytest.approx(1)
    assert not standardised(np.full((4, 5), 1 / 3, np.float32)).any()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"picture": np.ones((2, 2))}, "need 3 × 3 pixels, and the picture has 2 × 2"),
        ({"picture": np.ones((4, 9)), "size": 5}, "need 5 × 5"),
        ({"hidden": np.ones((3, 40))}, "need 3 × 40"),
        ({"picture": np.ones((3, 4, 4))}, "grey picture"),
        ({"hidden": np.array([[np.nan]])}, "not a finite number"),
        ({"noise": -1.0}, "noise is -1"),
        ({"size": 0}, "1 or more"),
    ],
)
def test_what_cannot_be_posed_is_refused(change: dict[str, Any], message: str) -> None:
    settled: dict[str, Any] = {"picture": NOISY, "hidden": SOBEL, "size": 3} | change
    with pytest.raises(ValueError, match=message):
        pose(**settled)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"optimizer": "newton"}, "no optimiser called 'newton': use one of momentum"),
        ({"learning_rate": 0.0}, "above 0"),
        ({"learning_rate": math.nan}, "above 0"),
        ({"steps": 0}, "use 1 to 10,000"),
        ({"start": "ones"}, "no start called 'ones'"),
    ],
)
def test_what_cannot_be_trained_is_refused(change: dict[str, Any], message: str) -> None:
    how: dict[str, Any] = {"optimizer": "adam", "learning_rate": 0.1, "steps": 3} | change
    with pytest.raises(ValueError, match=message):
        train(pose(NOISY, SOBEL, 3), **how)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_one_step_in_numbers(optimizer: str) -> None:
    problem = pose(photo(), SOBEL, 3)
    training = train(problem, optimizer=optimizer, learning_rate=0.05, steps=30, start="random")
    for step, place in ((0, (0, 0)), (1, (2, 1)), (17, (1, 2))):
        by_torch = kernel_learning.by_torch(problem, training, step)
        np.testing.assert_allclose(by_torch.kernel, training.kernels[step + 1], atol=1e-12)
        np.testing.assert_allclose(by_torch.gradient, problem.gradient(training.kernels[step]), atol=1e-12)
        assert by_torch.loss == pytest.approx(training.losses[step], rel=1e-9)
        lines = formulas.explain(problem, training, step, place)
        assert lines[-1].endswith(f"= {number(float(by_torch.kernel[place]))}")
        assert lines[-1].startswith(f"w_{{{step + 1}}}[{place[0]}, {place[1]}] = ")
        assert lines[1].endswith(f"= {number(float(by_torch.gradient[place]))}")
        for line in lines:
            assert line.count("{") == line.count("}")
            assert "+ -" not in line
            assert "- -" not in line


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize(
    "how", [{}, {"noise": 0.2, "start": "random", "seed": 7}, {"size": 5}, {"hidden": HIDDEN["even"]}, {"raw": True}]
)
def test_the_script_runs_and_learns_the_same(optimizer: str, how: dict[str, Any]) -> None:
    hidden, size, raw = how.get("hidden", SOBEL), how.get("size", 3), how.get("raw", False)
    rest = {name: how[name] for name in ("noise", "seed") if name in how}
    image = photo("coffee", 40)
    problem = pose(image if raw else standardised(image), hidden, size, **rest)
    start = {name: how[name] for name in ("start", "seed") if name in how}
    training = train(problem, optimizer=optimizer, learning_rate=0.02, steps=25, **start)
    script = learning_script(
        "coffee", hidden, size, optimizer=optimizer, learning_rate=0.02, steps=25, standardise=not raw,
        longest_side=40, **start, **{name: rest[name] for name in rest if name == "noise"},
    )  # fmt: skip
    names: dict[str, Any] = {}
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        exec(compile(script, "script", "exec"), names)
    np.testing.assert_allclose(names["result"].numpy(), training.kernels[-1], atol=1e-5)
    np.testing.assert_allclose(names["losses"], training.losses, rtol=1e-4, atol=1e-6)
    assert "step   20" in printed.getvalue()


def test_the_script_of_typed_numbers_runs() -> None:
    table = np.arange(30, dtype=np.float32).reshape(5, 6) % 7
    script = learning_script(table, SOBEL, 3, optimizer="adam", learning_rate=0.1, steps=5)
    names: dict[str, Any] = {}
    with contextlib.redirect_stdout(io.StringIO()):
        exec(compile(script, "script", "exec"), names)
    training = train(pose(standardised(table), SOBEL, 3), optimizer="adam", learning_rate=0.1, steps=5)
    np.testing.assert_allclose(names["result"].numpy(), training.kernels[-1], atol=1e-6)


def test_pictures_for_slides() -> None:
    problem = pose(standardised(photo()), SOBEL, 3)
    training = train(problem, optimizer="momentum", learning_rate=0.1, steps=60)
    with Image.open(BytesIO(pictures.step_png(problem, training, 10))) as image:
        assert image.width == 1600
    with Image.open(BytesIO(pictures.learning_gif(problem, training, 600))) as image:
        frames = [np.asarray(frame.convert("RGB")) for frame in ImageSequence.Iterator(image)]
    chosen = pictures.frame_steps(60)
    assert len(frames) == len(chosen) > 20
    assert chosen[0] == 0
    assert chosen[-1] == 60
    assert len({frame.tobytes() for frame in frames}) == len(frames)
    response = pictures.response(problem, training.kernels[-1])
    np.testing.assert_allclose(response, problem.target, atol=0.2)
