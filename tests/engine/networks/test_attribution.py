"""Saliency and Grad-CAM: by hand on toy networks, by finite differences, and by captum."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
import torch
import torchvision.models as zoo
from captum.attr import LayerGradCam, Saliency
from torch import Tensor, nn

from cnnviz.networks.inside import attribution
from cnnviz.networks.inside.tap import layer_output


def toy() -> nn.Sequential:
    torch.manual_seed(0)
    return nn.Sequential(
        nn.Conv2d(3, 4, 3, padding=1), nn.ReLU(inplace=True), nn.MaxPool2d(2), nn.Conv2d(4, 5, 3), nn.Tanh(),
        nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(5, 3),
    ).double().eval()  # fmt: skip


def test_grad_cam_of_a_network_worked_out_by_hand() -> None:
    """A map A, then the mean of each channel, then y = 2 a − 3 b: α = (2/4, −3/4), heat = ReLU(α_1 A_1 + α_2 A_2)."""
    network = nn.Sequential(nn.Conv2d(1, 2, 1, bias=False), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(2, 1))
    with torch.no_grad():
        network.get_parameter("0.weight").copy_(torch.tensor([1.0, 0.5]).reshape(2, 1, 1, 1))
        network.get_parameter("3.weight").copy_(torch.tensor([[2.0, -3.0]]))
        network.get_parameter("3.bias").zero_()
    pixels = torch.tensor([[4.0, -8.0], [0.0, 12.0]])
    found = attribution.grad_cam(network, "0", pixels[None, None], 0)
    assert found.weights.tolist() == [0.5, -0.75]
    assert torch.allclose(found.signed, 0.125 * pixels)  # 0.5 · p − 0.75 · 0.5 p
    assert torch.allclose(found.heat, torch.tensor([[0.5, 0.0], [0.0, 1.5]]))
    assert found.score == pytest.approx(float(2 * pixels.mean() - 3 * pixels.mean() / 2))


@pytest.mark.parametrize("layer", ["0", "2", "3"])
def test_channel_weights_by_finite_differences(layer: str) -> None:
    """α is how the score moves when a whole map is raised by ε/Z, here by running the rest of the network."""
    network, batch = toy(), torch.randn(1, 3, 12, 12, dtype=torch.float64)
    found = attribution.grad_cam(network, layer, batch, 1)
    cut = int(layer) + 1
    with torch.no_grad():
        maps = network[:cut](batch)
        for channel in range(maps.shape[1]):
            moved = []
            for step in (1e-6, -1e-6):
                raised = maps.clone()
                raised[0, channel] += step
                moved.append(float(network[cut:](raised)[0, 1]))
            slope = (moved[0] - moved[1]) / 2e-6 / maps[0, channel].numel()
            assert float(found.weights[channel]) == pytest.approx(slope, rel=1e-4, abs=1e-8)
        assert torch.allclose(found.heat, (found.weights[:, None, None] * network[:cut](batch)[0]).sum(0).clamp_min(0))


def test_saliency_by_finite_differences() -> None:
    network, batch = toy(), torch.randn(1, 3, 12, 12, dtype=torch.float64)
    found = attribution.saliency(network, batch, 2)
    assert found.shape == (12, 12)
    for row, column in ((0, 0), (5, 7), (11, 3)):
        slopes = []
        for channel in range(3):
            step = torch.zeros_like(batch)
            step[0, channel, row, column] = 1e-6
            with torch.no_grad():
                slopes.append(float(network(batch + step)[0, 2] - network(batch - step)[0, 2]) / 2e-6)
        assert float(found[row, column]) == pytest.approx(max(map(abs, slopes)), rel=1e-4, abs=1e-9)


def test_nothing_is_left_on_the_network() -> None:
    network, batch = toy(), torch.randn(1, 3, 12, 12, dtype=torch.float64)
    with torch.no_grad():  # as on a page
        attribution.grad_cam(network, "2", batch, 0)
    attribution.saliency(network.requires_grad_(False), batch, 0)
    attribution.grad_cam(network, "0", batch, 0)
    assert not any(module._forward_hooks for module in network.modules())
    assert all(weight.grad is None for weight in network.parameters())


@pytest.mark.parametrize(
    ("layer", "target", "sentence"),
    [("9", 0, "no layer called '9': choose one of 0, 1"), ("7", 0, "gives no feature maps"), ("0", 3, "choose 0 to 2")],
)
def test_nonsense_gets_a_sentence(layer: str, target: int, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        attribution.grad_cam(toy(), layer, torch.zeros(1, 3, 12, 12, dtype=torch.float64), target)


def test_outputs_that_are_no_scores_and_several_inputs_get_a_sentence() -> None:
    class Several(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.conv = nn.Conv2d(3, 2, 1)

        def forward(self, x: Tensor) -> dict[str, Tensor]:
            return {"out": self.conv(x).mean((2, 3))}

    class Two(nn.Module):
        def forward(self, x: Tensor, y: Tensor) -> Tensor:
            return x + y

    batch = torch.rand(1, 3, 4, 4)
    for call in (
        lambda net: attribution.grad_cam(net, "conv", batch, 0),
        lambda net: attribution.saliency(net, batch, 0),
    ):
        with pytest.raises(ValueError, match="gives a dict, no scores of classes: wrap it"):
            call(Several())
        with pytest.raises(ValueError, match="reads 2 inputs"):
            call(Two())


@pytest.mark.parametrize("layer", ["layer2.0.conv1", "layer4"])
def test_against_captum(layer: str) -> None:
    torch.manual_seed(1)
    network = zoo.resnet18(num_classes=7).eval()
    batch: Tensor = torch.randn(1, 3, 64, 64)
    theirs = LayerGradCam(network, network.get_submodule(layer)).attribute(batch.clone(), target=3)
    ours = attribution.grad_cam(network, layer, batch, 3)
    assert torch.allclose(ours.signed, theirs[0, 0].detach(), atol=1e-6)
    gradient = Saliency(network).attribute(batch.clone().requires_grad_(), target=3)
    assert torch.allclose(attribution.saliency(network, batch, 3), gradient[0].amax(0), atol=1e-6)


def test_two_students_look_into_one_network_at_once() -> None:
    begun, done = threading.Event(), threading.Event()

    class Waits(nn.Module):
        def forward(self, x: Tensor) -> Tensor:
            if x.shape[0] == 1:
                begun.set()
                assert done.wait(20)
            return x

    network = nn.Sequential(Waits(), nn.Conv2d(1, 2, 3), nn.ReLU())
    one, other = torch.rand(1, 1, 5, 5), torch.rand(2, 1, 5, 5)
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(layer_output, network, "1", one)
        assert begun.wait(20)
        assert network(other).shape == (2, 2, 3, 3)
        done.set()
        assert torch.equal(first.result(20), network[1](one))
