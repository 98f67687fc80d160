"""What the claim of this lesson comes to: the shape of what matters."""

from cnnviz.networks.fields import effective as engine
from cnnviz.networks.fields.effective import Effective
from cnnviz.words import say


def gaussian(found: Effective) -> tuple[bool, str]:
    """Roughly: a Gaussian explains more than 75 % of the map."""
    size, explained = found.mean.shape[0], engine.gaussian_share(found.mean)
    return explained > 0.75, (
        say(
            "A Gaussian explains **{explained:.0%}** of what is on the map (roughly: more than 75 %). Four of its "
            "standard deviations are **{across:.1f}** pixels, the theoretical field has **{size}**.",
            across=4 * found.width, size=size, explained=explained,
        )
    )  # fmt: skip
