"""The experiments of the lesson 'Output-size calculator'."""

from cnnviz.geometry import output_size, transposed_output_size
from cnnviz.lessons.experiment import Experiment, Number
from cnnviz.lessons.output_size import claim
from cnnviz.words import joined, say

Sides = tuple[int, int]

CHOOSE = "This is asked of a convolution: choose it as the layer."


def _divided(size: int, stride: int, output: int) -> tuple[bool, str]:
    return output * stride == size, say(
        "{size} / {stride} = {share:.4g}, and the layer gives **{output}**. A stride divides the number of places, not "
        "the size: the kernel has fewer places than there are pixels, unless the padding makes up for it, and what is "
        "left over is rounded down.",
        size=size, stride=stride, share=size / stride, output=output,
    )  # fmt: skip


def _inputs(kind: str, size: int, kernel: int, stride: int, padding: Sides, dilation: int) -> tuple[int | None, str]:
    if kind != "convolution":
        return None, CHOOSE
    wanted = output_size(size, kernel, stride=stride, padding=padding, dilation=dilation)
    near = range(max(1, size - stride), size + stride + 1)
    same = [n for n in near if _fits(n, kernel, stride, padding, dilation) == wanted]
    return len(same), say(
        "An output of {wanted} comes from inputs of **{same}** pixels: the last step is not taken until it fits whole, "
        "which needs {stride} pixels more. This is why a transposed convolution has to be told the output padding.",
        wanted=wanted, same=joined(same), stride=stride,
    )  # fmt: skip


def _fits(size: int, kernel: int, stride: int, padding: Sides, dilation: int) -> int | None:
    try:
        return output_size(size, kernel, stride=stride, padding=padding, dilation=dilation)
    except ValueError:
        return None


def _there_and_back(
    kind: str, size: int, kernel: int, stride: int, padding: Sides, dilation: int
) -> tuple[bool | None, str]:
    if kind != "convolution":
        return None, CHOOSE
    if padding[0] != padding[1]:
        return None, "A transposed convolution has the same padding on both sides: choose one by number."
    there = output_size(size, kernel, stride=stride, padding=padding[0], dilation=dilation)
    back = transposed_output_size(there, kernel, stride=stride, padding=padding[0], dilation=dilation)
    return back == size, say(
        "{size} → {there} → **{back}**. What the division rounds away on the way there is missing on the way back; "
        "output padding {missing} would add it. And only the size comes back, not the values.",
        size=size, there=there, back=back, missing=size - back,
    )  # fmt: skip


def _like_a_larger_kernel(
    kind: str, size: int, kernel: int, stride: int, padding: Sides, dilation: int
) -> tuple[bool | None, str]:
    if kind != "convolution":
        return None, CHOOSE
    span = dilation * (kernel - 1) + 1
    dilated = output_size(size, kernel, stride=stride, padding=padding, dilation=dilation)
    larger = output_size(size, dilation * kernel, stride=stride, padding=padding)
    return dilated == larger, say(
        "{kernel} weights with dilation {dilation} give **{dilated}**, a kernel of {product} gives **{larger}**. "
        "Between {kernel} weights there are {gaps} gaps, so that they cover {dilation} · {gaps} + 1 = {span} pixels "
        "and not {product}.",
        kernel=kernel, dilation=dilation, dilated=dilated, product=dilation * kernel, larger=larger, gaps=kernel - 1,
        span=span,
    )  # fmt: skip


CONVOLUTION = {"layer": "convolution", "padding": "number", "d": "1"}

EXPERIMENTS = (
    Experiment(
        "claim",
        "The output has (n − k + p + 1 + s) / s pixels. (So it stands on slides in circulation.)",
        claim.slides,
        {**CONVOLUTION, "n": "4", "k": "3", "s": "2", "p": "0"},
    ),
    Experiment(
        "divided",
        "A stride of s makes the picture exactly s times smaller.",
        _divided,
        {**CONVOLUTION, "n": "224", "k": "3", "s": "2", "p": "0"},
    ),
    Experiment(
        "inputs",
        "How many input sizes give the same output size as this one?",
        _inputs,
        {**CONVOLUTION, "n": "224", "k": "7", "s": "2", "p": "3"},
        number=Number("sizes"),
    ),
    Experiment(
        "there-and-back",
        "A transposed convolution with the same settings restores the size of the input.",
        _there_and_back,
        {**CONVOLUTION, "n": "224", "k": "3", "s": "2", "p": "1"},
    ),
    Experiment(
        "like-a-larger-kernel",
        "A kernel of k with dilation d gives the same size as a kernel of d · k.",
        _like_a_larger_kernel,
        {**CONVOLUTION, "n": "32", "k": "3", "s": "1", "p": "0", "d": "2"},
    ),
)
