"""Questions of lesson 2.3, the laws of convolution."""

import random

from cnnviz.lessons.question import Answer, Matrix, Question, ask
from cnnviz.lessons.small_matrices import displayed, draw, latex, named, sum_of_products
from cnnviz.words import joined, say

ONE_ROW = "Type the numbers in one row, such as 1 2 3."
FULL = "every overlap kept (full)"


def signals_convolved(rng: random.Random) -> Question:
    """The full convolution of two short signals."""
    while True:
        x, g = draw(rng, 1, 3, 0, 5), draw(rng, 1, 2, -2, 3)
        answer, correlated = _combined(x, g), _combined(x, g, "cross-correlation")
        if answer != correlated and 0 not in g[0] and any(x[0]):
            break
    slips: list[tuple[Answer, str]] = [
        (correlated, "That is the cross-correlation: turn g round before you slide it."),
        ((answer[0][1:-1],), "Those are the complete overlaps only: full keeps the partial ones at both ends too."),
        ((answer[0][:3],), "That stops with the last value of x: one more place still overlaps."),
    ]
    text = say(
        "What is $x * g$, the convolution with {FULL}?{signals}{ONE_ROW}",
        FULL=FULL, signals=named(x=x, g=g), ONE_ROW=ONE_ROW,
    )  # fmt: skip
    lines = [say("place {k}: ${place}$", k=k, place=_place(x, g, k)) for k in range(4)]
    working = joined(["Turn g round and slide it over x, from the first overlap to the last:", *lines], "\n\n")
    return ask(text, answer, working, slips, says_how=True, given={"x": x, "g": g})


def length_after_two(rng: random.Random) -> Question:
    """How long a signal is after two full convolutions, or how long the composed kernel is."""
    n, m, k = rng.randint(20, 400), rng.randint(3, 9), rng.randint(3, 9)
    answer = n + m + k - 2
    slips: list[tuple[Answer, str]] = [
        (n + m + k, "You added the lengths: every full convolution is one shorter than that."),
        (n + m + k - 1, "You took off one only: there are two convolutions, and each takes off one."),
        (n - m - k + 2, "That is the length without padding: full keeps the partial overlaps, so the signal grows."),
        (n, "That is the length in mode same: full keeps every overlap, so the signal grows."),
    ]
    text = say(
        "A signal of {n} values is convolved with a kernel of {m} values, and the result with a kernel of {k} "
        "values, each time with {FULL}. How many values does the result have?",
        n=n, m=m, k=k, FULL=FULL,
    )  # fmt: skip
    working = say(
        "A full convolution of n and m values has n + m − 1: first ${n} + {m} - 1 = {first}$, "
        "then ${first} + {k} - 1 = {answer}$. Composed first, the kernels give ${m} + {k} - 1 = "
        "{composed}$ "
        "values, and ${n} + {composed} - 1 = {answer}$ again: convolution is associative.",
        n=n, m=m, first=n + m - 1, k=k, answer=answer, composed=m + k - 1,
    )  # fmt: skip
    return ask(text, answer, working, slips, unit="values", given={"n": n, "m": m, "k": k})


def linear_combination(rng: random.Random) -> Question:
    """A new kernel from two known results, by distributivity."""
    while True:
        x, g, h = draw(rng, 1, 3, -3, 5), draw(rng, 1, 2, -2, 3), draw(rng, 1, 2, -2, 3)
        factor = rng.choice((-2, -1, 2, 3))
        first, second = _combined(x, g), _combined(x, h)
        answer = _added(first, second, factor)
        if g != h and any(second[0]) and any(first[0]) and first != second:
            break
    slips: list[tuple[Answer, str]] = [
        (_added(first, second, 1), say("You left out the factor {factor} of h.", factor=factor)),
        (
            _added(second, first, factor),
            say("You multiplied the result of g by {factor}: the factor belongs to h.", factor=factor),
        ),
        (_added(first, second, -factor), "You took away what is to be added: mind the sign."),
    ]
    text = say(
        "For a signal $x$ and two kernels, $x * g$ and $x * h$ are known:{with_g}"
        "{with_h}What is $x * (g + k h)$ for $k = {factor}$? {how}",
        with_g=displayed(f"x * g = {latex(first)}"), with_h=displayed(f"x * h = {latex(second)}"),
        factor=factor, how=ONE_ROW,
    )  # fmt: skip
    lines = []
    for place in range(4):
        a, b = first[0][place], second[0][place]
        lines.append(
            say(
                "place {place}: ${products}$",
                place=place,
                products=sum_of_products(((1, factor),), ((a, b),), answer[0][place]),
            )
        )
    working = "Convolution is distributive, and a factor may stand anywhere, so add the results:"
    return ask(
        text,
        answer,
        joined([working, *lines], "\n\n"),
        slips,
        difficulty=2,
        says_how=True,
        given={"first": first, "second": second, "factor": factor},
    )


def which_commutes(rng: random.Random) -> Question:
    """The one kernel with which this signal may change places in a cross-correlation."""
    while True:
        x = draw(rng, 1, 3, 1, 6)
        a, b, c = x[0]
        times = rng.choice((2, 3))
        kernels: list[Matrix] = [
            ((times * a, times * b, times * c),),
            ((times * c, times * b, times * a),),
            ((b, c, a),),
            ((a, b, c + rng.choice((1, 2))),),
        ]
        commute = [_combined(x, g, "cross-correlation") == _combined(g, x, "cross-correlation") for g in kernels]
        if commute == [True, False, False, False] and len(set(kernels)) == 4:
            break
    order = rng.sample(range(4), 4)
    letters = dict(zip(order, "ABCD", strict=True))
    slips: list[tuple[Answer, str]] = [
        (letters[1], "Turned round, that kernel is a multiple of x: for convolution it makes a symmetric result."),
        (letters[2], "That kernel holds the values of x in another order, so that the overlaps differ."),
        (letters[3], "The last value is not the same multiple of x as the others."),
    ]
    shown = "\n\n".join(f"{letters[i]}: ${latex(kernels[i])}$" for i in order)
    text = say(
        "Cross-correlation is not commutative: $g \\star x$ is $x \\star g$ turned round."
        "{formula}"
        "Yet for one of these kernels g, both are the same in mode full. Which one?\n\n{shown}",
        formula=displayed(f"x = {latex(x)}"),
        shown=shown,
    )
    g = kernels[0][0]
    one, other = f"{a} \\cdot {g[1]} + {b} \\cdot {g[2]}", f"{b} \\cdot {g[0]} + {c} \\cdot {g[1]}"
    working = say(
        "The result must read the same from either end. For g = {factor}x, shifted by one to either side, the overlaps "
        "give ${one} = {left}$ and ${other} = {right}$, and shifted by two "
        "${a} \\cdot {last} = {c} \\cdot {first} = {ends}$: equal, because a multiple of x is compared with x "
        "itself. That is kernel {letter}.",
        factor=times, one=one, left=a * g[1] + b * g[2], other=other,
        right=b * g[0] + c * g[1], a=a, last=g[2], c=c, first=g[0], ends=a * g[2],
        letter=letters[0],
    )  # fmt: skip
    given = {"x": x, **{letters[i]: kernels[i] for i in order}}
    return ask(text, letters[0], working, slips, choices=("A", "B", "C", "D"), difficulty=3, given=given)


def _combined(x: Matrix, g: Matrix, operation: str = "convolution") -> Matrix:
    from cnnviz.operations import algebra

    return tuple(tuple(round(value) for value in row) for row in algebra.combine(x, g, operation).tolist())


def _added(first: Matrix, second: Matrix, factor: int) -> Matrix:
    return (tuple(a + factor * b for a, b in zip(first[0], second[0], strict=True)),)


def _place(x: Matrix, g: Matrix, k: int) -> str:
    """One value of the full convolution, with its products."""
    terms = [(x[0][i], g[0][k - i]) for i in range(len(x[0])) if 0 <= k - i < len(g[0])]
    pixels, weights = zip(*terms, strict=True)
    return sum_of_products((pixels,), (weights,), sum(a * b for a, b in terms))


GENERATORS = (signals_convolved, length_after_two, linear_combination, which_commutes)
