"""What the claim of this lesson comes to: the same scores, and what they cost."""

from cnnviz.networks.designs import windows
from cnnviz.networks.designs.comparison import milliseconds
from cnnviz.words import say


def cheaper(gap: float, costs: tuple[int, int], taken: windows.Times) -> tuple[bool, str]:
    """gap: of `windows.difference`; costs: multiply-adds of all windows one by one, and of one pass."""
    many, one = costs
    return one < many, (
        say(
            "The largest difference is {gap:.1g} of the largest score. One pass takes **{fewer:.3g}** times "
            "fewer "
            "multiply-adds, because neighbouring windows share most of their convolutions. On this machine it took "
            "{one_pass}, window after window {one_by_one} "
            "(**{longer:.3g}** times as long), and all windows cropped into one batch "
            "{one_batch}.",
            gap=gap, fewer=many / one, one_pass=milliseconds(taken.one_pass),
            one_by_one=milliseconds(taken.one_by_one), longer=taken.one_by_one / taken.one_pass,
            one_batch=milliseconds(taken.one_batch),
        )
    )  # fmt: skip
