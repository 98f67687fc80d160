"""What local response normalisation makes of one pixel, and where AlexNet's parameters and its work are."""

import torch

from cnnviz.drawing.plates import number
from cnnviz.drawing.svg import Drawing, Mark, box, cells, drawing, words
from cnnviz.networks.stack.presets import PRESETS
from cnnviz.networks.stack.summary import summarize
from cnnviz.networks.stack.text import parse_network
from cnnviz.operations.normalisation import local_response
from cnnviz.words import say

PIXEL = torch.tensor([0.0, 0.0, 8.0, 0.0, 0.0, 0.0, 8.0, 8.0, 8.0])
N, K, ALPHA, BETA = 5, 2.0, 0.1, 0.75
LEFT, SIDE = 14, 37
BAR = 200


def draw() -> Drawing:
    after = local_response(PIXEL[:, None, None], N, K, ALPHA, BETA)[:, 0, 0]
    alone, among = (float(after[place]) for place in (2, 7))
    summary = summarize(parse_network(PRESETS["AlexNet"].text), fields=False)
    bars: list[Mark] = []
    for what, name, y in (("parameters", "parameters", 130), ("multiply_adds", "multiply-adds", 158)):
        dense = summary.share(what, "dense")
        bars.append(words(112, y + 11, name, anchor="end"))
        split = BAR * (1 - dense)
        bars += box(122, y, split, 22, "convolutions" if dense < 0.5 else "", look="one")
        bars += box(122 + split, y, BAR - split, 22, "dense layers" if dense > 0.5 else "", look="two")
    return drawing(
        185,
        say(
            "A value of {value} that is alone among its maps becomes {alone}, one between others {among}. Dense "
            "layers have {parameters:.0%} of the parameters and {work:.0%} of the multiply-adds.",
            value=number(float(PIXEL.max())),
            alone=number(alone),
            among=number(among),
            parameters=summary.share("parameters", "dense"),
            work=summary.share("multiply_adds", "dense"),
        ),
        words(LEFT, 9, "one pixel in nine maps", anchor="start"),
        cells(PIXEL.numpy()[None], LEFT, 19, side=SIDE, look="soft"),
        cells(after.numpy()[None], LEFT, 60, side=SIDE, size=13, lit=[(0, 2), (0, 6), (0, 7), (0, 8)]),
        words(LEFT, 110, "normalised: among others it is damped more", anchor="start", size=13),
        bars,
    )
