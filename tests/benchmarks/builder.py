"""A layer of a long network edited → every figure of the layer-stack builder updated."""

from urllib.parse import urlencode

from tests.benchmarks import lessons
from tests.benchmarks.figure import Figure, median, quantile
from tests.benchmarks.serve import chromium, new_page
from tests.browser.server import serving

LIMIT = 150  # ms
NETWORK = "-".join(["3x64x64", *["c16k3p1", "bn", "relu"] * 19, "gap", "flat", "d10"])


def measure() -> list[Figure]:
    """Milliseconds from the edit of one layer of sixty to the last thing it changes on the page, and one frame."""
    layers = NETWORK.count("-")
    with chromium() as browser, serving() as (address, _):
        query = urlencode({"stack": NETWORK, "stack-at": "1"})
        times = lessons.timed(new_page(browser), f"{address}/layer-stack?{query}")
    typical = median(times)
    return [
        Figure(
            f"builder with {layers} layers: edit → all figures updated, median",
            f"{typical:.0f} ms",
            f"≤ {LIMIT} ms",
            f"95th percentile {quantile(times, 0.95):.0f} ms",
            typical <= LIMIT,
        )
    ]
