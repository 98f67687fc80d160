"""What the claim of this lesson comes to: the same scores, and what they cost."""

from cnnviz.networks.designs import windows
from cnnviz.networks.designs.comparison import milliseconds
from cnnviz.words import say


def same_and_cheaper(gap: float, costs: tuple[int, int], taken: windows.Times) -> tuple[bool, str]:
    """gap: of `windows.difference`; costs: multiply-adds of all windows one by one, and of one pass."""
    many, one = costs
    return gap < windows.SAME and one < many, (
        say(
            "The largest difference is {gap:.1g} of the largest score. One pass takes **{many_over_one:.3g}** times "
            "fewer "
            "multiply-adds, because neighbouring windows share most of their convolutions. On this machine it took "
            "{milliseconds}, window after window {milliseconds_2} "
            "(**{one_by_one_over_one_pass:.3g}** times as long), and all windows cropped into one batch "
            "{milliseconds_3}.",
            gap=gap, many_over_one=many / one, milliseconds=milliseconds(taken.one_pass),
            milliseconds_2=milliseconds(taken.one_by_one), one_by_one_over_one_pass=taken.one_by_one / taken.one_pass,
            milliseconds_3=milliseconds(taken.one_batch),
        )
    )  # fmt: skip
