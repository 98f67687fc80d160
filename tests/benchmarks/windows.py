"""The sliding-window detector in one pass against cropping every window."""

import torch

from cnnviz.networks.designs import windows
from tests.benchmarks.figure import Figure

ALONG = 14


def measure() -> list[Figure]:
    """Times faster for 14 × 14 windows, after a check that both give the same scores."""
    detector = windows.Detector()
    network = windows.classifier(detector, 0)
    picture = torch.rand(3, *[detector.picture(ALONG)] * 2)
    whole = windows.in_one_pass(windows.as_convolutions(network, detector), picture)
    gap = windows.difference(windows.by_cropping(network, picture, detector), whole)
    if gap > 1e-5:
        raise RuntimeError(f"one pass and cropping differ by {gap:.2g}")
    taken, (many, one) = windows.times(network, picture, detector), detector.costs(ALONG)
    return [
        Figure(
            f"{ALONG} × {ALONG} sliding windows in one pass, times faster than cropped one by one",
            f"{taken.one_by_one / taken.one_pass:.3g}× ({taken.one_pass:.2f} ms)",
            peer=f"cropped in one batch {taken.one_batch / taken.one_pass:.3g}×; multiply-adds {many / one:.3g}×",
        )
    ]
