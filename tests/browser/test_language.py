"""Figures in a language whose every message stands in brackets: what stands bare was said by a component of its own."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.pages.test_language import has_words

# Texts of all components, with what is read out and shown when the pointer rests, and what is written on canvases.
TEXTS = """() => [...document.querySelectorAll("[data-testid^=stBidiComponent]")].flatMap(({ shadowRoot: root }) =>
  [...root.querySelectorAll("*:not(style, script)")].flatMap((one) => [
    ...["aria-label", "aria-valuetext", "title", "placeholder", "label"].map((name) => one.getAttribute(name) ?? ""),
    [...one.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE).map((node) => node.data).join(" "),
  ])).concat(window.written ?? [])"""
WRITTEN = """window.written = [];
const write = CanvasRenderingContext2D.prototype.fillText;
CanvasRenderingContext2D.prototype.fillText = function (text, ...rest) {
  window.written.push(text);
  return write.call(this, text, ...rest);
};"""
NAMES = re.compile(  # of torch's modules, of files, of a device, of functions in formulas
    r"\b(Conv2d|Linear|ReLU|MaxPool2d|AvgPool2d|Flatten|BatchNorm2d|Softmax|max|mean|cpu|PNG|SVG)\b"
)


def bare(page: Page, *names: str) -> list[str]:
    """What components say that is no message. names: of layers, which are words by chance."""
    names_of_layers = re.compile("|".join(rf"\b{name}\b" for name in names) or "(?!)")
    texts = {text: names_of_layers.sub(" ", NAMES.sub(" ", text)) for text in page.evaluate(TEXTS)}
    return sorted(text for text, rest in texts.items() if has_words(rest))


@pytest.mark.parametrize("slug", ["one-value", "kernels", "filter-bank", "trace-number"])
def test_a_component_says_messages_alone(open_page: Callable[..., Page], slug: str) -> None:
    page = open_page(f"/{slug}?lang=mock", script=WRITTEN)
    texts = page.evaluate(TEXTS)
    assert sum("⟪" in text for text in texts) > 5, texts
    assert bare(page) == []


def test_pointing_says_messages_alone(open_page: Callable[..., Page]) -> None:
    page = open_page("/one-value?lang=mock")
    sentence = page.locator(".explorer .sum").first
    for panel in ("in", "k", "out"):
        page.locator(f".explorer .{panel} canvas").last.hover()
        expect(sentence).to_contain_text("=")
        assert bare(page) == []
