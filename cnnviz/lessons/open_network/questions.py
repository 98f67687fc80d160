"""Questions of lesson 4.12, looking into a network: sizes of walls, weights of a filter, softmax."""

import random
from itertools import permutations

from cnnviz.lessons.question import Answer, Question, ask
from cnnviz.words import say


def wall_of_maps(rng: random.Random) -> Question:
    """How many maps there are and how large they are."""
    stages, first = rng.choice((2, 3, 4)), rng.choice((8, 12, 16, 24, 32, 48, 64))
    side = 2**stages * rng.randint(3, 14)
    channels = first * 2 ** (stages - 1)
    left = side // 2**stages
    slips: list[tuple[Answer, str]] = [
        ((channels, side // 2 ** (stages - 1), side // 2 ** (stages - 1)), "The last stage pools, too."),
        ((first * 2**stages, left, left), "The first stage does not double the channels."),
        ((first, left, left), "Every stage but the first doubles the channels."),
        ((channels, side, side), "Every pooling halves height and width."),
        ((channels, left * left, left * left), "Height and width are halved separately."),
    ]
    text = say(
        "A network reads pictures of 3 × {side} × {side}. It has {stages} stages; each is a 3 × 3 convolution with "
        "padding 1 and a 2 × 2 max pooling with stride 2. The first convolution has {first} filters, every further "
        "one twice as many as the one before. What is the shape of the maps behind the last stage (channels × height × "
        "width)?",
        side=side, stages=stages, first=first,
    )  # fmt: skip
    working = say(
        "The channels double {times} times: ${first} \\cdot {channel_factor} = {channels}$. Each "
        "of the "
        "{stages} poolings halves the side: ${side} / {side_factor} = {left}$.",
        times=stages - 1, first=first, channel_factor=2 ** (stages - 1), channels=channels,
        stages=stages, side=side, side_factor=2**stages, left=left,
    )  # fmt: skip
    return ask(text, (channels, left, left), working, slips, given={"side": side, "stages": stages, "first": first})


def softmax_of_three(rng: random.Random) -> Question:
    """The last step of softmax."""
    while True:
        powers = tuple(rng.sample(range(2, 40), 3))
        total = sum(powers)
        results = [
            *(power / total for power in powers),
            powers[0] / (total - powers[0]),
            powers[0] / max(powers),
            1 / 3,
        ]
        if min(abs(a - b) / a for a, b in permutations(results, 2)) > 0.02:  # told apart in three digits
            break
    answer = powers[0] / total
    slips: list[tuple[Answer, str]] = [
        (powers[1] / total, "That is the probability of the second class."),
        (powers[2] / total, "That is the probability of the third class."),
        (powers[0] / (powers[1] + powers[2]), "The class itself belongs to the sum, too."),
        (powers[0] / max(powers), "Divide by the sum of all, not by the largest."),
        (1 / 3, "Equal scores would give one third each: these differ."),
        (float(powers[0]), "A probability lies between 0 and 1: divide by the sum of all three."),
    ]
    text = say(
        "A network with three classes gives scores $z$, and $e^z$ is "
        "{first}, {second} and {third} for them. What probability does softmax give to the first class?",
        first=powers[0], second=powers[1], third=powers[2],
    )  # fmt: skip
    working = say(
        "The sum is ${first} + {second} + {third} = {total}$, and ${first} / {total} \\approx {answer:.4g}$.",
        first=powers[0], second=powers[1], third=powers[2], total=total, answer=answer,
    )  # fmt: skip
    return ask(text, answer, working, slips, difficulty=2, given={"powers": powers})


def numbers_in_a_filter(rng: random.Random) -> Question:
    """How many weights one filter has, and into how many slices it falls."""
    channels, kernel = 8 * rng.randint(2, 40), rng.choice((1, 3, 5))
    filters = rng.choice([count for count in (32, 64, 128, 256) if count != channels])
    answer = channels * kernel**2
    slips: list[tuple[Answer, str]] = [
        (kernel**2, "That is one slice: a filter has one for every channel below."),
        (filters * kernel**2, "A filter has a slice for every channel below it, not for every filter beside it."),
        (channels * kernel**2 * filters, "Those are the weights of all filters: one is asked for."),
        (channels * kernel, "Every slice has rows and columns."),
        (answer + 1, "The bias is no weight of the filter's slices."),
    ]
    text = say(
        "A layer with {filters} filters of {kernel} × {kernel} reads {channels} feature maps. You click one of its "
        "maps to see the filter that made it. How many weights does this one filter have (without the bias)?",
        filters=filters, kernel=kernel, channels=channels,
    )  # fmt: skip
    working = say(
        "One slice per channel below: ${channels} \\cdot {kernel} \\cdot {kernel} = {answer}$.",
        channels=channels, kernel=kernel, answer=answer,
    )  # fmt: skip
    given = {"channels": channels, "kernel": kernel, "filters": filters}
    return ask(text, answer, working, slips, unit="weights", given=given)


GENERATORS = (wall_of_maps, numbers_in_a_filter, softmax_of_three)
