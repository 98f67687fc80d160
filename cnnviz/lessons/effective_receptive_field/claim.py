"""What the claim of this lesson comes to: the size and the shape of what matters."""

from cnnviz.networks.fields import effective as engine
from cnnviz.networks.fields.effective import Effective
from cnnviz.words import say


def smaller_and_gaussian(found: Effective) -> tuple[bool, str]:
    """Much smaller: less than half of the area. Roughly Gaussian: that explains more than 75 % of the map."""
    size, explained = found.mean.shape[0], engine.gaussian_share(found.mean)
    share = (4 * found.width / size) ** 2
    return share < 0.5 and explained > 0.75, (
        say(
            "Four standard deviations are **{across:.1f}** pixels, the theoretical field **{size}**: the "
            "square "
            "of the one has {share:.0%} of the area of the other (much smaller: less than half). A Gaussian explains "
            "**{explained:.0%}** of what is on the map (roughly Gaussian: more than 75 %).",
            across=4 * found.width, size=size, share=share, explained=explained,
        )
    )  # fmt: skip
