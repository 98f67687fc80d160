"""The experiments of the lesson 'One whole layer'."""

from torch import Tensor

from cnnviz.geometry.layer import convolution_parameters
from cnnviz.lessons.experiment import Experiment, Number
from cnnviz.lessons.whole_layer import claim
from cnnviz.operations import whole_layer
from cnnviz.operations.activations import share_of_zeros
from cnnviz.words import say


def _whatever_the_size(
    bank: Tensor, bias: Tensor | None, stride: int, padding: int | str, dilation: int
) -> tuple[bool, str]:
    return claim.whatever_the_size(bank, bias, stride=stride, padding=padding, dilation=dilation)


def _cost(image: Tensor, bank: Tensor, stride: int, padding: int | str, dilation: int, scale: int) -> whole_layer.Cost:
    filters, channels, height, width = bank.shape
    return whole_layer.cost(
        (scale * image.shape[1], scale * image.shape[2]), (filters, channels, height, width), stride=stride,
        padding=padding, dilation=dilation,
    )  # fmt: skip


def _twice_as_large(image: Tensor, bank: Tensor, stride: int, padding: int | str, dilation: int) -> tuple[float, str]:
    now, larger = (_cost(image, bank, stride, padding, dilation, scale).multiply_adds for scale in (1, 2))
    return larger / now, say(
        "{now:,} multiply-adds become {larger:,}, **{factor:.4g}** times as many: each output value costs the same, "
        "and there are twice as many in each direction (but for the border, if there is no padding).",
        now=now, larger=larger, factor=larger / now,
    )  # fmt: skip


def _stride(image: Tensor, bank: Tensor, stride: int, padding: int | str, dilation: int) -> tuple[str | None, str]:
    if stride == 1:
        return None, "The stride is 1: choose 2 or more under Window."
    pixels = padding if isinstance(padding, int) else 0
    one, strided = (_cost(image, bank, each, pixels, dilation, 1) for each in (1, stride))
    which = (strided.parameters < one.parameters, strided.multiply_adds < one.multiply_adds)
    return {(False, True): "work", (True, True): "both", (True, False): "parameters"}.get(which, "none"), say(
        "Without the stride there are {parameters:,} parameters and {work:,} multiply-adds, with it "
        "**{strided_parameters:,}** and **{strided_work:,}**. The filters are the same, only fewer windows are "
        "computed.",
        parameters=one.parameters, work=one.multiply_adds, strided_parameters=strided.parameters,
        strided_work=strided.multiply_adds,
    )  # fmt: skip


def _biases(bank: Tensor) -> tuple[float, str]:
    filters, channels, height, width = bank.shape
    every = convolution_parameters((height, width), channels, filters)
    return 100 * filters / every, say(
        "{filters} biases of {every:,} parameters are **{share:.3g} %**: one beside {weights} weights in each filter.",
        filters=filters, every=every, share=100 * filters / every, weights=channels * height * width,
    )  # fmt: skip


def _dark(biased: Tensor, output: Tensor) -> tuple[float, str]:
    share = 100 * share_of_zeros(output)
    return share, say(
        "**{share:.1f} %** of the values behind the activation are exactly zero; before it {below:.1f} % were "
        "negative. Only an activation that is flat at zero, as ReLU, makes zeros of them; a bias moves the threshold.",
        share=share, below=100 * float((biased < 0).float().mean()),
    )  # fmt: skip


EXPERIMENTS = (
    Experiment(
        "claim",
        "A layer has (f · f · C_in + 1) · C_out parameters, whatever the image size.",
        _whatever_the_size,
    ),
    Experiment(
        "twice-as-large",
        "The picture becomes twice as high and twice as wide. How many times as many multiply-adds does the layer "
        "take?",
        _twice_as_large,
        {"layer-padding": "same", "layer-stride": "1"},
        number=Number("times", 0.03),
    ),
    Experiment(
        "stride",
        "What does a stride save?",
        _stride,
        {"layer-stride": "2", "layer-padding": "1"},
        {"work": "Multiply-adds", "parameters": "Parameters", "both": "Both", "none": "Neither"},
    ),
    Experiment(
        "biases",
        "How many percent of the layer's parameters are biases?",
        _biases,
        {"layer-has-bias": "with"},
        number=Number("%", 0.1),
    ),
    Experiment(
        "dark",
        "How many percent of the output values are exactly zero?",
        _dark,
        {"layer-activation": "relu", "layer-has-bias": "without"},
        number=Number("%", 0.1),
    ),
)
