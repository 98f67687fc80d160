"""What the claim of this lesson comes to: the shape that the layer gives."""

from cnnviz.signals import volumes
from cnnviz.words import say


def as_claimed(layer: volumes.Layer) -> tuple[bool, str]:
    """Whether n − f + 1 along every axis is what the layer gives."""
    shape = layer.shape()
    each = layer.size - layer.kernel + 1
    claimed = (layer.filters, *(each,) * layer.axes)

    def written(channels_first: tuple[int, ...]) -> str:
        channels, *sizes = channels_first
        return " × ".join(map(str, (*sizes, channels)))

    reason = "" if claimed == shape else " Stride and padding are missing from the claim."
    return claimed == shape, (
        say(
            "For your layer it says n − f + 1 = {each} along every axis, so {written}"
            "; the layer gives **{found}**.{reason}",
            each=each, written=written(claimed), found=written(shape), reason=reason,
        )
    )  # fmt: skip
