"""The receptive fields of a whole network against torchinfo's summary of it, each in a fresh process."""

import gc
import subprocess
import sys
import time

from tests.benchmarks.figure import Figure, median
from tests.browser.server import ROOT

ROUNDS = 5
LIMIT = 50  # ms


def cold(name: str) -> float:
    """Milliseconds of the first call in this process, PyTorch loaded and the network built. name: ours or torchinfo.

    What is loaded is frozen out of the garbage collector's sight, as in the app: one walk over it takes 160 ms.
    """
    from torchvision.models import resnet50

    network = resnet50().eval()
    gc.collect()
    gc.freeze()
    if name == "ours":
        from cnnviz.networks.fields.receptive_fields import receptive_fields

        began = time.perf_counter()
        receptive_fields(network)
    else:
        from torchinfo import summary

        began = time.perf_counter()
        summary(network, (1, 3, 224, 224), verbose=0)
    return 1000 * (time.perf_counter() - began)


def measure() -> list[Figure]:
    """Milliseconds of the receptive-field table of ResNet-50, branches and all, from cold.

    The peer: torchinfo's table of the same network, which runs it once to learn the shapes.
    """
    times: dict[str, list[float]] = {"ours": [], "torchinfo": []}
    for _ in range(ROUNDS):
        for name, taken in times.items():
            command = [sys.executable, "-m", "tests.benchmarks.fields", name]
            taken.append(float(subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout))
    mine, other = median(times["ours"]), median(times["torchinfo"])
    return [
        Figure(
            "receptive-field table of ResNet-50, from cold",
            f"{mine:.0f} ms",
            f"≤ {LIMIT} ms and ≤ 1×",
            f"torchinfo {other:.0f} ms, {mine / other:.2f}×",
            mine <= LIMIT and mine <= other,
        )
    ]


if __name__ == "__main__":
    print(cold(sys.argv[1]))
