"""Networks of every scale: B0 to B7 beside the published numbers, and the count of torchvision."""

from cnnviz import kept
from cnnviz.networks.designs import scaling
from cnnviz.words import say


def written(scale: scaling.Scale) -> str:
    """A scale in words."""
    return say(
        "{depth:.3g} × depth, {width:.3g} × width, {resolution} px",
        depth=scale.depth, width=scale.width, resolution=scale.resolution,
    )  # fmt: skip


@kept.keep
def published() -> dict[str, list[str]]:
    """The table of B0 to B7."""
    counted = {name: scaling.count(known.scale) for name, known in scaling.PUBLISHED.items()}
    known = scaling.PUBLISHED.values()
    return {
        "network": list(counted),
        "depth, width, pixels": [written(one.scale) for one in known],
        "parameters": [f"{one.parameters / 1e6:.1f} M" for one in counted.values()],
        "published": [f"{one.parameters:g} M" for one in known],
        "multiply-adds": [f"{one.multiply_adds / 1e6:,.0f} M" for one in counted.values()],
        "published FLOPs": [f"{one.multiply_adds:,.0f} M" for one in known],
    }


@kept.keep
def by_torch(scale: scaling.Scale) -> scaling.Counted:
    """torchvision's count of this scale, kept for all."""
    return scaling.count_by_torch(scale)
