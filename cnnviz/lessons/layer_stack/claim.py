"""The claim of this lesson, and what it comes to: the parameters for a picture twice as high and wide."""

from dataclasses import replace

from cnnviz import plain
from cnnviz.networks.stack.layers import Network
from cnnviz.networks.stack.summary import Summary, summarize
from cnnviz.words import say


def twice_as_large(network: Network, summary: Summary) -> tuple[bool, str]:
    """summary: of this network; a larger picture may not fit it."""
    channels, height, width = network.shape
    larger = summarize(replace(network, shape=(channels, 2 * height, 2 * width)), fields=False)
    before, after = summary.total("parameters"), larger.total("parameters")
    if larger.error:
        return (
            False,
            say(
                "For {twice_height} × {twice_width} pixels this network cannot be built: {error}",
                twice_height=2 * height, twice_width=2 * width, error=plain.markdown(str(larger.error)),
            ),
        )  # fmt: skip
    grown = [new for old, new in zip(summary.rows, larger.rows, strict=True) if new.parameters != old.parameters]
    where = ", ".join(f"{row.label} ({row.text})" for row in grown)
    why = say("More have the layers {where}: what they get grew.", where=where) if grown else "No layer has more."
    return (
        before == after,
        say(
            "For {height} × {width} pixels this network has **{before:,}** parameters, for {twice_height} × "
            "{twice_width} "
            "**{after:,}**. {why} The convolutions keep theirs; a dense layer behind flatten does not.",
            height=height, width=width, before=before, twice_height=2 * height, twice_width=2 * width,
            after=after, why=why,
        ),
    )  # fmt: skip
