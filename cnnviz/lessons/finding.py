"""Finding one's way: lessons, terms and networks in which a text stands."""

from typing import NamedTuple

from cnnviz.lessons import course, glossary
from cnnviz.networks.catalogue import CATALOGUE, Entry

MOST = 8  # of each kind


class Found(NamedTuple):
    """What a text was found in."""

    lessons: list[course.Lesson]
    terms: list[glossary.Term]
    networks: list[Entry]


def search(text: str) -> Found:
    """At most MOST of each kind, those first that have the text in their name; nothing for an empty text."""
    sought = text.casefold().strip()
    if not sought:
        return Found([], [], [])
    named = [one for one in course.LESSONS if sought in f"{one.number} {one.title}".casefold()]
    said = [one for one in course.LESSONS if sought in f"{one.question} {one.try_first}".casefold()]
    networks = [
        entry for entry in CATALOGUE.values() if entry.course and sought in f"{entry.name} {entry.title}".casefold()
    ]
    return Found(list(dict.fromkeys([*named, *said]))[:MOST], glossary.search(text)[:MOST], networks[:MOST])
