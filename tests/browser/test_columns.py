"""The whole network on one screen: what a map reads lights up without a message, and a link restores a choice."""

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Locator, Page, expect

from cnnviz import networks
from cnnviz.networks import weights
from cnnviz.networks.catalogue import CATALOGUE
from cnnviz.networks.inside.columns import columns
from tests.browser.conftest import settle

LESSON = "/open-network?open-network=LeNet-5&open-weights=shipped"


def figure(page: Page) -> Locator:
    found = page.locator(".columns")
    expect(found.locator("canvas")).to_be_visible()
    found.scroll_into_view_if_needed()
    return found


def walk(page: Page, *keys: str) -> None:
    page.get_by_role("tree").focus()
    for key in keys:
        page.keyboard.press(key)


def test_keys_light_what_a_map_reads_without_a_message(open_page: Callable[..., Page]) -> None:
    page = open_page(LESSON)
    found = figure(page)
    module = weights.load("lenet5", "shipped")
    c3 = module.state_dict()["features.c3.weight"].sum((2, 3))
    sent = page.evaluate("traffic.sent")
    walk(page, *["ArrowRight"] * 4, "ArrowDown", "ArrowDown")
    expect(found).to_have_attribute("data-at", "3,2")
    lit = " ".join(f"2.{m}" for m in range(6) if c3[2, m])
    expect(found).to_have_attribute("data-lit", lit)
    strongest = int(c3[2].abs().argmax())
    expect(found.locator(".said")).to_contain_text("features.c3")
    expect(found.locator(".said")).to_contain_text(f"most strongly map {strongest}")
    assert page.evaluate("traffic.sent") == sent
    page.keyboard.press("Escape")
    expect(found).to_have_attribute("data-at", "")


def test_a_map_that_is_pointed_at_and_chosen_is_the_one_that_is_looked_at(open_page: Callable[..., Page]) -> None:
    page = open_page(LESSON)
    found = figure(page)
    walk(page, "ArrowRight", "ArrowDown", "ArrowDown", "ArrowDown", "Enter")
    expect(page.get_by_text("Map 3 of features.c1", exact=False)).to_be_visible()
    settle(page)
    address = urlsplit(page.url)
    assert parse_qs(address.query)["open-columns-map"] == ["0,3"]
    again = open_page(f"{address.path}?{address.query}")
    expect(again.get_by_text("Map 3 of features.c1", exact=False)).to_be_visible()
    again.locator(".wall .tile").nth(1).click()  # the wall's choice takes its place
    expect(again.get_by_text("Map 1 of features.c1", exact=False)).to_be_visible()
    settle(again)
    assert "open-columns-map" not in again.url and found is not None


def test_a_forward_pass_is_walked_step_by_step(open_page: Callable[..., Page]) -> None:
    page = open_page(LESSON)
    found = figure(page)
    entry = CATALOGUE["lenet5"]
    count = len(columns(networks.summarize(networks.build("lenet5", entry.classes, seed=0).eval(), entry.input_size)))
    expect(found).to_have_attribute("data-place", str(count))
    found.get_by_role("button", name="One layer back").click()
    expect(found).to_have_attribute("data-place", str(count - 1))
    found.get_by_role("slider").fill("2")
    expect(found).to_have_attribute("data-place", "2")
    found.get_by_role("combobox", name="Speed").select_option("2")
    found.get_by_role("button", name="Play").click()
    expect(found).to_have_attribute("data-place", str(count))


def test_a_screen_reader_finds_a_tree_of_layers(open_page: Callable[..., Page]) -> None:
    page = open_page(LESSON)
    tree = figure(page).get_by_role("tree", name="The whole network")
    items = tree.get_by_role("treeitem")
    expect(items.nth(1)).to_have_text("features.c1 · Conv2d · 6 × 28 × 28 · 156 parameters · sees 5 × 5 pixels")
    expect(items).to_have_count(12)
