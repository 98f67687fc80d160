"""What somebody typed is shown letter by letter: by a Markdown reader, by GFM's links, by Plotly and by KaTeX."""

import html
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from cnnviz import plain

READER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
# what remark-gfm looks for in the finished text, whatever was escaped before
ADDRESS = re.compile(r"(https?://|www(?=\.))[-.\w]+|(?<![\w])[-.\w+]+@[-\w]+(\.[-\w]+)+", re.IGNORECASE)
EMOJI = re.compile(r":\+1:|:-1:|:[\w-]+:")
HOSTILE = (
    "![x](http://evil.test/a)",
    "[free](https://evil.test)",
    "http://evil.test/a www.evil.test a@evil.test HTTPS://evil.test",
    "<img src=http://evil.test/a onerror=alert(1)> <a href=x>y</a> &lt;b&gt;",
    "$x^2$ **b** _i_ ~~s~~ `c` :red[r] :smile: :material/home: | a | b |",
    "1. one",
    "- a\n- b\n\n# title\n    code\n===",
    "+ a",
    "    indented",
    "[^1] [x]: http://evil.test",
    "\\[a](b)\\",
    "a -- b -> c",
)
TEXTS = st.text(
    st.sampled_from("a1 .:/\\`*_[]()!$<>#~|&@-+=\n\twWhtps\u2028é") | st.characters(codec="utf-8"), max_size=40
)


def shown(source: str) -> str:
    """The words of a paragraph that hold nothing but text."""
    tokens = READER.parse(source)
    assert [token.type for token in tokens] == ["paragraph_open", "inline", "paragraph_close"], tokens
    children = tokens[1].children or []
    assert {child.type for child in children} <= {"text", "text_special"}, children
    return "".join(child.content for child in children)


@example("http://evil.test")
@given(TEXTS.filter(lambda text: text.strip("\x00").strip() != ""))
def test_markdown_shows_the_letters(text: str) -> None:
    check(text)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_names_are_only_letters(text: str) -> None:
    check(text)
    source = plain.markdown(text)
    assert re.search(r"(?<!\\)(\\\\)*:[a-z]*\[", source) is None  # Streamlit's colours


def check(text: str) -> None:
    """The same letters come out, but for white space, wherever in a sentence they stand."""
    letters = "".join(text.replace("\x00", "\ufffd").split())
    for before, after in (("", ""), ("Map 1 of ", " is bright")):
        words = shown(f"{before}{plain.markdown(text)}{after}")
        assert "".join(words.replace("\u2060", "").split()) == "".join(f"{before}{letters}{after}".split())
        assert ADDRESS.search(words) is None
        assert EMOJI.search(words) is None


@pytest.mark.parametrize("text", HOSTILE)
def test_plotly_and_katex_read_no_marks(text: str) -> None:
    assert not re.search(r"[<>]", plain.html(text))
    assert html.unescape(plain.html(text)) == text
    formula = plain.latex(text)
    assert not re.search(r"(?<!\\)[{}$&%#_^~]", formula)
    assert set(re.findall(r"\\[a-z]+", formula)) <= {r"\textbackslash", r"\textasciicircum", r"\textasciitilde"}
