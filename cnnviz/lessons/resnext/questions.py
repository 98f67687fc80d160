"""Questions of lesson 4.7, grouped convolutions."""

import random

from cnnviz.lessons.question import Answer, Question, ask
from cnnviz.words import say
from cnnviz.writing.tex import grouped


def weights_of_groups(rng: random.Random) -> Question:
    """The weights of a grouped convolution."""
    g, k = rng.choice((2, 4, 8, 16)), rng.choice((3, 5))
    a, b = rng.sample(range(2, 17), 2)
    c, f = g * a, g * b
    answer = k * k * a * f
    slips: list[tuple[Answer, str]] = [
        (k * k * c * f, say("That is without groups: a filter reads only the {a} channels of its group.", a=a)),
        (k * k * a * b, say("That is one group: there are {g}.", g=g)),
        (answer // g, "You divided twice: each filter reads fewer channels, but there are as many filters."),
        (k * k * c, say("That is one kernel per channel: here {f} filters read {a} channels each.", f=f, a=a)),
    ]
    text = say(
        "A convolution {k} × {k} from {c} to {f} channels has {g} groups and no biases. How many weights does it have?",
        k=k, c=c, f=f, g=g,
    )  # fmt: skip
    working = say(
        "A filter reads ${c} / {g} = {a}$ channels, so there are "
        "${k} \\cdot {k} \\cdot {a} \\cdot {f} = {product}$ weights.",
        c=c, g=g, a=a, k=k, f=f, product=grouped(answer),
    )  # fmt: skip
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
        (group * b, say("That counts the channels that go out; {a} channels go into each group.", a=a)),
        (channel, "Only in a depthwise convolution with as many filters as channels."),
        (
            (group - 1) * a,
            say(
                "Count the groups from 0 as well: channel {channel} belongs to group {group}.",
                channel=channel,
                group=group,
            ),
        ),
        (answer + a - 1, "That is the last channel it reads."),
    ]
    text = say(
        "A convolution from {c} to {f} channels has {g} groups. Counted from 0, which is the first input channel that "
        "output channel {channel} reads?",
        c=c, f=f, g=g, channel=channel,
    )  # fmt: skip
    working = say(
        "A group has ${f} / {g} = {b}$ output channels, so channel {channel} belongs to group {group}; it reads "
        "${c} / {g} = {a}$ channels, the first of them ${group} \\cdot {a} = {answer}$.",
        f=f, g=g, b=b, channel=channel, group=group, c=c, a=a, answer=answer,
    )  # fmt: skip
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
        (2 * c * d + 9 * d * d, say("That is one of the {g} groups.", g=g)),
        (outer + middle, "There are two 1 × 1 convolutions, one on each side."),
        (2 * outer + 9 * d * d, say("That is one group of the 3 × 3 convolution: there are {g}.", g=g)),
    ]
    text = say(
        "A ResNeXt block on {c} channels has {g} groups, each {d} channels wide: a convolution 1 × 1 from {c} to {m} "
        "channels, one 3 × 3 with {g} groups that keeps {m}, one 1 × 1 back to {c}. How many weights do the three "
        "have, without biases?",
        c=c, g=g, d=d, m=m,
    )  # fmt: skip
    working = say(
        "The 1 × 1 convolutions have ${c} \\cdot {m} = {outer}$ each; the 3 × 3 has "
        "$9 \\cdot {m} / {g} \\cdot {m} = {middle}$. Together "
        "$2 \\cdot {outer} + {middle} = {answer}$.",
        c=c, m=m, outer=grouped(outer), g=g, middle=grouped(middle), answer=grouped(answer),
    )  # fmt: skip
    given = {"channels": c, "groups": g, "width": d, "m": m}
    return ask(text, answer, working, slips, unit="weights", difficulty=3, given=given)


GENERATORS = (weights_of_groups, first_channel_read, weights_of_a_resnext_block)
