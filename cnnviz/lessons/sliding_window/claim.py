"""What the claim of this lesson comes to: the same scores, and what they cost."""

from cnnviz.networks.designs import windows
from cnnviz.networks.designs.comparison import milliseconds


def same_and_cheaper(gap: float, costs: tuple[int, int], taken: windows.Times) -> tuple[bool, str]:
    """gap: of `windows.difference`; costs: multiply-adds of all windows one by one, and of one pass."""
    many, one = costs
    return gap < windows.SAME and one < many, (
        f"The largest difference is {gap:.1g} of the largest score. One pass takes **{many / one:.3g}** times fewer "
        "multiply-adds, because neighbouring windows share most of their convolutions. On this machine it took "
        f"{milliseconds(taken.one_pass)}, window after window {milliseconds(taken.one_by_one)} "
        f"(**{taken.one_by_one / taken.one_pass:.3g}** times as long), and all windows cropped into one batch "
        f"{milliseconds(taken.one_batch)}."
    )
