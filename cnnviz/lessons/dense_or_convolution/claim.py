"""What the claim of this lesson comes to: the factors that a convolution saves."""

from cnnviz.geometry.cost import Cost, dense_cost, one_digit, readable_bytes


def factors(dense: Cost, convolution: Cost, *, units: int, bias: bool) -> tuple[bool, str]:
    """Both read the same image; units and bias are those of the dense layer."""
    saved = dense.parameters / convolution.parameters, dense.multiply_adds / convolution.multiply_adds
    rounded = dense_cost(one_digit(dense.inputs), units, bias=bias).parameters
    return (
        dense.parameters * convolution.multiply_adds == dense.multiply_adds * convolution.parameters,
        f"The convolution has **{saved[0]:,.4g}** times fewer parameters, but **{saved[1]:,.4g}** times fewer "
        f"multiply-adds: it uses its few weights at every position, {convolution.outputs:,} output values in all. "
        f"And mind the rounding: with {one_digit(dense.inputs):,} features instead of {dense.inputs:,} the dense layer "
        f"would have {rounded:,} parameters, {readable_bytes(4 * abs(rounded - dense.parameters))} of float32 "
        f"{'too little' if rounded < dense.parameters else 'too much'}.",
    )
