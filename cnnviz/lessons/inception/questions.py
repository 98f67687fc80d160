"""Questions of lesson 4.5, inception blocks and their bottlenecks."""

import random

from cnnviz.lessons.question import Answer, Question, ask
from cnnviz.words import say
from cnnviz.writing.tex import grouped


def products_of_a_branch(rng: random.Random) -> Question:
    """The multiply-adds of the direct branch."""
    n, c, f = rng.choice((7, 14, 28)), 16 * rng.randint(2, 20), 8 * rng.randint(1, 12)
    k = rng.choice((3, 5))
    one = k * k * c
    answer = one * f * n * n
    slips: list[tuple[Answer, str]] = [
        (one * n * n, say("That is one map: the branch gives {f} of them.", f=f)),
        (k * k * f * n * n, say("Every product sum goes over all {c} channels of the input.", c=c)),
        (one * f, "That is one place: the filters answer at every pixel of the map."),
        (one * f * n, say("The map has {n} × {n} places, not {n}.", n=n)),
        (c * f * n * n, say("Every value needs a window of {k} × {k} pixels.", k=k)),
    ]
    text = say(
        "A branch of an inception block turns {c} × {n} × {n} (channels × height × width) into {f} maps of the same "
        "height and width by a convolution {k} × {k}. How many multiply-adds does it take?",
        c=c, n=n, f=f, k=k,
    )  # fmt: skip
    working = say(
        "One value takes ${k} \\cdot {k} \\cdot {c} = {products}$ products, and there are "
        "${f} \\cdot {n} \\cdot {n} = {values}$ values: "
        "${products} \\cdot {values} = {answer}$.",
        k=k, c=c, products=grouped(one), f=f, n=n, values=grouped(f * n * n), answer=grouped(answer),
    )  # fmt: skip
    given = {"n": n, "channels": c, "filters": f, "k": k}
    return ask(text, answer, working, slips, unit="multiply-adds", given=given)


def channels_of_a_block(rng: random.Random) -> Question:
    """The channels behind the concatenation; bottlenecks do not count."""
    c = 32 * rng.randint(4, 16)
    one, before3, three, before5, five, pooled = (8 * number for number in rng.sample(range(2, 33), 6))
    answer = one + three + five + pooled
    slips: list[tuple[Answer, str]] = [
        (answer + before3 + before5, "The bottlenecks feed their 3 × 3 and 5 × 5 convolutions: they are no outputs."),
        (answer - pooled, "The pooling branch counts, too."),
        (answer + c, "The input itself is not put beside the branches."),
        (max(one, three, five, pooled), "The maps are not added: the channels stand side by side."),
        (one + three + five + c, "Behind the pooling a 1 × 1 convolution makes the channels fewer."),
    ]
    text = say(
        "An inception block gets {c} channels. Its branches: {one} filters 1 × 1; {before_three} filters 1 × 1, then "
        "{three} filters 3 × 3; {before_five} filters 1 × 1, then {five} filters 5 × 5; max pooling, then {pooled} "
        "filters 1 × 1. All keep height and width. How many channels does the block give?",
        c=c, one=one, before_three=before3, three=three, before_five=before5, five=five, pooled=pooled,
    )  # fmt: skip
    working = say(
        "Only the last layer of each branch counts: ${one} + {three} + {five} + {pooled} = {answer}$.",
        one=one, three=three, five=five, pooled=pooled, answer=answer,
    )  # fmt: skip
    given = {"channels": c, "widths": (one, before3, three, before5, five, pooled)}
    return ask(text, answer, working, slips, unit="channels", difficulty=2, given=given)


def widest_bottleneck(rng: random.Random) -> Question:
    """How wide a bottleneck may be before it costs as much as it saves."""
    k, c, f = rng.choice((3, 5, 7)), 8 * rng.randint(4, 40), 8 * rng.randint(2, 16)
    direct, per_channel = k * k * c * f, c + k * k * f
    answer = (direct - 1) // per_channel
    slips: list[tuple[Answer, str]] = [
        (answer + 1, "With one filter more it costs at least as much as without."),
        (direct // c, "You left the second convolution out: it reads every channel of the bottleneck."),
        (direct // (k * k * f), "You left the 1 × 1 convolution itself out: it costs as well."),
        (c - 1, "Fewer channels than the input is not enough: the 1 × 1 convolution costs as well."),
    ]
    text = say(
        "A convolution {k} × {k} turns {c} channels into {f}, keeping height and width. A bottleneck of m filters "
        "1 × 1 is put before it. Up to which m are there fewer multiply-adds than without the bottleneck?",
        k=k, c=c, f=f,
    )  # fmt: skip
    working = say(
        "Per place: without ${k} \\cdot {k} \\cdot {c} \\cdot {f} = {without}$; with it "
        "$m \\cdot ({c} + {k} \\cdot {k} \\cdot {f})$, which is $m$ times "
        "${c} + {weights} = {per_channel}$. "
        "And ${answer} \\cdot {per_channel} = {product}$ is "
        "the last product below {direct:,}.",
        k=k, c=c, f=f, without=grouped(direct), weights=k * k * f, per_channel=per_channel, answer=answer,
        product=grouped(answer * per_channel), direct=direct,
    )  # fmt: skip
    return ask(text, answer, working, slips, unit="filters", difficulty=3, given={"k": k, "channels": c, "filters": f})


GENERATORS = (products_of_a_branch, channels_of_a_block, widest_bottleneck)
