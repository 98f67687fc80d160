"""Pictures that a shipped network knows: of its size or smaller, never seen in training, and mostly recognised."""

import pytest
import torch

from cnnviz import data
from cnnviz.data.shapes import draw_scene
from cnnviz.networks import examples, weights
from cnnviz.networks.designs import windows


@pytest.mark.parametrize("name", ["tiny_vgg", "lenet5"])
def test_the_network_recognises_nearly_all(name: str) -> None:
    network, classes = weights.load(name, "shipped"), weights.categories(name, "shipped")
    right = 0
    for number in range(20):
        found = examples.example(name, number)
        assert found is not None
        picture, shown = found
        assert 0 <= float(picture.min()) <= float(picture.max()) <= 1
        scores = network(weights.normalize(name, weights.crop(name, picture)))
        right += classes[int(scores.argmax())] == shown
    assert right >= 18


def test_the_examples_are_what_they_are_said_to_be() -> None:
    drawn, digits = draw_scene(1_000_003, size=64, objects=1, radius=(0.15, 0.42), noise=0.06), data.load("digits")
    shape, digit = examples.example("tiny_vgg", 3), examples.example("lenet5", 3)
    assert shape is not None and digit is not None
    assert torch.equal(shape[0] * 255, drawn.image.float())
    assert shape[1] == drawn.objects[0].name
    place = digits.validation[3]
    assert place not in digits.train
    assert torch.equal((digit[0] * 255).round(), digits.images[place].float())
    assert digit[1] == digits.classes[digits.labels[place]]
    assert examples.example("resnet18", 0) is None


def test_a_frame_lies_around_its_window_and_leaves_all_else_as_it_was() -> None:
    detector = windows.Detector(window=6, kernel=3, pool=2)
    image = torch.rand(3, 10, 10)
    framed = windows.framed(image, detector, 1)
    large = torch.nn.functional.interpolate(image[None], scale_factor=3)[0]
    changed = (framed != large).any(0)
    yellow = torch.zeros(30, 30, dtype=torch.bool)
    yellow[6:24, 6:24] = True
    yellow[9:21, 9:21] = False
    assert torch.equal(changed, yellow)
    colours = framed[:, changed] * 255
    assert torch.equal(colours.round(), torch.tensor([[255.0], [230.0], [0.0]]).expand(colours.shape))
