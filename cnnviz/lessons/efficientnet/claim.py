"""What the claim of this lesson comes to: the multiply-adds that a scale really has."""

from cnnviz.networks.designs import scaling
from cnnviz.words import say


def doubles(alpha: float, beta: float, gamma: float, phi: float) -> tuple[bool, str]:
    """Whether the counted multiply-adds grow by 2^φ, give or take 15 %."""
    here = scaling.count(scaling.compound(alpha, beta, gamma, phi)).multiply_adds
    factor = here / scaling.count(scaling.PUBLISHED["B0"].scale).multiply_adds
    return abs(factor / 2**phi - 1) < 0.15, (
        say(
            "For φ = {phi:g} the count grew by **{factor:.3g}**; 2^φ is {expected:.3g}, and (α β² γ²)^φ is "
            "{growth:.3g}. Layers come whole and channels in steps of 8, so it is "
            "never exact.",
            phi=phi, factor=factor, expected=2**phi, growth=scaling.growth(alpha, beta, gamma, phi),
        )
    )  # fmt: skip
