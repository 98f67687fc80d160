"""What the claim of this lesson comes to: the factors that a convolution saves."""

from cnnviz.geometry.cost import Cost, dense_cost, one_digit, readable_bytes
from cnnviz.words import say


def factors(dense: Cost, convolution: Cost, *, units: int, bias: bool) -> tuple[bool, str]:
    """Both read the same image; units and bias are those of the dense layer."""
    saved = dense.parameters / convolution.parameters, dense.multiply_adds / convolution.multiply_adds
    rounded = dense_cost(one_digit(dense.inputs), units, bias=bias).parameters
    return (
        dense.parameters * convolution.multiply_adds == dense.multiply_adds * convolution.parameters,
        say(
            "The convolution has **{saved:,.4g}** times fewer parameters, but **{cheaper:,.4g}** times fewer "
            "multiply-adds: it uses its few weights at every position, {outputs:,} output values in all. "
            "And mind the rounding: with {simple:,} features instead of {inputs:,} the dense layer "
            "would have {rounded:,} parameters, {size} of float32 "
            "{which_way}.",
            saved=saved[0], cheaper=saved[1], outputs=convolution.outputs, simple=one_digit(dense.inputs),
            inputs=dense.inputs, rounded=rounded, size=readable_bytes(4 * abs(rounded - dense.parameters)),
            which_way="too little" if rounded < dense.parameters else "too much",
        ),
    )  # fmt: skip
