"""Both orders of moving and filtering, and how far they lie apart, in LaTeX."""

from cnnviz.operations.equivariance import Measurement, Transformation
from cnnviz.writing.tex import number


def explain(
    measured: Measurement, change: Transformation, stride: int, at: tuple[int, int], values: tuple[float, float]
) -> list[str]:
    """Definition, values of both orders at one place, and the largest differences, in LaTeX.

    at: row and column of the largest difference; values: f(T(x)) and T(f(x)) there.
    """
    lines = [r"\text{equivariant:} \quad f(T(x)) = T(f(x))"]
    if change.kind == "shift" and stride > 1:
        parts = [rf"{pixels} / {stride} = {pixels / stride:.4g}" for pixels in (change.dy, change.dx)]
        taken = ", ".join(str(round(pixels / stride)) for pixels in (change.dy, change.dx))
        lines.append(rf"\text{{shift of the output: }} {parts[0]}, \quad {parts[1]}, \quad \text{{taken: }} ({taken})")
    first, second = (number(value) for value in values)
    minus = f"- ({second})" if values[1] < 0 else f"- {second}"
    lines.append(
        rf"\max |f(T(x)) - T(f(x))| = |{first} {minus}| = {number(measured.everywhere)} "
        rf"\quad \text{{place: }} [{at[0]}, {at[1]}]"
    )
    if measured.interior is not None:
        lines.append(rf"\text{{away from the border: }} \max = {number(measured.interior)}")
    return lines
