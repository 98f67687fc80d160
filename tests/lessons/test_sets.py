"""Sets of questions: drawn as asked for, and exported so that Moodle's rules and a browser can read them back."""

import html
import re
from html.parser import HTMLParser
from typing import NamedTuple

import pytest

from cnnviz.lessons import sets
from cnnviz.lessons.exercises import GENERATORS, format_answer, make
from cnnviz.lessons.sets import Drawn

ALL = list(GENERATORS)


def test_a_seed_gives_the_same_set_and_no_question_twice() -> None:
    first, again = sets.draw(ALL, 40, 7), sets.draw(ALL, 40, 7)
    assert first == again
    assert first != sets.draw(ALL, 40, 8)
    assert len({question.text for _, question in first}) == 40


@pytest.mark.parametrize("difficulty", sets.DIFFICULTIES)
def test_only_the_wanted_lessons_and_difficulties(difficulty: int) -> None:
    drawn = sets.draw(ALL[:2], 10, 1, difficulties=[difficulty])
    assert {question.difficulty for _, question in drawn} == {difficulty}
    assert {slug for slug, _ in drawn} <= set(ALL[:2])


@pytest.mark.parametrize(
    ("slugs", "count", "levels"), [([], 1, [1]), (ALL, 0, [1]), (ALL, 10**6, [1]), (ALL, 1, []), (["nothing"], 1, [1])]
)
def test_impossible_sets_get_a_sentence(slugs: list[str], count: int, levels: list[int]) -> None:
    with pytest.raises(ValueError, match=r"\.$"):
        sets.draw(slugs, count, 1, difficulties=levels)


class Answer(NamedTuple):
    sign: str
    weight: float
    text: str
    feedback: str


class Parsed(NamedTuple):
    title: str
    format: str
    text: str
    numerical: bool
    answers: list[Answer]
    general: str


SPECIAL = "~=#{}:"


def unescape(text: str) -> str:
    """Moodle's order: double backslashes first, then the escaped signs, then line breaks."""
    text = text.replace("\\\\", "\0")
    for sign in SPECIAL:
        text = text.replace(f"\\{sign}", sign)
    return text.replace("\\n", "\n").replace("\0", "\\").strip()


def parse_gift(text: str) -> list[Parsed]:
    """A reader of GIFT after Moodle's documentation, written for this test alone."""
    plain = r"(?:\\.|[^\\{}~=#:])"
    parsed = []
    for block in re.split(r"\n\s*\n", text.strip()):
        match = re.fullmatch(rf"::({plain}*)::(\[\w+\])({plain}*)\{{(.*)\}}", block, re.DOTALL)
        assert match, block[:200]
        title, form, asked, body = match.groups()
        body, _, general = body.partition("####")
        numerical = body.lstrip().startswith("#")
        answers = []
        for sign, weight, given, feedback in re.findall(
            rf"([=~])(?:%(-?[\d.]+)%)?((?:{plain}|:)*?)(?:#((?:{plain})*))?\s*(?=\n[=~]|\s*$)",
            body.strip().removeprefix("#") if numerical else body,
        ):
            full = 100.0 if sign == "=" else 0.0
            answers.append(Answer(sign, float(weight) if weight else full, unescape(given), unescape(feedback)))
        parsed.append(Parsed(unescape(title), form, unescape(asked), numerical, answers, unescape(general)))
    return parsed


def words(page: str) -> str:
    """The text of an HTML page with formulas left out."""
    return re.sub(r"\s+", "", html.unescape(re.sub(r"<[^>]+>", "", re.sub(r"\\[(\[].*?\\[)\]]", "", page, flags=re.S))))


def without_formulas(markdown: str) -> str:
    return re.sub(r"[\s*`]+", "", re.sub(r"\$\$?.*?\$\$?|^- ", "", markdown, flags=re.S | re.M))


DRAWN = sets.draw(ALL, 150, 3)


@pytest.fixture(scope="module")
def moodle() -> list[Parsed]:
    return parse_gift(sets.gift(DRAWN))


def test_every_question_is_read_back(moodle: list[Parsed]) -> None:
    assert len(moodle) == len(DRAWN)
    for (slug, question), parsed in zip(DRAWN, moodle, strict=True):
        assert parsed.title.endswith(slug)
        assert parsed.format == "[html]"
        assert words(parsed.text).startswith(without_formulas(question.text)[:60])
        assert without_formulas(question.solution)[-20:] in words(parsed.general)


def test_exactly_the_right_answer_gets_the_points(moodle: list[Parsed]) -> None:
    for (_, question), parsed in zip(DRAWN, moodle, strict=True):
        right = [answer.text for answer in parsed.answers if answer.weight == 100]
        wrong = {answer.text: answer.feedback for answer in parsed.answers if answer.weight == 0}
        if question.choices:
            assert right == [question.answer]
            assert sorted([*right, *wrong]) == sorted(question.choices)
        elif isinstance(question.answer, int | float):
            assert parsed.numerical
            [(value, tolerance)] = [text.split(":") for text in right]
            assert float(value) == question.answer
            assert float(tolerance) == pytest.approx(
                0 if isinstance(question.answer, int) else abs(question.answer) * 0.005, rel=1e-4
            )
            assert len(wrong) == len(question.wrong)
        else:
            assert format_answer(question.answer) in right
            assert set(wrong) == {format_answer(value) for value in question.wrong}
        for sentence in question.wrong.values():
            assert any(words(f.removeprefix("[html]")) == without_formulas(sentence) for f in wrong.values())


def test_without_solutions_there_are_none() -> None:
    parsed = parse_gift(sets.gift(DRAWN[:20], solutions=False))
    assert [question.general for question in parsed] == [""] * 20
    assert "Solutions" not in sets.page(DRAWN[:20], title="t", solutions=False)


class Structure(HTMLParser):
    """Counts elements and checks that those which must be closed are."""

    def __init__(self) -> None:
        super().__init__()
        self.counts: dict[str, int] = {}
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.counts[tag] = self.counts.get(tag, 0) + 1
        if tag in ("math", "ol", "style", "mtable", "mrow"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in ("math", "ol", "style", "mtable", "mrow"):
            assert self.open.pop() == tag


def test_the_page_to_print_is_whole() -> None:
    page = sets.page(DRAWN, title="A <set> & more", solutions=True)
    structure = Structure()
    structure.feed(page)
    assert structure.open == []
    assert structure.counts["ol"] == 2
    assert page.count("<p class=answer>") == len(DRAWN)
    formulas = sum(len(re.findall(r"\$\$?.+?\$\$?", q.text + q.solution, flags=re.S)) for _, q in DRAWN)
    assert structure.counts["math"] == formulas
    assert "<title>A &lt;set&gt; &amp; more</title>" in page
    assert not re.search(r"\$|4pt", re.sub(r"<style>.*?</style>", "", page))


def test_a_set_of_one() -> None:
    [drawn] = sets.draw(["output-size"], 1, 5)
    assert isinstance(drawn, Drawn)
    assert len(parse_gift(sets.gift([drawn]))) == 1


@pytest.mark.parametrize("slug", GENERATORS)
def test_a_question_says_how_to_type_its_answer_where_it_claims_to(slug: str) -> None:
    for seed in range(8):
        question = make(slug, seed)
        assert question.says_how == ("Type " in question.text), question.text
