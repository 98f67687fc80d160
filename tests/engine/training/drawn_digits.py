"""Digits drawn by hand on a square of side 1, in lines x0, y0, x1, y1, …; each in a box of 0.6."""

import math


def arc(x: float, y: float, across: float, down: float, first: float, last: float) -> list[float]:
    """Part of an ellipse, in degrees clockwise from the right."""
    angles = [math.radians(first + (last - first) * step / 24) for step in range(25)]
    return [value for angle in angles for value in (x + across * math.cos(angle), y + down * math.sin(angle))]


DRAWN: dict[int, list[list[float]]] = {
    0: [arc(0.5, 0.5, 0.17, 0.28, -90, 270)],
    1: [[0.42, 0.3, 0.52, 0.2, 0.52, 0.8]],
    2: [[*arc(0.5, 0.35, 0.16, 0.15, 200, 400), 0.34, 0.78, 0.68, 0.78]],
    3: [[*arc(0.48, 0.35, 0.15, 0.15, 210, 450), *arc(0.48, 0.65, 0.17, 0.16, -90, 150)]],
    4: [[0.55, 0.2, 0.32, 0.6, 0.7, 0.6], [0.58, 0.4, 0.58, 0.82]],
    5: [[0.66, 0.22, 0.4, 0.22, 0.38, 0.46, *arc(0.48, 0.62, 0.18, 0.17, -120, 140)]],
    6: [[0.6, 0.2, *arc(0.5, 0.5, 0.2, 0.3, -100, -180), *arc(0.5, 0.64, 0.19, 0.16, -180, 180)]],
    7: [[0.33, 0.22, 0.68, 0.22, 0.45, 0.8]],
    8: [[*arc(0.5, 0.35, 0.13, 0.14, 90, -270), *arc(0.5, 0.65, 0.16, 0.16, -90, 270)]],
    9: [[*arc(0.5, 0.36, 0.15, 0.15, 0, 360), 0.65, 0.36, 0.62, 0.8]],
}
