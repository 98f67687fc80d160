"""The search over lessons, terms and networks."""

from cnnviz.lessons import finding


def names(text: str) -> tuple[list[str], list[str], list[str]]:
    found = finding.search(text)
    return (
        [lesson.stem for lesson in found.lessons],
        [term.term for term in found.terms],
        [entry.name for entry in found.networks],
    )


def test_a_search_finds_lessons_terms_and_networks() -> None:
    lessons, terms, _ = names("Padding")
    assert lessons[0] == "padding"
    assert terms[0] == "padding"
    assert names("resnet18")[2] == ["resnet18"]
    assert names("4.6")[0] == ["residual"]
    assert "kernels" in names("camera")[0]


def test_nothing_is_found_for_nothing_and_little_for_much() -> None:
    assert names("  ") == ([], [], [])
    assert names("no such thing") == ([], [], [])
    assert all(len(found) <= finding.MOST for found in names("a"))
