"""Terms of the field, each with its definition: ideas lead to them, and the glossary lists them."""

from dataclasses import dataclass
from functools import cache

from cnnviz.lessons import course, idea


@dataclass(frozen=True)
class Term:
    """A term of the field.

    definition: a sentence or two in plain words, without marks or formulas: it is also what pointing at the term shows
    formula: LaTeX, or ""; also: other names; stems: lessons where it is used, besides those whose idea names it
    """

    term: str
    definition: str
    formula: str = ""
    also: tuple[str, ...] = ()
    stems: tuple[str, ...] = ()


TERMS = (
    Term(
        "channel",
        "One of the planes that an image or a feature map consists of: a colour photo has three, for red, green and "
        "blue; the output of a layer has one for each of its filters.",
        stems=("channels", "filter_bank", "one_by_one"),
    ),
    Term(
        "convolution",
        "Sliding a small kernel over an input and, at each place, adding up the products of kernel and input. In "
        "mathematics the kernel is first turned by 180 degrees; the layers of neural networks leave that out.",
        stems=("one_value", "flip", "algebra"),
    ),
    Term(
        "cross-correlation",
        "Sliding a kernel over an input without turning it, and adding up the products at each place: what the "
        "convolutional layers of neural networks compute.",
        r"y_{i,j} = \sum_{a,b} w_{a,b} \, x_{i+a,\, j+b}",
        stems=("one_value", "flip"),
    ),
    Term(
        "dilation",
        "The distance between the inputs that neighbouring weights of a kernel meet; 1 leaves no gap, 2 leaves out "
        "every other input.",
        also=("dilated convolution", "atrous convolution"),
        stems=("stride_dilation", "output_size"),
    ),
    Term(
        "feature map",
        "What one filter gives for a whole input: a plane of numbers, large where the filter finds what it looks for.",
        stems=("filter_bank", "open_network"),
    ),
    Term(
        "kernel",
        "The small array of weights that is slid over the input, 3 × 3 for instance. With several channels it has "
        "one such array for each, and is also called a filter.",
        also=("filter", "convolution kernel"),
        stems=("one_value", "kernels", "channels"),
    ),
    Term(
        "padding",
        "Values put around an input before the kernel slides over it, mostly zeros, so that the output does not "
        "become smaller and the pixels at the border are used as often as the others.",
        stems=("border", "padding", "output_size"),
    ),
    Term(
        "pooling",
        "Replacing each window of a feature map by one number, its largest or its mean: the map becomes smaller, and "
        "there is nothing to learn.",
        also=("max pooling", "average pooling"),
        stems=("pooling", "pooling_shifts"),
    ),
    Term(
        "receptive field",
        "All the pixels of the input on which one value, deep inside a network, can depend.",
        stems=("receptive_field", "effective_receptive_field"),
    ),
    Term(
        "stride",
        "By how many pixels the window moves from one output to the next; with 2, the output is about half as wide "
        "and half as high.",
        stems=("stride_dilation", "output_size"),
    ),
)


@cache
def by_name() -> dict[str, Term]:
    """Every term by its name, and by its other names."""
    return {name: term for term in TERMS for name in (*term.also, term.term)}


def lessons(term: Term) -> list[course.Lesson]:
    """The lessons where it is used, in the order of the course."""
    return [lesson for lesson in course.LESSONS if lesson.stem in term.stems or term in _of_idea(lesson.stem)]


@cache
def _of_idea(stem: str) -> list[Term]:
    found = idea.of(stem)
    return [by_name()[name] for name in idea.terms(found.text)] if found else []


def search(text: str) -> list[Term]:
    """The terms that a text is found in, those with it in their name first; all of them for an empty text."""
    sought = text.casefold().strip()
    named = [term for term in TERMS if any(sought in name.casefold() for name in (term.term, *term.also))]
    exact = [term for term in named if sought in (name.casefold() for name in (term.term, *term.also))]
    said = [term for term in TERMS if sought in term.definition.casefold()]
    return list(dict.fromkeys([*exact, *named, *said]))
