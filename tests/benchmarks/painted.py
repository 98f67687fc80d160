"""Kernel changed → new 512×512 response painted."""

from typing import Any

from playwright.sync_api import Page

from tests.benchmarks.figure import Figure, quantile, say
from tests.benchmarks.serve import EQUAL, IDLE, PEERS, TOOLS, chromium, new_page, open_explorer
from tests.browser.server import serving

CHANGES, WARM_UP = 40, 5

# One change of the kernel after the other, each timed inside the page from the event to the second animation frame
# after the explorer has the new picture: the first draws it, so at the second it has been painted. Twice: the picture
# that the browser computes, and the one with torch's numbers that takes its place.
CLICKS = f"""async (count) => {{ {TOOLS}
  const explorer = all(".explorer")[0], times = [];
  const painted = async (start) => {{ await frame(); await frame(); return performance.now() - start; }};
  for (let i = 0; i < count; i++) {{
    const name = i % 2 ? "Rotate 90°" : "Negate";
    const button = all("button").find((node) => node.innerText.trim() === name);
    times.push(await new Promise((done, fail) => {{
      setTimeout(() => fail(new Error("nothing new was drawn within 30 s")), 30_000);
      let first = null;
      const watch = new MutationObserver(async () => {{
        if (first === null) first = painted(start);
        if ("preview" in explorer.dataset) return;
        watch.disconnect();
        done([await first, await painted(start)]);
      }});
      watch.observe(explorer, {{ attributeFilter: ["data-preview", "data-version"] }});
      const start = performance.now();
      button.click();
    }}));
    do await pause(100); while (!idle());
  }}
  return times;
}}"""

STEPS = f"""async (count) => {{ {TOOLS}
  const times = [], slider = document.querySelector("input[type=range]"), picture = () => document.querySelector("img");
  slider.focus();
  for (let i = 0; i < count; i++) {{
    const before = picture().src;
    times.push(await new Promise((done, fail) => {{
      setTimeout(() => fail(new Error("nothing new was drawn within 30 s")), 30_000);
      const watch = new MutationObserver(async () => {{
        if (!picture() || picture().src === before) return;
        watch.disconnect(); await picture().decode(); await frame(); await frame(); done(performance.now() - start);
      }});
      watch.observe(document.body, {{ subtree: true, childList: true, attributeFilter: ["src"] }});
      const start = performance.now();
      for (const type of ["keydown", "keyup"])
        slider.dispatchEvent(new KeyboardEvent(type, {{ key: "ArrowRight", bubbles: true, cancelable: true }}));
    }}));
    do await pause(100); while (!idle());
  }}
  return times;
}}"""


def timed(page: Page, script: str) -> list[Any]:
    """Milliseconds of every change but the first few, which load code."""
    times: list[Any] = page.evaluate(script, CHANGES + WARM_UP)
    return times[WARM_UP:]


def measure() -> list[Figure]:
    """Milliseconds from the click that changes the kernel to the painted response, torch loaded, in Chromium.

    The response is painted once as the browser computes it, and again when the server has sent torch's numbers.

    The lesson: the kernel laboratory on the astronaut at 512 pixels, Negate and Rotate clicked in turn.
    The peer: one slider and `st.image` of a PNG of the same size by the same conv2d, tuned alike.
    """
    with chromium() as browser:
        with serving() as (address, _):
            page = new_page(browser)
            open_explorer(page, f"{address}/kernels?picture=astronaut&kernels-size=512")
            say("  clicking")
            ours = timed(page, CLICKS)
        with serving(PEERS / "slider.py", *EQUAL) as (address, _):
            page = new_page(browser)
            page.goto(address)
            page.wait_for_selector("img", timeout=60_000)
            page.wait_for_selector(IDLE)
            page.wait_for_timeout(1000)
            say("  sliding")
            theirs = timed(page, STEPS)
    at_once, by_torch = zip(*ours, strict=True)
    rows = []
    for name, share, target in (("median", 0.5, 100), ("95th percentile", 0.95, 150)):
        mine, other = quantile(at_once, share), quantile(theirs, share)
        rows.append(
            Figure(
                f"kernel changed → 512×512 response painted, {name}",
                f"{mine:.0f} ms",
                f"≤ {target} ms",
                f"slider and PNG {other:.0f} ms, {mine / other:.2f}×",
                mine <= target,
            )
        )
    for name, share in (("median", 0.5), ("95th percentile", 0.95)):
        mine, other = quantile(by_torch, share), quantile(theirs, share)
        what = f"kernel changed → torch's numbers painted, {name}"
        rows.append(Figure(what, f"{mine:.0f} ms", "–", f"slider and PNG {other:.0f} ms, {mine / other:.2f}×"))
    return rows
