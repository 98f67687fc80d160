"""The same accuracy on ten, a hundred and a thousand pictures, and how far each of them is to be trusted."""

from cnnviz.drawing.svg import Drawing, Mark, dot, drawing, line, words
from cnnviz.training.sureness import standard_error
from cnnviz.words import say

RIGHT = 80  # percent, an example
COUNTS = (10, 100, 1000)
FROM, TO = 65, 95


def draw() -> Drawing:
    errors = [100 * standard_error(RIGHT * count // 100, count) for count in COUNTS]

    def at(percent: float) -> float:
        return 84 + 176 * (percent - FROM) / (TO - FROM)

    rows: list[Mark] = []
    for place, (count, error) in enumerate(zip(COUNTS, errors, strict=True)):
        y = 56 + 36 * place
        ends = [at(RIGHT + side * error) for side in (-1, 1)]
        rows += [
            words(4, y, say("n = {n:,}", n=count), anchor="start"),
            line((ends[0], y), (ends[1], y), look="two"),
            *(line((end, y - 6), (end, y + 6), look="two") for end in ends),
            dot(at(RIGHT), y, look="lit"),
            words(356, y, say("± {error:.1f}", error=error), anchor="end", look="strong"),
        ]
    return drawing(
        176,
        say(
            "An example: {right} % right with a standard error of {few:.1f} points on {least:,} pictures, "
            "{some:.1f} on {more:,} and {many:.1f} on {most:,}.",
            right=RIGHT,
            few=errors[0],
            least=COUNTS[0],
            some=errors[1],
            more=COUNTS[1],
            many=errors[2],
            most=COUNTS[2],
        ),
        words(at(RIGHT), 10, say("an example: {right} % are right", right=RIGHT)),
        line((at(RIGHT), 24), (at(RIGHT), 146), dashed=True),
        rows,
        words(356, 26, "points", anchor="end", size=13),
        words(180, 164, "100 times as many pictures: a tenth of the error"),
    )
