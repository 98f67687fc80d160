"""The winners of the ImageNet challenge, year by year, and the error of a person."""

from cnnviz.drawing.plates import number
from cnnviz.drawing.svg import Drawing, Mark, box, drawing, line, words
from cnnviz.networks.history import BY_SYSTEM, WINNERS, relative_reduction
from cnnviz.words import say

LEFT, STEP, BAR = 12, 43, 32
BOTTOM, HIGH = 132, 3.8  # the foot of the bars, and units of length for a percent


def draw() -> Drawing:
    before, after, person = BY_SYSTEM["XRCE"], BY_SYSTEM["AlexNet"], BY_SYSTEM["a person"]
    gone = relative_reduction(before.error, after.error)
    level = BOTTOM - HIGH * person.error
    bars: list[Mark] = []
    for place, winner in enumerate(WINNERS):
        left, top = LEFT + place * STEP, BOTTOM - HIGH * winner.error
        bars += box(left, top, BAR, BOTTOM - top, look="one" if winner.network else "two")
        bars.append(words(left + BAR / 2, (top if top < level else level) - 10, number(winner.error)))
        bars.append(words(left + BAR / 2, BOTTOM + 11, str(winner.year), size=13))
    return drawing(
        182,
        say(
            "The top-5 errors of the winners, in percent; the one of {year} has {gone:.0%} fewer errors than the one "
            "before, and from {better} on they are below a person's {person}.",
            year=after.year,
            gone=gone,
            better=next(winner.year for winner in WINNERS if winner.error < person.error),
            person=number(person.error),
        ),
        bars,
        line((LEFT - 8, level), (354, level), dashed=True),
        box(158, 8, 13, 13, look="two"),
        words(178, 15, "hand-made features", anchor="start", size=13),
        box(158, 28, 13, 13, look="one"),
        words(178, 35, "convolutional networks", anchor="start", size=13),
        line((152, 54), (174, 54), dashed=True),
        words(178, 54, say("a person: {error} %", error=number(person.error)), anchor="start", size=13),
        words(
            180,
            168,
            say(
                "{before} − {after} = {points} points: {gone:.0%} of the errors",
                before=number(before.error),
                after=number(after.error),
                points=number(round(before.error - after.error, 2)),
                gone=gone,
            ),
            look="strong",
        ),
    )
