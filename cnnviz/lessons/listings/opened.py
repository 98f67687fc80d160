"""How a script makes the network that the student has opened, for the lessons that open one."""

from typing import Any


def made(name: str, kind: str = "random") -> dict[str, Any]:
    """The settings of `opened_script`, which makes `network` with the weights on the screen.

    name: of the catalogue, or "run:" and the id of a run; kind: of weights, or "step" and the snapshot of the run.
    """
    if name.startswith("run:"):
        return {"NAME": name.removeprefix("run:"), "KIND": "run", "STEP": int(kind.removeprefix("step "))}
    return {"NAME": name, "KIND": kind}
