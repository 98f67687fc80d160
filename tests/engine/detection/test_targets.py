"""The target vector and its loss, beside torch's own losses and autograd."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor
from torch.nn import functional

from cnnviz.detection import targets
from cnnviz.detection.boxes import convert

PROBABILITY = st.floats(0.01, 0.99)
SHARE = st.floats(0, 1)


@st.composite
def vectors(draw: st.DrawFn) -> tuple[Tensor, Tensor, int]:
    """A target, a prediction and the number of classes."""
    classes, marks = draw(st.integers(1, 6)), draw(st.integers(0, 3))
    there, label = draw(st.booleans()), draw(st.integers(0, classes - 1))
    box = (10, 20, 10 + draw(st.integers(0, 60)), 20 + draw(st.integers(0, 50))) if there else None
    points = [(draw(st.integers(0, 80)), draw(st.integers(0, 90))) for _ in range(marks)]
    y = targets.target_vector(box, label, classes=classes, image=(90, 80), landmarks=points)
    said = [draw(PROBABILITY), *(draw(SHARE) for _ in range(4)), *(draw(PROBABILITY) for _ in range(classes))]
    return y, torch.tensor([*said, *(draw(SHARE) for _ in range(2 * marks))], dtype=torch.float64), classes


def test_the_vector_is_the_box_in_another_format_and_one_hot() -> None:
    y = targets.target_vector((12, 30, 44, 110), 2, classes=4, image=(200, 160), landmarks=[(16, 50), (80, 100)])
    sides = torch.tensor([160, 200, 160, 200])
    x, down, width, height = (convert([[12, 30, 44, 110]], "xyxy", "cxcywh")[0] / sides).tolist()
    assert y[:5].tolist() == pytest.approx([1, x, down, height, width])
    assert torch.equal(y[5:9], functional.one_hot(torch.tensor(2), 4).double())
    assert y[9:].tolist() == pytest.approx([0.1, 0.25, 0.5, 0.5])
    assert not targets.target_vector(None, 2, classes=4, image=(200, 160), landmarks=[(1, 2)]).any()


def their_loss(y: Tensor, said: Tensor, classes: int, kind: str) -> Tensor:
    squared = kind == "squared"
    loss = functional.mse_loss(said[0], y[0]) if squared else functional.binary_cross_entropy(said[0], y[0])
    if not y[0]:
        return loss
    box, of_classes, points = said[1:5], said[5 : 5 + classes], said[5 + classes :]
    true_box, true_classes, true_points = y[1:5], y[5 : 5 + classes], y[5 + classes :]
    loss = loss + functional.mse_loss(box, true_box, reduction="sum")
    loss = loss + functional.mse_loss(points, true_points, reduction="sum")
    if squared:
        return loss + functional.mse_loss(of_classes, true_classes, reduction="sum")
    return loss + functional.nll_loss((of_classes / of_classes.sum()).log()[None], true_classes.argmax()[None])


@given(vectors())
@settings(max_examples=80, deadline=None)
def test_the_losses_and_their_gradients_are_torchs(given: tuple[Tensor, Tensor, int]) -> None:
    y, said, classes = given
    for kind in targets.KINDS:
        ours, theirs = said.clone().requires_grad_(), said.clone().requires_grad_()
        terms = targets.target_terms(y, ours, classes=classes, kind=kind)
        loss = their_loss(y, theirs, classes, kind)
        assert terms.sum().item() == pytest.approx(loss.item(), abs=1e-12)
        assert targets.loss_by_torch(y, said, classes=classes, kind=kind) == pytest.approx(loss.item(), abs=1e-12)
        slopes = torch.autograd.grad(terms.sum(), ours), torch.autograd.grad(loss, theirs)
        torch.testing.assert_close(*slopes, rtol=1e-9, atol=1e-9)
        if not y[0]:
            assert not slopes[0][0][1:].any()
            assert not terms[1:].any()


def test_a_perfect_prediction_costs_nothing() -> None:
    y = targets.target_vector((12, 30, 44, 110), 2, classes=4, image=(200, 160))
    assert targets.target_terms(y, y, classes=4).tolist() == [0] * 9


def test_a_prediction_to_begin_with_lies_near_the_object_and_on_the_picture() -> None:
    for box in ((0, 0, 160, 200), (0, 0, 4, 4), (150, 190, 160, 200), (40, 60, 80, 100), None):
        said = targets.near(box, 1, classes=3, image=(200, 160))
        _, x, y, height, width, *classes = said
        assert x - width / 2 >= -1e-3 and x + width / 2 <= 1.001
        assert y - height / 2 + 1e-3 >= 0 and y + height / 2 <= 1.001
        assert max(classes) == classes[1] == 0.6


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (lambda: targets.target_vector((0, 0, 1, 1), 3, classes=3, image=(9, 9)), "no class 3"),
        (lambda: targets.target_vector((4, 0, 1, 1), 0, classes=3, image=(9, 9)), "Swap them"),
        (lambda: targets.target_vector(None, classes=0, image=(9, 9)), "at least one class"),
        (lambda: targets.target_vector(None, classes=2, image=(0, 9)), "with an area"),
        (lambda: targets.target_terms(torch.zeros(8), torch.zeros(7), classes=3), "two more for each landmark"),
        (lambda: targets.target_terms(torch.zeros(9), torch.zeros(9), classes=3), "two more for each landmark"),
        (lambda: targets.target_terms(torch.zeros(8), torch.zeros(8), classes=3, kind="l1"), "no loss 'l1'"),
        (lambda: targets.target_terms(torch.zeros(8), torch.zeros(8), classes=3, kind="entropy"), "between 0 and 1"),
    ],
)
def test_what_cannot_be_gets_a_sentence(wrong: object, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        wrong()  # type: ignore[operator]
