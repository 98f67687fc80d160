"""Sets of questions: drawn by lesson and difficulty, exported as Moodle GIFT and as a page to print."""

import random
import re
from collections.abc import Callable, Collection, Sequence
from functools import cache, partial
from html import escape
from typing import TYPE_CHECKING, NamedTuple

from cnnviz.lessons.exercises import GENERATORS, expected_form, make
from cnnviz.lessons.question import Question, format_answer
from cnnviz.words import ENGLISH, joined, say, translate

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

Written = Callable[[str], str]  # into the language of the export

DIFFICULTIES = (1, 2, 3)
MOST = 200
LEFT, RIGHT = "<mo>&#x0005B;</mo>", "<mo>&#x0005D;</mo>"  # a font without mathematics cannot stretch them to a matrix
TRIES = 50  # seeds tried for each question until one has a wanted difficulty


class Drawn(NamedTuple):
    """A question of a set, and the lesson it belongs to."""

    slug: str
    question: Question


def draw(slugs: Sequence[str], count: int, seed: int, *, difficulties: Collection[int] = DIFFICULTIES) -> list[Drawn]:
    """`count` different questions from these lessons, the same for the same seed.

    Raises ValueError if there is no lesson, no difficulty, or no question of that difficulty in these lessons.
    """
    if not slugs or not difficulties:
        raise ValueError("Choose at least one chapter and one difficulty.")
    if not 1 <= count <= MOST:
        raise ValueError(
            say("A set has 1 to {MOST} questions, not {count}: change the number of questions.", MOST=MOST, count=count)
        )
    unknown = [slug for slug in slugs if slug not in GENERATORS]
    if unknown:
        raise ValueError(say("There are no questions for {unknown}.", unknown=joined(unknown)))
    rng = random.Random(seed)
    drawn: dict[str, Drawn] = {}
    for _ in range(count * TRIES):
        slug = rng.choice(slugs)
        question = make(slug, rng.randrange(10**9))
        if question.difficulty in difficulties:
            drawn.setdefault(question.text, Drawn(slug, question))
        if len(drawn) == count:
            return list(drawn.values())
    if not drawn:
        raise ValueError("These lessons have no question of that difficulty: choose another one as well.")
    return list(drawn.values())


def gift(questions: Sequence[Drawn], *, solutions: bool = True, language: str = ENGLISH) -> str:
    """The set in Moodle's GIFT format: typed numbers as numerical, shapes and matrices as short answer questions.

    Common wrong answers get no points and their sentence; with solutions the worked one is the general feedback.
    language: one of `words.languages()`.
    Source: Moodle documentation, "GIFT format".
    """
    written = partial(translate, language=language)
    blocks = []
    for place, (slug, question) in enumerate(questions, start=1):
        title = _gift_text(f"{place:03d} {slug}")
        general = f"\n####{_gift_html(written(question.solution))}" if solutions else ""
        blocks.append(
            f"::{title}::{_gift_html(_to_type(question, written))} {{{_gift_answers(question, written)}{general}\n}}"
        )
    return "\n\n".join(blocks) + "\n"


def page(questions: Sequence[Drawn], *, title: str, solutions: bool, language: str = ENGLISH) -> str:
    """The set as one HTML file to print; with solutions they follow on pages of their own. language: as in `gift`."""
    written = partial(translate, language=language)
    title = written(title)
    items = [f"<li>{_html(written(_to_print(question)))}<p class=answer></p></li>" for _, question in questions]
    parts = [f"<h1>{escape(title)}</h1>", "<ol>", *items, "</ol>"]
    if solutions:
        worked = [f"<li>{_html(written(question.solution))}</li>" for _, question in questions]
        parts += [f"<h1 class=solutions>{escape(written('Solutions'))}</h1>", "<ol>", *worked, "</ol>"]
    style = (
        "body{font:12pt/1.5 Georgia,serif;max-width:44rem;margin:2rem auto;padding:0 1rem;color:#111;background:#fff}"
        "li{margin:0 0 1.5rem;break-inside:avoid}.answer{border-bottom:1px solid #888;height:2.2rem}"
        ".matrix{border:solid;border-width:0 1.5px;border-radius:4px;padding:0 .2rem}"
        "math[display=block]{margin:.6rem 0}@media print{.solutions{break-before:page}body{margin:0;max-width:none}}"
    )
    return (
        f'<!doctype html>\n<html lang="{language}"><meta charset="utf-8"><title>{escape(title)}</title>'
        f"<style>{style}</style>\n" + "\n".join(parts) + "\n</html>\n"
    )


def _to_print(question: Question) -> str:
    """The text, and what to choose from."""
    if question.choices:
        return say("{text}\n\nChoose: {choices}", text=question.text, choices=joined(question.choices, " · "))
    return question.text


def _to_type(question: Question, written: Written) -> str:
    """The text, and how an answer is typed unless the text says so itself."""
    if question.choices or question.says_how:
        return written(question.text)
    return f"{written(question.text)}\n\n*{written(expected_form(question))}*"


def _gift_answers(question: Question, written: Written) -> str:
    feedback = {format_answer(value): _gift_html(written(sentence)) for value, sentence in question.wrong.items()}
    answer = format_answer(question.answer)
    if question.choices:
        lines = [
            f"{'=' if choice == answer else '~'}{_gift_text(written(choice))}"
            + (f"#{feedback[choice]}" if choice in feedback else "")
            for choice in question.choices
        ]
    elif isinstance(question.answer, int | float):
        tolerance = 0 if isinstance(question.answer, int) else abs(question.answer) * 0.005
        lines = [f"#=%100%{question.answer}:{tolerance:g}"]
        lines += [f"=%0%{value}:0#{_gift_html(written(said))}" for value, said in question.wrong.items()]
    else:
        spellings = dict.fromkeys((answer, answer.replace(" × ", "x"), answer.replace(" × ", " x ")))
        lines = [f"=%100%{_gift_text(spelling)}" for spelling in spellings]
        lines += [f"=%0%{_gift_text(value)}#{said}" for value, said in feedback.items()]
    return "\n" + "\n".join(lines)


def _gift_text(text: str) -> str:
    """Text with GIFT's own signs escaped; a blank line would end the question."""
    text = text.replace("\\", "\\\\")
    text = re.sub(r"([~=#{}:])", r"\\\1", text)
    return text.strip().replace("\n", "\\n")


def _gift_html(text: str) -> str:
    r"""Markdown as HTML for Moodle, formulas as \(x\) and \[x\] for its MathJax filter."""
    return "[html]" + _gift_text(_markdown(mathml=False).render(text))


def _html(text: str) -> str:
    return str(_markdown(mathml=True).render(text))


@cache
def _markdown(*, mathml: bool) -> "MarkdownIt":
    """Markdown with formulas: as MathML, which every browser prints without a script, or left in LaTeX."""
    from latex2mathml.converter import convert
    from markdown_it import MarkdownIt
    from mdit_py_plugins.dollarmath import dollarmath_plugin

    def formula(latex: str, options: dict[str, bool]) -> str:
        block = options["display_mode"]
        if mathml:
            latex = latex.replace(r"\\[4pt]", r"\\")  # is printed letter by letter
            formula = str(convert(latex, display="block" if block else "inline"))
            return formula.replace(f"{LEFT}<mtable>", "<mtable class=matrix>").replace(f"</mtable>{RIGHT}", "</mtable>")
        left, right = (r"\[", r"\]") if block else (r"\(", r"\)")
        return f"{left}{escape(latex, quote=False)}{right}"

    return MarkdownIt("commonmark", {"html": False}).use(dollarmath_plugin, renderer=formula)
