"""The addition at the end of a residual block in LaTeX, in symbols and for one value."""

from cnnviz.lessons.residual.experiment import Sum
from cnnviz.writing.sums import places
from cnnviz.writing.tex import bracketed


def explain(value: Sum) -> list[str]:
    """z: what the branch gives; a: what the shortcut brings."""
    digits = places([value.z, value.a])
    z, a, added, output = (f"{one:.{digits}f}" for one in (value.z, value.a, value.z + value.a, value.output))
    return [
        r"a^{[l+2]} = g(z^{[l+2]} + a^{[l]})",
        rf"g({z} + {bracketed(a)}) = \max(0,\ {added}) = {output}",
    ]
