"""How a script makes the network that the student has opened, for the lessons that open one."""


def made(name: str, kind: str = "random") -> list[str]:
    """The lines of a script that make `network` with the weights on the screen.

    name: of the catalogue, or "run:" and the id of a run; kind: of weights, or "step" and the snapshot of the run.
    """
    if name.startswith("run:"):
        step = kind.removeprefix("step ")
        return [
            "from cnnviz.training import open_run", "",
            f"network = open_run({name.removeprefix('run:')!r}).model({step})  # on the machine that trained it",
        ]  # fmt: skip
    if kind == "random":
        return ["", f"network = networks.build({name!r})  # random weights"]
    return ["from cnnviz.networks import weights", "", f"network = weights.load({name!r}, {kind!r})"]
