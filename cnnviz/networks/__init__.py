"""Networks for classification: build one by its name, count what it costs, look at its feature maps, trace a number.

    NAMES                               all networks by name
    build("resnet18")                   the module with random weights, in evaluation mode
    summarize(module, (3, 224, 224))    a row per layer: shape, parameters, multiply-adds, memory, receptive field
    feature_maps(module, image)         {layer: tensor}
    trace(module, image, layer, index)  one value and the terms that add up to it

Layers have one name everywhere: that of `module.named_modules()`, and where the network calls a function, the block it
is called in and the function: "layer1.0.add". Torch is imported where something is built or computed.
"""

from typing import TYPE_CHECKING

from cnnviz.networks.catalogue import CATALOGUE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from torch import Tensor, nn

    from cnnviz.networks.inside.table import Row
    from cnnviz.networks.inside.tracing import Trace

__all__ = ["NAMES", "build", "feature_maps", "summarize", "trace"]

NAMES: tuple[str, ...] = tuple(CATALOGUE)


def build(name: str, num_classes: int | None = None, *, seed: int = 0) -> "nn.Module":
    """The network of this name with random weights from this seed, in evaluation mode.

    num_classes: scores it gives; as many as it was published with if left out. Raises ValueError for an unknown name.
    """
    from cnnviz.networks import builders

    return builders.build(name, num_classes, seed=seed)


def summarize(module: "nn.Module", input_shape: "Sequence[int]" = (3, 224, 224)) -> "list[Row]":
    """A row for every layer and every place where branches meet, in the order of computation.

    input_shape: (C, H, W). Raises ValueError that names the layer if the input does not fit.
    """
    from cnnviz.networks.inside import table

    return table.summarize(module, input_shape)


def feature_maps(module: "nn.Module", image: "Tensor") -> "dict[str, Tensor]":
    """What every layer makes of the image, in the order of computation and in evaluation mode.

    image: (C, H, W), and the maps are (C', H', W') or (features,); with a batch in front, (N, C, H, W), they have one.
    """
    from cnnviz.networks.inside import opened

    return opened.feature_maps(module, image)


def trace(module: "nn.Module", image: "Tensor", layer: str, index: "Sequence[int]") -> "Trace":
    """One value of a layer, and the terms that add up to it; each term says which value below it comes from.

    image: (C, H, W); index: into the layer's map, (channel, row, column) or (feature,). Raises ValueError for a layer
    or an index that is not there.
    """
    from cnnviz.networks.inside import opened, tracing

    return tracing.trace(opened.look(module, image), layer, index)
