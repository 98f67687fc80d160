"""The four moves of training, for a network of one weight."""

from cnnviz.drawing.plates import number
from cnnviz.drawing.svg import Drawing, arrow, box, drawing, words
from cnnviz.words import say

WEIGHT, SHOWN, WANTED, RATE = 0.5, 2.0, 3.0, 0.1


def step() -> tuple[float, float, float, float]:
    """Answer, loss, gradient and the weight behind the step."""
    answer = WEIGHT * SHOWN
    gradient = 2 * (answer - WANTED) * SHOWN
    return answer, (answer - WANTED) ** 2, gradient, WEIGHT - RATE * gradient


def draw() -> Drawing:
    answer, loss, gradient, weight = map(number, step())
    boxes = (
        (6, 24, "one", "show", say("{w} · {x} = {y}", w=number(WEIGHT), x=number(SHOWN), y=answer)),
        (206, 24, "two", "measure the loss", say("({y} − {t})² = {loss}", y=answer, t=number(WANTED), loss=loss)),
        (
            206,
            110,
            "three",
            "gradient",
            say("2 · ({y} − {t}) · {x} = {g}", y=answer, t=number(WANTED), x=number(SHOWN), g=gradient),
        ),
        (
            6,
            110,
            "lit",
            "move the weight",
            say("{w} − {r} · ({g}) = {new}", w=number(WEIGHT), r=number(RATE), g=gradient, new=weight),
        ),
    )
    return drawing(
        176,
        say(
            "One step of training: the loss is {loss}, the gradient {gradient}, and the weight goes from {old} to "
            "{new}.",
            loss=loss,
            gradient=gradient,
            old=number(WEIGHT),
            new=weight,
        ),
        *(box(x, y, 148, 52, look=look) for x, y, look, _, _ in boxes),
        *(words(x + 74, y + 16, name, look="dark") for x, y, _, name, _ in boxes),
        *(words(x + 74, y + 37, sum_, size=13, look="dark") for x, y, _, _, sum_ in boxes),
        arrow((156, 50), (202, 50)),
        arrow((280, 78), (280, 106)),
        arrow((204, 136), (158, 136)),
        arrow((80, 108), (80, 80)),
        words(180, 93, "again and again"),
    )
