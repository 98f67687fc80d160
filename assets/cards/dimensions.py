"""An ECG with the response of a matched filter above two slices of a drawn head and their edges."""

import numpy as np
from PIL import Image, ImageDraw

from assets.cards.frame import HEIGHT, WIDTH
from cnnviz.drawing import colour
from cnnviz.signals import ecg, volumes

FINE = 3


def make() -> Image.Image:
    card = Image.new("RGB", (WIDTH, HEIGHT), "white")
    trace = ecg.ecg(5, 66, noise=0.06, wander=0.15, seed=1)
    response = ecg.respond(trace.values, ecg.detector("matched filter", 66))
    strip = Image.new("RGB", (WIDTH * FINE, 190 * FINE), "white")
    pen = ImageDraw.Draw(strip)
    across = trace.times / trace.times[-1] * WIDTH * FINE
    for values, base, tone in ((trace.values, 85, "#2f7fd6"), (response, 165, "#0f9d76")):
        points = [(float(x), float((base - 60 * y) * FINE)) for x, y in zip(across, values, strict=True)]
        pen.line(points, fill=tone, width=3 * FINE, joint="curve")
    card.paste(strip.resize((WIDTH, 190), Image.Resampling.LANCZOS), (0, 0))
    head = volumes.phantom(96)
    edges = volumes.cross_correlate(head, volumes.KERNELS["edge along x"])
    slices = (
        colour.grey(head[48], 0, 1),
        colour.signed(edges[48], 0.3),
        colour.grey(head[::-1, 55], 0, 1),
        colour.signed(edges[::-1, 55], 0.3),
    )
    for place, pixels in enumerate(slices):
        picture = Image.fromarray(np.ascontiguousarray(pixels)).resize((152, 200), Image.Resampling.LANCZOS)
        card.paste(picture, (8 + place * 158, 194))
    return card
