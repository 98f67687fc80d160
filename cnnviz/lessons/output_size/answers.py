"""The other way round: which paddings and which kernels give a wanted output, in sentences."""

from cnnviz.geometry import backwards
from cnnviz.words import say

SHOWN = 12  # of the answers


def paddings(size: int, wanted: int, kernel: int, *, stride: int, dilation: int) -> str:
    """The paddings that do it; "" if there is none."""
    window = {"stride": stride, "dilation": dilation}
    found = backwards.paddings_for(size, wanted, kernel, **window, limit=SHOWN)
    if not found:
        return ""
    listed = ", ".join(str(a) if a == b else f"({a}, {b})" for a, b in found)
    listed = and_more(listed, backwards.padding_count(size, wanted, kernel, **window))
    low, high = backwards.padding_interval(size, wanted, kernel, **window) or (0, 0)
    return say(
        "**Paddings** that give {wanted} from {size} with k = {kernel}, s = {stride}, d = {dilation}: {listed}. "
        "A number alone is padding on both sides, a pair is (before, after); in all "
        "it takes {low} to {high} padded pixels.",
        wanted=wanted, size=size, kernel=kernel, stride=stride, dilation=dilation, listed=listed, low=low, high=high,
    )  # fmt: skip


def kernels(size: int, wanted: int, *, stride: int, dilation: int) -> str:
    """The kernels that do it without padding, or why there is none."""
    found = backwards.kernels_for(size, wanted, stride=stride, dilation=dilation)
    if not found:
        return say(
            "**Kernels**, without padding: {why_no_kernel}",
            why_no_kernel=backwards.why_no_kernel(size, wanted, stride=stride, dilation=dilation),
        )
    listed = ", ".join(map(str, found[:SHOWN]))
    return say("**Kernels** that do it without padding: {listed}.", listed=and_more(listed, len(found)))


def and_more(listed: str, count: int) -> str:
    """The answers shown, and how many more there are."""
    return say("{listed} and {more:,} more", listed=listed, more=count - SHOWN) if count > SHOWN else listed
