"""What the claims of this lesson come to: multiply-adds and times of groups, and blocks at the same cost."""

from collections.abc import Callable, Mapping

from cnnviz import plain
from cnnviz.networks.designs import timing
from cnnviz.networks.stack.summary import Summary
from cnnviz.words import joined, say


def as_counted(counted: Mapping[str, Summary], measure: Callable[[], Mapping[str, float]]) -> tuple[bool | None, str]:
    """measure: gives the milliseconds of each design, or raises ValueError that says why they cannot be had."""
    costs = {name: summary.total("multiply_adds") for name, summary in counted.items()}
    first, *others = costs
    if not others:
        return None, "These channels cannot be divided into groups: use an even number of channels."
    try:
        times = measure()
    except ValueError as error:
        return None, say("The time cannot be measured here. {error}", error=plain.markdown(str(error)))
    fewer = {name: costs[first] / costs[name] for name in others}
    faster = {name: timing.faster(times, name, than=first) for name in others}
    said = joined([
        say(
            "{name}: {fewer:.3g} times fewer multiply-adds, {faster:.2g} times faster",
            name=name, fewer=fewer[name], faster=faster[name],
        )
        for name in others
    ], "; ")  # fmt: skip
    if all(faster[name] > 0.7 * fewer[name] for name in others):
        return True, say("{said}.", said=said)
    why = "A small group does not keep the processor busy, so time falls less than the count."
    return False, say("{said}. {why}", said=said, why=why)


def as_much(counted: Mapping[str, Summary]) -> tuple[bool, str]:
    """counted: the block without groups, then the one with groups."""
    (single, one), (grouped, other) = ((name, summary.total("multiply_adds")) for name, summary in counted.items())
    return abs(other / one - 1) < 0.05, (
        say(
            "{single}: **{one:,}** multiply-adds; {grouped}: **{other:,}**, that is **{factor:.3g}** times "
            "as many.",
            single=single, one=one, grouped=grouped, other=other, factor=other / one,
        )
    )  # fmt: skip
