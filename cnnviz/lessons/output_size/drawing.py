"""Every place where a window fits, and the step that does not."""

from cnnviz.drawing.svg import Drawing, box, drawing, line, words
from cnnviz.geometry import output_size
from cnnviz.words import say

N, K, S, P = 6, 3, 2, 1
LEFT, SIDE = 46, 34


def draw() -> Drawing:
    count = output_size(N, K, stride=S, padding=P)
    pixels = [
        box(
            LEFT + place * SIDE,
            26,
            SIDE,
            SIDE,
            "0" if place in (0, N + P) else "",
            look="soft" if place in (0, N + P) else "one",
        )
        for place in range(N + 2 * P)
    ]
    windows = [
        box(LEFT + place * S * SIDE, 72 + 20 * place, K * SIDE, 18, say("output {number}", number=place), look="lit")
        for place in range(count)
    ]
    beyond = LEFT + count * S * SIDE
    return drawing(
        170,
        say(
            "A window of {k} takes steps of {s} over {n} pixels with padding {p}: it fits {o} times.",
            k=K,
            s=S,
            n=N,
            p=P,
            o=count,
        ),
        words(LEFT, 12, say("n = {n}, p = {p}, k = {k}, s = {s}", n=N, p=P, k=K, s=S), anchor="start"),
        *pixels,
        *windows,
        line((beyond, 132), (beyond, 150), (LEFT + 8 * SIDE + 22, 150), dashed=True),
        words(beyond - 8, 142, "one more does not fit", anchor="end"),
    )
