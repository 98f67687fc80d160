"""Every generator over many seeds against independent oracles, and the checking of what students type."""

import importlib
import random
import re
import subprocess
import sys
from collections.abc import Callable
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import signal

from cnnviz.lessons import exercises
from cnnviz.lessons.checking import Verdict
from cnnviz.lessons.exercises import GENERATORS, Answer, Question, check, expected_form, format_answer, make
from cnnviz.lessons.question import ask, same

SEEDS = range(200)
KINDS = [(slug, index) for slug, generators in GENERATORS.items() for index in range(len(generators))]
NAMES = {(slug, index): GENERATORS[slug][index].__name__ for slug, index in KINDS}
each_kind = pytest.mark.parametrize("kind", KINDS, ids=[f"{slug}-{NAMES[slug, i]}" for slug, i in KINDS])

Given = dict[str, Any]


@cache
def questions(kind: tuple[str, int]) -> list[Question]:
    return [make(kind[0], seed, kind[1]) for seed in SEEDS]


# Oracles: the answer from the numbers of the question, by scipy, numpy, torch's own layers, or counting


def rows_of(array: Any) -> tuple[tuple[int, ...], ...]:
    return tuple(tuple(round(value) for value in row) for row in np.asarray(array).tolist())


def correlated(image: Any, kernel: Any) -> Any:
    return signal.correlate2d(np.array(image), np.array(kernel), mode="valid")


def convolved(image: Any, kernel: Any) -> Any:
    """scipy's convolve2d turns the kernel itself; its "valid" result is that of the unturned image."""
    return signal.convolve2d(np.array(image), np.array(kernel), mode="valid")


def used_pixels(given: Given) -> str:
    """The pixels whose gradient of the output value is not zero."""
    image = torch.ones(1, 1, given["n"], given["n"], requires_grad=True)
    kernel = torch.ones(1, 1, given["k"], given["k"])
    value = torch.nn.functional.conv2d(image, kernel, stride=given["s"])[0, 0][given["at"]]
    (gradient,) = torch.autograd.grad(value, image)
    rows, columns = (axis.tolist() for axis in gradient[0, 0].nonzero(as_tuple=True))
    return f"rows {min(rows)} to {max(rows)}, columns {min(columns)} to {max(columns)}"


def products_counted(given: Given) -> int:
    """Every product of a layer of ones is 1, so that the sum of the output counts them."""
    c_in, c_out = given.get("in_channels", 1), given.get("out_channels", 1)
    kernel, size = (
        value if isinstance(value, tuple) else (value, value)
        for value in (given["kernel"], given.get("image", given.get("size")))
    )
    layer = torch.nn.Conv2d(c_in, c_out, kernel, bias=False, dtype=torch.float64)
    torch.nn.init.ones_(layer.weight)
    return round(layer(torch.ones(1, c_in, *size, dtype=torch.float64)).sum().item())


def missing_weight(given: Given) -> int:
    def value(weight: int) -> float:
        kernel = [[weight if entry == "w" else entry for entry in row] for row in given["kernel"]]
        return float((np.array(given["pixels"]) * np.array(kernel)).sum())

    (weight,) = [weight for weight in range(-50, 51) if value(weight) == given["value"]]
    return weight


def agreeing(given: Given) -> str:
    """The only kernel that gives the same by convolution and by cross-correlation on a random image."""
    image = np.random.default_rng(0).normal(size=(6, 6))

    def agrees(kernel: Any) -> bool:
        return np.allclose(correlated(image, kernel), convolved(image, kernel))

    (letter,) = [letter for letter, kernel in given.items() if agrees(kernel)]
    return letter


def preset_that_fits(given: Given) -> str:
    outputs = {title: rows_of(correlated(given["image"], kernel)) for title, kernel in given["kernels"].items()}
    (title,) = [title for title, output in outputs.items() if output == given["output"]]
    return str(title)


def over_channels(given: Given) -> int:
    pixels, kernel = torch.tensor([given["pixels"]]).double(), torch.tensor([given["kernel"]]).double()
    layer = torch.nn.Conv2d(pixels.shape[1], 1, 2, dtype=torch.float64)
    layer.weight.data, layer.bias.data = kernel, torch.tensor([given["bias"]]).double()  # type: ignore[union-attr]
    return round(layer(pixels).item())


def layer_shape(given: Given) -> tuple[int, ...]:
    layer = torch.nn.Conv2d(given["in_channels"], given["out_channels"], given["kernel"])
    return tuple(layer(torch.zeros(1, given["in_channels"], *given["size"])).shape[1:])


def layer_parameters(given: Given) -> int:
    layer = torch.nn.Conv2d(given["in_channels"], given["out_channels"], given["kernel"])
    return sum(parameter.numel() for parameter in layer.parameters())


def layer_width(layer: torch.nn.Module, given: Given) -> int:
    return int(layer(torch.zeros(1, 1, given["n"], given["n"])).shape[-1])


def settings_of(given: Given) -> dict[str, Any]:
    names = {
        "k": "kernel_size",
        "s": "stride",
        "p": "padding",
        "d": "dilation",
        "output_padding": "output_padding",
    }
    return {names[key]: value for key, value in given.items() if key in names}


def conv_width(given: Given) -> int:
    return layer_width(torch.nn.Conv2d(1, 1, **settings_of(given)), given)


def pool_width(given: Given) -> int:
    return layer_width(torch.nn.MaxPool2d(**settings_of(given), ceil_mode=True), given)


def transposed_width(given: Given) -> int:
    return layer_width(torch.nn.ConvTranspose2d(1, 1, **settings_of(given)), given)


def padding_that_keeps(given: Given) -> int:
    line, kernel = torch.zeros(1, 1, given["n"]), torch.zeros(1, 1, given["k"])

    def width(padding: int) -> int:
        return torch.nn.functional.conv1d(line, kernel, padding=padding, dilation=given["d"]).shape[-1]

    return next(padding for padding in range(40) if width(padding) == given["n"])


def rectangular_size(given: Given) -> tuple[int, ...]:
    layer = torch.nn.Conv2d(1, 1, given["kernel"], stride=given["s"], padding=given["p"])
    return tuple(layer(torch.zeros(1, 1, *given["size"])).shape[-2:])


def composed_rows(given: Given) -> int:
    kernel = np.ones(1)
    for size in given["sizes"]:
        kernel = np.convolve(kernel, np.ones(size))
    return len(kernel)


def at(result: Any, given: Given) -> int:
    return round(float(result[given["at"]]))


ORACLES: dict[str, Callable[[Given], Answer]] = {
    "one_cell": lambda given: at(correlated(given["image"], given["kernel"]), given),
    "which_pixels": used_pixels,
    "count_multiplications": products_counted,
    "whole_output": lambda given: rows_of(correlated(given["image"], given["kernel"])),
    "missing_weight": missing_weight,
    "turn_kernel": lambda given: rows_of(np.rot90(given["kernel"], 2)),
    "convolution_at": lambda given: at(convolved(given["image"], given["kernel"]), given),
    "whole_convolution": lambda given: rows_of(convolved(given["image"], given["kernel"])),
    "which_agrees": agreeing,
    "constant_region": lambda given: int((np.full((3, 3), given["value"]) * np.array(given["kernel"])).sum()),
    "normalise": lambda given: float(1 / np.array(given["kernel"]).sum()),
    "sobel_at_a_step": lambda given: at(correlated(given["image"], given["kernel"]), given),
    "composed_size": composed_rows,
    "which_kernel": preset_that_fits,
    "sum_with_bias": over_channels,
    "output_shape": layer_shape,
    "parameters": layer_parameters,
    "multiply_adds": products_counted,
    "convolution": conv_width,
    "dilated": conv_width,
    "pooling_with_ceil": pool_width,
    "transposed": transposed_width,
    "padding_that_keeps_the_size": padding_that_keeps,
    "rectangular": rectangular_size,
}
for path in sorted((Path(__file__).parent / "oracles").glob("[a-z]*.py")):  # the oracles of the other lessons
    others = importlib.import_module(f"tests.lessons.oracles.{path.stem}").ORACLES
    assert not ORACLES.keys() & others.keys(), f"{path.name} has an oracle of the same name as another file"
    ORACLES |= others


def key_of(kind: tuple[str, int]) -> str:
    """Where the oracle of a question stands: under its function's name, or "slug.name" where two lessons have one."""
    own = f"{kind[0]}.{NAMES[kind]}"
    return own if own in ORACLES else NAMES[kind]


# The questions


def test_every_lesson_has_generators_and_every_generator_an_oracle() -> None:
    assert set(GENERATORS) >= {"one-value", "flip", "kernels", "channels", "output-size"}
    assert all(len(generators) >= 3 for generators in GENERATORS.values())
    assert sorted(map(key_of, KINDS)) == sorted(ORACLES)


@each_kind
def test_the_answer_is_that_of_an_independent_oracle(kind: tuple[str, int]) -> None:
    for question in questions(kind):
        expected = ORACLES[key_of(kind)](dict(question.given))
        if isinstance(expected, float):
            assert question.answer == pytest.approx(expected, rel=1e-12)
        else:
            assert question.answer == expected
            assert (str if isinstance(question.answer, str) else type(question.answer)) is type(expected)


@each_kind
def test_the_numbers_of_the_question_are_in_its_text(kind: tuple[str, int]) -> None:
    def numbers(value: Any) -> set[str]:
        if isinstance(value, dict):
            return set().union(*map(numbers, value.values()))
        if isinstance(value, tuple | list):
            return set().union(*map(numbers, value))
        return {str(value)}

    # Dilation 1 goes without saying.
    unsaid = {"d"} if NAMES[kind] == "padding_that_keeps_the_size" else set()
    for question in questions(kind):
        shown = set(re.findall(r"-?\d+|\bw\b", question.text))
        stated = {key: value for key, value in question.given.items() if not (key in unsaid and value == 1)}
        assert numbers(stated) <= shown


@each_kind
def test_the_same_seed_gives_the_same_question_and_other_seeds_other_texts(kind: tuple[str, int]) -> None:
    slug, index = kind
    assert [make(slug, seed, index) for seed in range(20)] == questions(kind)[:20]
    assert make(slug, 3, index + len(GENERATORS[slug])) == make(slug, 3, index)
    assert len({question.text for question in questions(kind)}) > len(SEEDS) / 2


def test_without_an_index_the_seed_chooses_among_all_generators(monkeypatch: pytest.MonkeyPatch) -> None:
    def generator(answer: int) -> Callable[[random.Random], Question]:
        return lambda rng: ask("?", answer, "!", [], given={})

    monkeypatch.setitem(GENERATORS, "flip", tuple(map(generator, range(5))))
    assert {make("flip", seed).answer for seed in range(100)} == set(range(5))
    assert [make("flip", 0, index).answer for index in range(7)] == [0, 1, 2, 3, 4, 0, 1]
    assert all(make("flip", seed) == make("flip", seed) for seed in range(20))


def test_an_unknown_lesson_is_refused_with_those_that_exist() -> None:
    with pytest.raises(ValueError, match=r"no questions for the lesson 'flipp': use one of .*flip"):
        make("flipp", 1)


@each_kind
def test_text_solution_and_slips_are_complete(kind: tuple[str, int]) -> None:
    for question in questions(kind):
        assert (
            question.solution.splitlines()[-1]
            == f"Answer: **{format_answer(question.answer)}** {question.unit}".strip()
        )
        assert question.difficulty in (1, 2, 3)
        assert len(question.wrong) >= 1
        for part in (question.text, question.solution, *question.wrong.values()):
            assert len(part) > 10
            assert not re.search(r"None|nan|Fraction|tensor|  +\S|\d\.\d{6}|[({\[]f?['\"]|--|\+ -", part)
            assert part.count("$") % 2 == 0
            assert part.count(r"\begin{") == part.count(r"\end{")
            assert part.count(r"\left") == part.count(r"\right")
        for line in question.text.splitlines() + question.solution.splitlines():
            assert "$$" not in line or line == "$$"
        for sentence in question.wrong.values():
            assert sentence[0].isupper() or sentence[0].isdigit()
            assert sentence.endswith(".")


@each_kind
def test_both_sides_of_every_equation_in_a_solution_are_equal(kind: tuple[str, int]) -> None:
    """Wherever a side is plain arithmetic, Python works it out again."""
    worked_out = 0
    for question in questions(kind):
        for formula in re.findall(r"\$+([^$]+)\$+", question.solution):
            plain = [side for side in sides(formula) if re.fullmatch(r"[-+*/() \d.]*\d[-+*/() \d.]*", side)]
            values = [eval(side) for side in plain]
            assert all(value == pytest.approx(values[0], rel=1e-3) for value in values), formula
            worked_out += len(values) > 1
    assert worked_out >= len(SEEDS) or NAMES[kind] in ("turn_kernel", "which_agrees")


def sides(formula: str) -> list[str]:
    """The sides of the equation in one formula, in Python's notation as far as they are arithmetic.

    Lines that all begin with n_out are one equation, up to the line that tests ceil mode's second rule.
    """
    formula = re.sub(r"\\(begin|end)\{aligned\}|&|\{\}", "", formula.replace("{,}", ""))
    formula = formula.replace(r"\cdot", "*").replace(r"\approx", "=")
    fraction = r"\\frac\{([^{}]*)\}\{(\d+)\} \\right"
    formula = re.sub(r"\\left\\lfloor " + fraction + r"\\rfloor", r"((\1) // \2)", formula)
    formula = re.sub(r"\\left\\lceil " + fraction + r"\\rceil", r"(-(-(\1) // \2))", formula)
    lines = formula.split(r"\\[4pt]")
    if "n_" not in formula:
        return [side.strip() for side in " ".join(lines).split("=")]
    tested = [number for number, line in enumerate(lines) if "Rightarrow" in line]
    return [line.split("=", 1)[1].strip() for line in lines[: tested[0] if tested else None]]


@each_kind
def test_choices_are_different_and_each_wrong_one_has_its_sentence(kind: tuple[str, int]) -> None:
    for question in questions(kind):
        if question.choices:
            assert len(set(question.choices)) == len(question.choices) >= 3
            assert set(question.wrong) | {question.answer} == set(question.choices)
            assert question.answer not in question.wrong


@pytest.mark.parametrize("slug", GENERATORS)
def test_the_generators_of_a_lesson_get_harder(slug: str) -> None:
    levels = [make(slug, 0, index).difficulty for index in range(len(GENERATORS[slug]))]
    assert levels == sorted(levels)
    assert levels[0] == 1


def test_the_right_choice_stands_in_every_place() -> None:
    for kind in KINDS:
        places = {q.choices.index(str(q.answer)) for q in questions(kind) if q.choices}
        assert places == set(range(len(questions(kind)[0].choices)))


def test_the_slide_formula_is_named_exactly_where_it_is_off_by_one() -> None:
    found = 0
    for question in questions(("output-size", 0)):
        n, k, s, p = (question.given[key] for key in "nksp")
        printed = (n - k + 2 * p + 1 + s) // s
        named = [value for value, sentence in question.wrong.items() if "(n − k + p + 1 + s)/s" in sentence]
        assert named == ([printed] if printed != question.answer else [])
        found += len(named)
    assert found > 20


def test_slips_that_lead_to_the_right_answer_are_dropped_and_the_first_of_equals_is_kept() -> None:
    slips: list[tuple[Answer, str]] = [(4, "a"), (4.0, "b"), (5.5, "c"), (5.5, "d"), (6, "e"), (6.0, "f")]
    question = ask("?", 4, "!", slips, given={})
    assert question.wrong == {5.5: "c", 6: "e"}


# The checking


def notations(question: Question) -> list[str]:
    """The right answer in many notations."""
    answer = question.answer
    if isinstance(answer, str):
        return [answer, f"  {answer} "]
    if isinstance(answer, float):
        fraction = Fraction(answer).limit_denominator(1000)
        three = f"{answer:.3g}"
        return [
            repr(answer),
            three,
            three.replace(".", ","),
            f"{fraction}",
            f" {fraction.numerator} / {fraction.denominator}",
        ]
    if isinstance(answer, int):
        marks = (",", " ", "\u202f", "\u2009", "\u00a0", "'", "’", ".", "_")
        grouped = [f"{answer:,}".replace(",", mark) for mark in marks]
        plain = [
            str(answer),
            f"  {answer}\n",
            f"{answer}.0",
            f"{answer},00",
            f"= {answer}",
            f"{2 * answer}/2",
            f"{answer}.",
        ]
        signs = [str(answer).replace("-", "−"), str(answer).replace("-", "- ")]
        units = [
            f"{answer} {question.unit}",
            f"{answer:,}{question.unit.upper()}",
            f"{answer} {question.unit[:-1]}",
        ]
        return grouped + plain + signs + units + ([f"+{answer}"] if answer >= 0 else [])
    if isinstance(answer[0], tuple):
        array = np.array(answer)
        lines = [" ".join(map(str, row)) for row in answer]
        return [
            "; ".join(lines),
            ";".join(line.replace(" ", ",") for line in lines),
            "\n".join(lines),
            str(array.tolist()),
            str(answer),
            f"  {str(array.tolist()).replace('-', '−')}",
            f"tensor({array.tolist()})",
            str(array),
        ]
    joined = [mark.join(map(str, answer)) for mark in ("x", " × ", "X", "*", ",", ", ", " ", ";", " x")]
    return [
        *joined,
        str(answer),
        str(list(answer)),
        f"torch.Size({list(answer)})",
        f" {answer[0]}.0 × " + "x".join(map(str, answer[1:])),
    ]


@each_kind
def test_the_right_answer_is_accepted_in_every_notation(kind: tuple[str, int]) -> None:
    for question in questions(kind):
        for text in [format_answer(question.answer), *notations(question)]:
            verdict = check(question, text)
            assert verdict.correct, (text, verdict)
            assert verdict.message.startswith("Correct")


@each_kind
def test_each_known_slip_is_refused_with_its_own_sentence(kind: tuple[str, int]) -> None:
    for question in questions(kind):
        for value, sentence in question.wrong.items():
            assert not same(value, question.answer)
            assert check(question, format_answer(value)) == Verdict(False, sentence)


@each_kind
def test_other_wrong_answers_are_refused_with_a_sentence(kind: tuple[str, int]) -> None:
    for question in questions(kind)[:50]:
        answer = question.answer
        if isinstance(answer, int | float):
            others: list[Any] = [answer + 1, answer - 1, -answer - 1, answer + 1000, 10 * answer + 7]
        elif isinstance(answer, str):
            others = ["another", answer + "!"]
        elif isinstance(answer[0], tuple):
            others = [
                answer[:1],
                (*answer, answer[0]),
                tuple((row[0] + 1, *row[1:]) for row in answer if isinstance(row, tuple)),
            ]
        else:
            others = [answer[:1], (*answer, 1), tuple(size + 1 for size in answer if isinstance(size, int))]
        for other in (other for other in others if other != answer):
            verdict = check(question, format_answer(other))
            assert not verdict.correct
            assert len(verdict.message) > 15


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("4 x 3", "another order"),
        ("3", "The answer has 2 numbers, yours 1."),
        ("1 × 3 × 4", "The answer has 2 numbers, yours 3."),
        ("3 × 9", "1 of the 2 numbers is right."),
        (
            "8 × 11",
            "0 of the 2 numbers are right. Look again at number 1. It is too large, about 2.7 times the answer.",
        ),
        ("6 × 8", "wrong by the same factor. It is too large, 2 times the answer."),
        ("1 × 2", "Every number is too small by the same, 2."),
        ("3 by 4", "Type 2 numbers with a × or x between them"),
        ("", "Type 2 numbers"),
        ("3 ×", "Type 2 numbers"),
        ("three times four", "Type 2 numbers"),
    ],
)
def test_near_misses_of_a_shape(text: str, message: str) -> None:
    verdict = check(Question("?", (3, 4), "!", {}), text)
    assert not verdict.correct
    assert message in verdict.message


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("1 3; 2 4", "Rows and columns are exchanged."),
        ("4 3; 2 1", "turned by 180°"),
        ("1 2; 3 5", "3 of 4 numbers are right. Look again at row 1, column 1"),
        ("9 9; 3 9", "1 of 4 numbers is right. Look again at row 0, column 0"),
        (
            "9 9; 9 9",
            "0 of 4 numbers are right. Look again at row 0, column 0 (counted from 0). It is too large, 9 times",
        ),
        ("-1 -2; -3 -4", "every sign is not"),
        ("0 1; 2 3", "Every number is too small by the same, 1."),
        ("1 2 3 4", "The answer has 2 × 2 numbers (rows × columns), yours 1 × 4."),
        ("1 2; 3", "Row 2 has 1 number, row 1 has 2"),
        ("", "semicolon between the rows"),
        ("one two", "semicolon between the rows"),
    ],
)
def test_near_misses_of_a_matrix(text: str, message: str) -> None:
    verdict = check(Question("?", ((1, 2), (3, 4)), "!", {}), text)
    assert not verdict.correct
    assert message in verdict.message


@pytest.mark.parametrize(
    ("answer", "text", "message"),
    [
        (12, "-12", "the sign is not"),
        (12, "13", "Off by one"),
        (12, "11", "Off by one"),
        (12, "14", "too large by 2."),
        (12, "4", "too small: the answer is 3 times as large."),
        (12, "120000", "too large, 10,000 times the answer."),
        (12, "31", "too large, about 2.6 times the answer."),
        (12, "-6", "the answer is above 0. Its size is wrong as well. It is too small"),
        (-12, "6", "the answer is below 0. Its size is wrong as well. It is too small: the answer is 2 times"),
        (-12, "-24", "The sign is right, the size is not. It is too large, 2 times the answer."),
        (12, "0", "It is too small."),
        (0, "-3", "It is too small."),
        (1000, "900", "too small by about 10 % of the answer"),
        (12, "12.01", "too large by about 0.083 % of the answer"),
        (12, "4x3", "Type one number"),
        (12, "12/0", "Type one number"),
        (12, "24/2/1", "Type one number"),
        (12, "twelve", "Type one number"),
        (12, "1e1", "Type one number"),
        (12, "12,0,0", "Type one number"),
        (12, "9" * 5000, "Type one number"),
        (0, "", "Type one number"),
        (1 / 9, "0.11", "three significant digits"),
        (1 / 9, "-1/9", "the sign is not"),
        (1 / 9, "1/8", "too large by about 13 % of the answer"),
        (1 / 9, "100/9", "too large, about 100 times the answer"),
        (112, "112.5", "too large by about 0.45 % of the answer"),
    ],
)
def test_near_misses_of_a_number(answer: Answer, text: str, message: str) -> None:
    verdict = check(Question("?", answer, "!", {}), text)
    assert not verdict.correct
    assert message in verdict.message


def test_a_comma_is_read_as_decimal_and_as_thousands_separator() -> None:
    assert check(Question("?", 1000, "!", {}), "1,000").correct
    assert check(Question("?", 1, "!", {}), "1,000").correct
    assert check(Question("?", 2.5, "!", {}), "2,5").correct
    assert check(Question("?", 1234567, "!", {}), "1.234.567").correct
    assert check(Question("?", 1234.5, "!", {}), "1,234.5").correct
    assert check(Question("?", 1234.5, "!", {}), "1.234,5").correct
    assert not check(Question("?", 100, "!", {}), "1,00").correct
    assert not check(Question("?", 123456, "!", {}), "1,23456").correct


@pytest.mark.parametrize(("text", "correct"), [("12.2", True), ("12.3", True), ("12.19", False), ("12.31", False)])
def test_a_half_may_be_rounded_up_or_down(text: str, correct: bool) -> None:
    assert check(Question("?", 12.25, "!", {}), text).correct == correct


def test_a_slip_is_told_by_the_likelier_reading() -> None:
    question = Question("?", 3125, "!", {25: "one block", 25000: "times x"})
    assert [check(question, text).message for text in ("25,000", "25")] == ["times x", "one block"]


@each_kind
def test_the_expected_form_is_a_form_that_can_be_read(kind: tuple[str, int]) -> None:
    question = questions(kind)[0]
    form = expected_form(question)
    assert check(question, "?!").message.endswith(form)
    if question.choices:
        assert all(choice in form for choice in question.choices)
    else:
        example = form.split("such as ")[1].split(" or ")[0].removesuffix(".")
        assert form not in check(question, example).message


@settings(max_examples=300, deadline=None)
@given(answer=st.integers(-2000, 2000), typed=st.fractions(-9000, 9000, max_denominator=8))
def test_a_wrong_number_is_told_on_which_side_it_lies(answer: int, typed: Fraction) -> None:
    verdict = check(Question("?", answer, "!", {}), str(typed))
    said = verdict.message
    if typed == answer:
        assert verdict.correct
    elif typed == -answer or abs(typed - answer) == 1:
        assert "sign" in said or "Off by one" in said
    elif typed * answer < 0:
        assert ("above 0" if answer > 0 else "below 0") in said
        assert ("too large" in said) == (abs(typed) > abs(answer))
    else:
        assert ("too large" in said) == (abs(typed) > abs(answer) if typed * answer > 0 else typed > answer)
        if found := re.search(r"too (?:large|small) by (\d+)\.", said):
            assert int(found[1]) == abs(typed - answer)
        if found := re.search(r"([\d,.]+) times", said):
            factor = max(abs(typed / answer), abs(answer / typed))
            assert float(found[1].replace(",", "")) == pytest.approx(float(factor), rel=0.05)


@settings(max_examples=200, deadline=None)
@given(
    answer=st.lists(st.integers(-9, 9), min_size=4, max_size=4),
    typed=st.lists(st.integers(-9, 9), min_size=4, max_size=4),
)
def test_a_wrong_matrix_is_told_a_place_that_is_wrong(answer: list[int], typed: list[int]) -> None:
    right, found = (((a, b), (c, d)) for a, b, c, d in (answer, typed))
    verdict = check(Question("?", right, "!", {}), format_answer(found))
    assert verdict.correct == (right == found)
    if place := re.search(r"row (\d), column (\d)", verdict.message):
        row, column = map(int, place.groups())
        assert right[row][column] != found[row][column]
        same_numbers = sum(one == other for one, other in zip(answer, typed, strict=True))
        assert verdict.message.startswith(f"{same_numbers} of 4")


FULL_WIDTH = str.maketrans({chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F)})
INDIC = str.maketrans("0123456789", "०१२३४५६७८९")


@each_kind
def test_the_right_answer_is_accepted_from_other_keyboards(kind: tuple[str, int]) -> None:
    for question in questions(kind)[:20]:
        if question.choices:
            continue
        for text in notations(question):
            assert check(question, text.translate(FULL_WIDTH)).correct, text
            assert check(question, text.translate(INDIC)).correct, text


@pytest.mark.parametrize(
    "text", ["−3", "－３", "–3", "—3", "﹣3", "‐3", "= −3", "－３．０", "－3，0", "－６／２", "-٣", "—３。0"]
)
def test_every_minus_sign_and_decimal_mark_is_read(text: str) -> None:
    assert check(Question("?", -3, "!", {}), text).correct


def test_a_power_is_not_taken_for_a_digit() -> None:
    assert not check(Question("?", 52, "!", {}), "5²").correct


ALPHABET = st.text(alphabet="0123456789 .,;/x×[]()+-−\n'tensor_", max_size=40)


@settings(max_examples=400, deadline=None)
@given(kind=st.sampled_from(KINDS), seed=st.integers(0, 199), text=st.one_of(st.text(max_size=300), ALPHABET))
def test_no_text_raises(kind: tuple[str, int], seed: int, text: str) -> None:
    verdict = check(make(kind[0], seed, kind[1]), text)
    assert isinstance(verdict.correct, bool)
    assert len(verdict.message) > 7


@settings(max_examples=200, deadline=None)
@given(number=st.integers(-(10**12), 10**12), other=st.integers(-(10**12), 10**12))
def test_a_whole_number_is_accepted_only_for_itself(number: int, other: int) -> None:
    question = Question("?", number, "!", {})
    assert check(question, format_answer(number)).correct
    assert check(question, str(other)).correct == (number == other)


@settings(max_examples=200, deadline=None)
@given(
    sizes=st.lists(st.integers(1, 5000), min_size=1, max_size=5),
    other=st.lists(st.integers(1, 9), max_size=5),
)
def test_a_shape_is_accepted_only_for_itself(sizes: list[int], other: list[int]) -> None:
    question = Question("?", tuple(sizes), "!", {})
    assert check(question, format_answer(question.answer)).correct
    assert check(question, " x ".join(map(str, other))).correct == (other == sizes)


def test_questions_come_from_the_generator_alone() -> None:
    """The global random state neither changes a question nor is changed by it."""
    random.seed(1)
    before = random.getstate()
    first = make("kernels", 8)
    assert random.getstate() == before
    random.seed(2)
    assert make("kernels", 8) == first


def test_importing_the_exercises_does_not_import_torch() -> None:
    code = "import sys, cnnviz.lessons.exercises as e; e.make('output-size', 1); assert 'torch' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)
    assert exercises.make is make


def test_a_page_is_asked_for_what_it_shows_first() -> None:
    for slug, views in exercises.FITTING.items():
        for view, fitting in views.items():
            assert set(exercises.kinds(slug, view)[: len(fitting)]) == set(fitting)
            assert sorted(exercises.kinds(slug, view)) == sorted(exercises.kinds(slug))


@each_kind
def test_a_question_has_a_name_that_gives_it_again_and_one_level(kind: tuple[str, int]) -> None:
    slug, index = kind
    name = exercises.Named(slug, exercises.kinds(slug)[index], 7)
    assert exercises.named(str(name)) == name
    assert exercises.of(name) == questions(kind)[7]
    assert {question.difficulty for question in questions(kind)} == {exercises.level(name)}


def test_a_picked_question_is_of_these_lessons_and_levels() -> None:
    for seed in range(60):
        found = exercises.pick(["flip", "lenet"], [1, 2], seed)
        assert found.slug in ("flip", "lenet")
        assert exercises.of(found).difficulty < 3
        assert exercises.pick(["flip", "lenet"], [1, 2], seed) == found
    for slugs, levels in (([], [1]), (["flip"], []), (["flip"], [3])):
        with pytest.raises(ValueError, match=r"[Cc]hoose"):
            exercises.pick(slugs, levels, 1)
