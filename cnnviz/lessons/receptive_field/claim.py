"""What the claim of this lesson comes to: what the units of the last feature map see."""

from cnnviz.networks.fields.receptive_fields import Row


def whole_picture(last: Row, input_size: tuple[int, int, int], name: str) -> tuple[bool, str]:
    """last: the last feature map of the network with this name; input_size: (C, H, W) of the picture."""
    corner, middle = last.pixels((0, 0)), last.pixels((last.units[0] // 2, last.units[1] // 2))
    _, height, width = input_size
    return last.whole, (
        f"The last feature map of the {name} ({last.name}, {last.units[0]} × {last.units[1]}) has a receptive field of "
        f"**{last.fields[0].size}** pixels in a picture of {height} × {width}. Its middle unit sees "
        f"{len(middle[0])} × {len(middle[1])} of them, the one in the corner {len(corner[0])} × {len(corner[1])}."
    )
