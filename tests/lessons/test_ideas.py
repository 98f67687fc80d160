"""Ideas explain themselves: neither too short nor too long, every letter said, every term in the glossary."""

import re

import pytest

from cnnviz.lessons import course, glossary, idea
from cnnviz.lessons.idea import Idea

IDEAS = {lesson.stem: found for lesson in course.LESSONS if (found := idea.of(lesson.stem))}
GREEK = re.compile(
    r"\\(var)?(alpha|beta|gamma|delta|epsilon|zeta|eta|theta|iota|kappa|lambda|mu|nu|xi|pi|rho|sigma|tau|upsilon|phi|chi"
    r"|psi|omega|Gamma|Delta|Theta|Lambda|Xi|Pi|Sigma|Upsilon|Phi|Psi|Omega|ell)"
)
PART = re.compile(r"\\(?:text|mathrm|operatorname\*?|begin|end)\{[^{}]*\}|\\[A-Za-z]+|\\.|[^\s]")

each_idea = pytest.mark.parametrize("stem", IDEAS)
each_term = pytest.mark.parametrize("term", glossary.TERMS, ids=lambda term: term.term)


def is_letter(part: str) -> bool:
    """Whether a part of a formula stands for something: x or \\alpha, but neither \\sum nor \\text{stride}."""
    return (len(part) == 1 and part.isalpha()) or GREEK.fullmatch(part) is not None


def unexplained(found: Idea) -> list[str]:
    """Letters of the formula that are not explained, and explained ones that do not stand in it.

    A letter may be several parts, `F_{\\text{out}}` or `\\hat{m}`: the longest are looked for first, and what belongs
    to them is no letter of its own.
    """
    parts, wrong = PART.findall(found.formula), []
    for letter in sorted(found.letters, key=lambda letter: -len(PART.findall(letter))):
        own = PART.findall(letter)
        places = [at for at in range(len(parts)) if parts[at : at + len(own)] == own]
        wrong += [] if places else [letter]
        for at in places:
            parts[at : at + len(own)] = [""] * len(own)
    return [*wrong, *(part for part in parts if is_letter(part))]


@each_idea
def test_an_idea_is_short_and_says_something(stem: str) -> None:
    shown = idea.with_terms(IDEAS[stem].text, lambda term, shown: shown)
    assert 60 <= len(shown.split()) <= 150


@each_idea
def test_every_letter_of_a_formula_is_explained_and_no_other(stem: str) -> None:
    assert not unexplained(IDEAS[stem])
    assert all(meaning.strip() for meaning in IDEAS[stem].letters.values())


@each_idea
def test_the_sign_of_sliding_is_explained_where_it_stands(stem: str) -> None:
    found = IDEAS[stem]
    if r"\star" in found.formula:
        assert r"\star" in found.letters or "⋆" in found.text


def test_a_letter_that_is_not_explained_is_found_out() -> None:
    formula = r"F_{\text{out}} = \sum_i \hat{m}_i \, \eta + F"
    assert unexplained(Idea("", formula, {"F_{\\text{out}}": "", "F": "", "i": "", r"\hat{m}": ""})) == [r"\eta"]
    assert unexplained(Idea("", formula, {"F_{\\text{out}}": "", "i": "", r"\hat{m}": "", r"\eta": ""})) == ["F"]
    assert unexplained(Idea("", "x", {"x": "", "y": ""})) == ["y"]
    assert unexplained(Idea("", r"\text{stride } s", {"s": "", "t": ""})) == ["t"]


@each_idea
def test_every_term_of_an_idea_is_in_the_glossary(stem: str) -> None:
    assert not set(idea.terms(IDEAS[stem].text)) - set(glossary.by_name())
    assert "[[" not in idea.with_terms(IDEAS[stem].text, lambda term, shown: shown)


@pytest.mark.parametrize("stem", [lesson.stem for lesson in course.LESSONS])
def test_every_lesson_has_an_idea(stem: str) -> None:
    assert stem in IDEAS


@each_term
def test_a_term_is_defined_in_plain_words(term: glossary.Term) -> None:
    assert 8 <= len(term.definition.split()) <= 60
    assert term.definition.endswith(".")
    assert not set(term.definition) & set('$"\\[]*`<>'), "it is shown when one points at the term"


@each_term
def test_a_term_is_used_in_lessons_that_exist(term: glossary.Term) -> None:
    assert not set(term.stems) - {lesson.stem for lesson in course.LESSONS}
    assert glossary.lessons(term)


def test_every_name_means_one_term() -> None:
    names = [name for term in glossary.TERMS for name in (term.term, *term.also)]
    assert len(names) == len(set(names))
    assert [term.term for term in glossary.TERMS] == sorted(term.term for term in glossary.TERMS)


def test_the_search_finds_the_name_first() -> None:
    assert glossary.search("") == list(glossary.TERMS)
    assert glossary.search(" Kernel ")[0].term == "kernel"
    assert glossary.search("atrous convolution")[0].term == "dilation"
    assert "stride" in [term.term for term in glossary.search("half as wide")]
    assert glossary.search("no such thing") == []
