"""Three answers to one picture, one of them wrong, and their mean."""

import torch

from cnnviz.drawing.svg import Drawing, Mark, box, drawing, words
from cnnviz.networks.ensembles import combined
from cnnviz.words import say

CLASSES = ("circle", "square", "ring")
RIGHT = 0
ANSWERS = torch.tensor([[0.6, 0.1, 0.3], [0.3, 0.1, 0.6], [0.6, 0.2, 0.2]])  # an example: network by class
LEFT, WIDE, HIGH = 112, 76, 26


def draw() -> Drawing:
    mean = combined(ANSWERS.log()[:, None])
    best = int(mean.argmax())
    wrong = int((ANSWERS.argmax(1) != RIGHT).sum())
    rows: list[Mark] = []
    for row, answer in enumerate([*ANSWERS, mean]):
        y, top = 48 + 30 * row + 10 * (row == len(ANSWERS)), int(answer.argmax())
        name = say("network {n}", n=row + 1) if row < len(ANSWERS) else "mean"
        rows.append(words(LEFT - 12, y, name, anchor="end", look="ink" if row < len(ANSWERS) else "strong"))
        for place, share in enumerate(answer.tolist()):
            look = "lit" if place == top else "soft"
            x = LEFT + place * WIDE
            rows += box(x, y - HIGH / 2, 70, HIGH, f"{share:.0%}", look=look)
    return drawing(
        182,
        say(
            "An example: of {n} networks {wrong} names the wrong class; the mean of the answers gives the right one, "
            "{name}, {share:.0%}.",
            n=len(ANSWERS),
            wrong=wrong,
            name=CLASSES[best],
            share=float(mean[best]),
        ),
        *(words(LEFT + place * WIDE + 35, 22, name) for place, name in enumerate(CLASSES)),
        words(LEFT - 12, 22, "an example", anchor="end", size=13),
        rows,
        words(180, 174, say("{wrong} of {n} is wrong, the mean is right", wrong=wrong, n=len(ANSWERS)), look="strong"),
    )
