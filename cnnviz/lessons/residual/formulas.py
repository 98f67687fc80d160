"""The addition at the end of a residual block in LaTeX, in symbols and for one value."""

from cnnviz.lessons.residual.experiment import Sum


def explain(value: Sum) -> list[str]:
    """z: what the branch gives; a: what the shortcut brings."""
    return [
        r"a^{[l+2]} = g(z^{[l+2]} + a^{[l]})",
        rf"g({value.z:.5f} + {value.a:.5f}) = \max(0,\ {value.z + value.a:.5f}) = {value.output:.5f}",
    ]
