"""How a component comes onto the page."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from cnnviz.ui.frame import browser

MODULE = """export default ({ parentElement, data }) => {
  const root = parentElement.querySelector("p") ?? parentElement.appendChild(document.createElement("p"));
  root.textContent = data;
  return () => root.remove();
};"""
# Two mounts in either order, the first of them out of date and cleaned up after at once; then the element is removed.
TWICE = """async ([shim, order]) => {
  const { default: mount } = await import(URL.createObjectURL(new Blob([shim], { type: "text/javascript" })));
  const host = document.body.appendChild(document.createElement("div"));
  const parentElement = host.attachShadow({ mode: "open" });
  const cleaners = {}, drawn = () => parentElement.textContent;
  await Promise.all(order.map(async (data) => {
    cleaners[data] = await mount({ parentElement, data });
    if (data === "old") cleaners.old?.();
  }));
  await new Promise((done) => setTimeout(done, 50));
  const kept = drawn();
  host.remove();
  cleaners.new();
  return [kept, drawn()];
}"""


@pytest.mark.parametrize("order", [["old", "new"], ["new", "old"]])
def test_new_data_may_come_while_the_script_is_fetched(open_page: Callable[..., Page], order: list[str]) -> None:
    page = open_page("/")
    page.route("**/module.js", lambda route: route.fulfill(body=MODULE, content_type="text/javascript"))
    assert page.evaluate(TWICE, [browser.shim("/module.js"), order]) == ["new", ""]


def test_every_module_of_a_component_is_fetched_once_and_by_its_version(open_page: Callable[..., Page]) -> None:
    """A component is several modules: each has the version in its address, and no browser mixes old and new. Its words
    are a module of their own, named by what stands in it."""
    page = open_page("/one-value")
    fetched = page.evaluate("performance.getEntriesByType('resource').map((one) => new URL(one.name).pathname)")
    scripts = [path for path in fetched if "/assets/" in path and path.endswith(".js")]
    modules = (browser.ASSETS / "views" / "explorer").glob("*.js")
    wanted = [f"views/explorer/{module.name}" for module in modules] + ["shared/pack.js", "shared/format.js"]
    assert {f"/assets/{browser.version()}/{name}" for name in wanted} <= set(scripts)
    assert any(path.startswith("/assets/words/") for path in scripts)
    assert all(re.match(rf"/assets/({browser.version()}/|words/[0-9a-f]{{12}}\.js$)", path) for path in scripts)
    assert len(scripts) == len(set(scripts))
