"""Questions of lesson 4.7, grouped convolutions."""

import random

from cnnviz.lessons.question import Answer, Question, ask
from cnnviz.writing.tex import grouped


def weights_of_groups(rng: random.Random) -> Question:
    """The weights of a grouped convolution."""
    g, k = rng.choice((2, 4, 8, 16)), rng.choice((3, 5))
    a, b = rng.sample(range(2, 17), 2)
    c, f = g * a, g * b
    answer = k * k * a * f
    slips: list[tuple[Answer, str]] = [
        (k * k * c * f, f"That is without groups: a filter reads only the {a} channels of its group."),
        (k * k * a * b, f"That is one group: there are {g}."),
        (answer // g, "You divided twice: each filter reads fewer channels, but there are as many filters."),
        (k * k * c, f"That is one kernel per channel: here {f} filters read {a} channels each."),
    ]
    text = (
        f"A convolution {k} × {k} from {c} to {f} channels has {g} groups and no biases. How many weights does it have?"
    )
    working = (
        f"A filter reads ${c} / {g} = {a}$ channels, so there are "
        f"${k} \\cdot {k} \\cdot {a} \\cdot {f} = {grouped(answer)}$ weights."
    )
    return ask(text, answer, working, slips, unit="weights", given={"k": k, "c_in": c, "c_out": f, "groups": g})


def first_channel_read(rng: random.Random) -> Question:
    """Which channels a filter of a group reads."""
    g, a, b = rng.choice((2, 3, 4, 8)), rng.randint(2, 9), rng.randint(2, 9)
    c, f = g * a, g * b
    channel = rng.randrange(b, f)
    group = channel // b
    answer = group * a
    slips: list[tuple[Answer, str]] = [
        (0, "Only without groups does every filter read all channels."),
        (group * b, f"That counts the channels that go out; {a} channels go into each group."),
        (channel, "Only in a depthwise convolution with as many filters as channels."),
        ((group - 1) * a, f"Count the groups from 0 as well: channel {channel} belongs to group {group}."),
        (answer + a - 1, "That is the last channel it reads."),
    ]
    text = (
        f"A convolution from {c} to {f} channels has {g} groups. Counted from 0, which is the first input channel that "
        f"output channel {channel} reads?"
    )
    working = (
        f"A group has ${f} / {g} = {b}$ output channels, so channel {channel} belongs to group {group}; it reads "
        f"${c} / {g} = {a}$ channels, the first of them ${group} \\cdot {a} = {answer}$."
    )
    given = {"c_in": c, "c_out": f, "groups": g, "channel": channel}
    return ask(text, answer, working, slips, difficulty=2, given=given)


def weights_of_a_resnext_block(rng: random.Random) -> Question:
    """The weights of a block with cardinality g and width d."""
    g, d, c = rng.choice((8, 16, 32)), rng.choice((2, 4, 8)), 32 * rng.randint(2, 32)
    m = g * d
    outer, middle = c * m, 9 * d * m
    answer = 2 * outer + middle
    slips: list[tuple[Answer, str]] = [
        (2 * outer + 9 * m * m, "Without groups. Here a filter of the 3 × 3 convolution reads one group."),
        (2 * c * d + 9 * d * d, f"That is one of the {g} groups."),
        (outer + middle, "There are two 1 × 1 convolutions, one on each side."),
        (2 * outer + 9 * d * d, f"That is one group of the 3 × 3 convolution: there are {g}."),
    ]
    text = (
        f"A ResNeXt block on {c} channels has {g} groups, each {d} channels wide: a convolution 1 × 1 from {c} to {m} "
        f"channels, one 3 × 3 with {g} groups that keeps {m}, one 1 × 1 back to {c}. How many weights do the three "
        "have, without biases?"
    )
    working = (
        f"The 1 × 1 convolutions have ${c} \\cdot {m} = {grouped(outer)}$ each; the 3 × 3 has "
        f"$9 \\cdot {m} / {g} \\cdot {m} = {grouped(middle)}$. Together "
        f"$2 \\cdot {grouped(outer)} + {grouped(middle)} = {grouped(answer)}$."
    )
    given = {"channels": c, "groups": g, "width": d, "m": m}
    return ask(text, answer, working, slips, unit="weights", difficulty=3, given=given)


GENERATORS = (weights_of_groups, first_channel_read, weights_of_a_resnext_block)
