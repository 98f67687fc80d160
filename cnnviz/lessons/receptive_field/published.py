"""The published receptive field of a network beside the one worked out here, in a sentence."""

from cnnviz.networks.architectures import ARCHITECTURES
from cnnviz.words import say


def compared(name: str, here: int) -> str:
    """here: pixels that a unit of the last feature map sees. "" for a network of which nothing is published."""
    known = ARCHITECTURES[name].field if name in ARCHITECTURES else None
    if known is None:
        return ""
    verdict = "the same number"
    if here != known.size:
        verdict = say("not the **{here}** of this network: {differs}", here=here, differs=known.differs)
    return say(
        "Published for the last feature map of {name}: **{published}** ({where}), {verdict}.",
        name=name, published=known.size, where=known.where, verdict=verdict,
    )  # fmt: skip
