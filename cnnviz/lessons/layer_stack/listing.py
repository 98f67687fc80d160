"""The same in PyTorch: the network of the builder as a class."""

from cnnviz.networks.stack.layers import Network
from cnnviz.networks.stack.modules import sequential
from cnnviz.networks.stack.summary import summarize
from cnnviz.networks.stack.text import format_network
from cnnviz.writing.listings import listing
from cnnviz.writing.literals import Code, literal


def network_script(network: Network) -> str:
    """A script that defines the network as a class, runs it on zeros and checks its shape and parameters.

    `network` is the module and `result` its output, (1, *shape). Raises the error of `summarize` if a layer is
    impossible.
    """
    summary = summarize(network, fields=False)
    return listing(
        "cnnviz.lessons.layer_stack.script",
        TEXT=_folded(format_network(network)),
        LAYERS=sequential(network, summary),
        INPUT=(1, *network.shape),
        SHAPE=(1, *summary.shape),
        PARAMETERS=summary.total("parameters"),
    )


def _folded(text: str, width: int = 100) -> Code:
    """The text over several lines, broken behind hyphens, where one layer ends."""
    lines = [""]
    for part in text.replace("-", "-\n").split("\n"):
        if len(lines[-1]) + len(part) > width and lines[-1]:
            lines.append("")
        lines[-1] += part
    if len(lines) == 1:
        return Code(literal(text))
    return Code("\n".join(["(", *(f"    {literal(line)}" for line in lines), ")"]))
