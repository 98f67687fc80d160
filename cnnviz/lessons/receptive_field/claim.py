"""What the claim of this lesson comes to: what the units of the last feature map see."""

from cnnviz.networks.fields.receptive_fields import Row
from cnnviz.words import say


def whole_picture(last: Row, input_size: tuple[int, int, int], name: str) -> tuple[bool, str]:
    """last: the last feature map of the network with this name; input_size: (C, H, W) of the picture."""
    corner, middle = last.pixels((0, 0)), last.pixels((last.units[0] // 2, last.units[1] // 2))
    _, height, width = input_size
    return last.whole, (
        say(
            "The last feature map of the {network} ({layer}, {rows} × {columns}) has a receptive field of "
            "**{size}** pixels in a picture of {height} × {width}. Its middle unit sees {middle} of them, the one in "
            "the corner {corner}.",
            network=name, layer=f"`{last.name}`", rows=last.units[0], columns=last.units[1],
            size=last.fields[0].size, height=height, width=width,
            middle=f"{len(middle[0])} × {len(middle[1])}", corner=f"{len(corner[0])} × {len(corner[1])}",
        )
    )  # fmt: skip
