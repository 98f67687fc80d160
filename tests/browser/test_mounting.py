"""How a component comes onto the page."""

from collections.abc import Callable

from playwright.sync_api import Page

from cnnviz.ui import browser

MODULE = """export default ({ parentElement }) => {
  const root = parentElement.querySelector("p") ?? parentElement.appendChild(document.createElement("p"));
  return () => root.remove();
};"""
TWICE = """async (shim) => {
  const { default: mount } = await import(URL.createObjectURL(new Blob([shim], { type: "text/javascript" })));
  const parentElement = document.body.appendChild(document.createElement("div")).attachShadow({ mode: "open" });
  const drawn = () => parentElement.querySelectorAll("p").length;
  const [first, second] = await Promise.all([mount({ parentElement }), mount({ parentElement })]);
  first?.();
  const kept = drawn();
  second();
  return [kept, drawn()];
}"""


def test_new_data_may_come_while_the_script_is_fetched(open_page: Callable[..., Page]) -> None:
    page = open_page("/")
    page.route("**/module.js", lambda route: route.fulfill(body=MODULE, content_type="text/javascript"))
    assert page.evaluate(TWICE, browser.shim("/module.js")) == [1, 0]
