"""The same in PyTorch: the average of several networks on several crops."""

from cnnviz.networks.ensembles import FRESH, PLANS
from cnnviz.writing.listings import listing


def ensemble_script(members: int, plan: str, how: str) -> str:
    """The measurement as a script that runs beside models/ and cnnviz/; `result` is the accuracy."""
    return listing("cnnviz.lessons.ensembles.script", MEMBERS=members, PICKED=list(PLANS[plan]), FRESH=FRESH, HOW=how)
