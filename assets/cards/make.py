"""Makes the pictures of the home page's cards from the engine's own results: `make pictures`.

Each lesson's card is a module here, named as its page, with a function make() -> picture; finished figures may have
any size and are then shown whole, on white.
"""

import importlib
import sys
from pathlib import Path

import numpy as np
from PIL import Image

from assets.cards.frame import fit
from cnnviz import kernels
from cnnviz.drawing import colour
from cnnviz.lessons import course

HERE = Path(__file__).parent


def main(stems: list[str]) -> None:
    for stem in stems or [lesson.stem for lesson in course.LESSONS]:
        card = importlib.import_module(f"assets.cards.{stem}").make()
        fit(card).quantize(192).save(HERE / f"{stem}.png", optimize=True)
    # a 3 × 3 kernel as the page's icon, drawn large enough for any screen
    icon = colour.signed(kernels.PRESETS["sobel_x"].kernel).repeat(32, 0).repeat(32, 1)
    Image.fromarray(np.ascontiguousarray(icon)).save(HERE.parent / "icon.png", optimize=True)


if __name__ == "__main__":
    main(sys.argv[1:])
