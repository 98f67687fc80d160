"""What somebody typed, for places that read marks: never Markdown, LaTeX or HTML.

Names of classes, runs, files and layers, texts of links and fields all go through one of these three.
"""

import html as _html
import re

_JOINER = "\u2060"  # is not seen, and no line breaks at it
_MARKS = re.compile(r"([\\`*_\[\]$:<>#~|&])")
_LINES = re.compile(r"\s*[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]\s*")
_BEGINS = re.compile(r"\s*(?=[-+=]|\d+[.)])|\s+")
_LATEX = {
    "\\": r"\textbackslash ", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "%": r"\%", "#": r"\#", "_": r"\_",
    "^": r"\textasciicircum ", "~": r"\textasciitilde ",
}  # fmt: skip


def markdown(text: str) -> str:
    r"""A text that Markdown shows letter by letter, on one line: no link, picture, colour, formula or emoji.

    What looks like an address becomes a link even where its marks are escaped, unless something invisible parts it.

    >>> markdown("[a](b) costs $3")
    '\\[a\\](b) costs \\$3'
    """
    text = _LINES.sub(" ", text).replace("\t", " ")
    text = _MARKS.sub(r"\\\1", text)
    text = re.sub(r"(:)(?=\S)|(@)|(www)(?=\.)", lambda found: found[0] + _JOINER, text, flags=re.IGNORECASE)
    start = _BEGINS.match(text)
    if start is None:
        return text
    text = text[start.end() :]
    return re.sub(r"^(\d*)([-+=.)])", r"\1\\\2", text)


def html(text: str) -> str:
    """A text for Plotly, which reads a little HTML in names, titles and hover.

    >>> html("<b>a</b>")
    '&lt;b&gt;a&lt;/b&gt;'
    """
    return _html.escape(text, quote=False)


def latex(text: str) -> str:
    r"""A text within \\text{…} of a formula.

    >>> latex("layer_1 {a}")
    'layer\\_1 \\{a\\}'
    """
    return "".join(_LATEX.get(sign, sign if sign.isprintable() else " ") for sign in text)
