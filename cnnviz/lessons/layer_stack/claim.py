"""The claim of this lesson, and what it comes to: the parameters for a picture twice as high and wide."""

from dataclasses import replace

from cnnviz import plain
from cnnviz.networks.stack.summary import Summary, summarize
from cnnviz.networks.stack.text import Network

STATEMENT = (
    r"Parameters = $(f \cdot f \cdot C_{in} + 1) \cdot C_{out}$, whatever the image size: so the whole network "
    "has as many for a picture twice as high and wide."
)


def twice_as_large(network: Network, summary: Summary) -> tuple[bool, str]:
    """summary: of this network; a larger picture may not fit it."""
    channels, height, width = network.shape
    larger = summarize(replace(network, shape=(channels, 2 * height, 2 * width)), fields=False)
    before, after = summary.total("parameters"), larger.total("parameters")
    if larger.error:
        return (
            False,
            f"For {2 * height} × {2 * width} pixels this network cannot be built: {plain.markdown(str(larger.error))}",
        )
    grown = [new for old, new in zip(summary.rows, larger.rows, strict=True) if new.parameters != old.parameters]
    where = ", ".join(f"{row.label} ({row.text})" for row in grown)
    why = f"More have the layers {where}: what they get grew." if grown else "No layer has more."
    return (
        before == after,
        f"For {height} × {width} pixels this network has **{before:,}** parameters, for {2 * height} × {2 * width} "
        f"**{after:,}**. {why} The convolutions keep theirs; a dense layer behind flatten does not.",
    )
