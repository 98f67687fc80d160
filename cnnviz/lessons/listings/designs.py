"""The same in PyTorch for the lessons that compare designs of networks."""

from cnnviz.networks.designs.comparison import Designs, count
from cnnviz.networks.stack.modules import sequential
from cnnviz.writing.listings import listing
from cnnviz.writing.literals import Code, literal


def comparison_script(designs: Designs) -> str:
    """A script that builds, counts and times all designs; `result` is {name: (parameters, multiply-adds)}.

    Raises the error of the first design that cannot be built.
    """
    layers = {name: sequential(designs[name], summary) for name, summary in count(designs).items()}
    lines = [f"    {literal(name)}: {code.text},".replace("\n", "\n    ") for name, code in layers.items()]
    uses = frozenset(name for code in layers.values() for name in code.uses)
    return listing(
        "cnnviz.lessons.listings.designs_script",
        DESIGNS=Code("\n".join(["{", *lines, "}"]), uses),
        INPUT=(1, *next(iter(designs.values())).shape),
    )
