"""What the claim of this lesson comes to: what the units of the last feature map see."""

from cnnviz.networks.fields.receptive_fields import Row
from cnnviz.words import say


def whole_picture(last: Row, input_size: tuple[int, int, int], name: str) -> tuple[bool, str]:
    """last: the last feature map of the network with this name; input_size: (C, H, W) of the picture."""
    corner, middle = last.pixels((0, 0)), last.pixels((last.units[0] // 2, last.units[1] // 2))
    _, height, width = input_size
    return last.whole, (
        say(
            "The last feature map of the {name} ({name_2}, {units} × {units_2}) has a receptive field of "
            "**{size}** pixels in a picture of {height} × {width}. Its middle unit sees "
            "{middle} × {middle_2} of them, the one in the corner {corner} × {corner_2}.",
            name=name, name_2=last.name, units=last.units[0], units_2=last.units[1], size=last.fields[0].size,
            height=height, width=width, middle=len(middle[0]), middle_2=len(middle[1]), corner=len(corner[0]),
            corner_2=len(corner[1]),
        )
    )  # fmt: skip
