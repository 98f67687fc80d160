"""The other way round: which paddings and which kernels give a wanted output, in sentences."""

from cnnviz.geometry import backwards
from cnnviz.words import say

SHOWN = 12  # of the answers, where there are many
MANY = 20


def paddings(size: int, wanted: int, kernel: int, *, stride: int, dilation: int) -> str:
    """The paddings that do it; "" if there is none."""
    window = {"stride": stride, "dilation": dilation}
    count = backwards.padding_count(size, wanted, kernel, **window)
    if not count:
        return ""
    found = backwards.paddings_for(size, wanted, kernel, **window, limit=shown(count))
    listed = and_more(", ".join(str(a) if a == b else f"({a}, {b})" for a, b in found), count)
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
            "**Kernels**, without padding: {reason}",
            reason=backwards.why_no_kernel(size, wanted, stride=stride, dilation=dilation),
        )
    listed = ", ".join(map(str, found[: shown(len(found))]))
    return say("**Kernels** that do it without padding: {listed}.", listed=and_more(listed, len(found)))


def shown(count: int) -> int:
    """How many of the answers are written out."""
    return SHOWN if count > MANY else count


def and_more(listed: str, count: int) -> str:
    """The answers shown, and how many more there are."""
    return say("{listed} and {more:,} more", listed=listed, more=count - SHOWN) if count > MANY else listed
