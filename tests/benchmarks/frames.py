"""Frames a second of the explorer."""

from tests.benchmarks.figure import Figure, say
from tests.benchmarks.serve import TOOLS, chromium, new_page, open_explorer
from tests.browser.server import serving

SECONDS = 3

# The scrub bar moves by one position on every animation frame the browser grants.
SCRUB = f"""async (seconds) => {{ {TOOLS}
  const explorer = all(".explorer")[0], scrub = all(".scrub", explorer)[0];
  const drawn = () => Number(explorer.dataset.frames || 0);
  const before = drawn(), start = performance.now();
  for (let i = 1; performance.now() - start < 1000 * seconds; i++) {{
    scrub.value = String(i % (Number(scrub.max) + 1));
    scrub.dispatchEvent(new Event("input", {{ bubbles: true }}));
    await frame();
  }}
  return (drawn() - before) / ((performance.now() - start) / 1000);
}}"""

BARE = f"""async (seconds) => {{ {TOOLS}
  const start = performance.now();
  let count = 0;
  for (; performance.now() - start < 1000 * seconds; count++) await frame();
  return count / ((performance.now() - start) / 1000);
}}"""


def measure() -> list[Figure]:
    """Frames a second that the explorer draws while a 32×32 input is scrubbed on every animation frame.

    The peer: the animation frames of an empty page in the same browser, before and after.
    """
    with serving() as (address, _), chromium() as browser:
        empty, page = new_page(browser), new_page(browser)
        open_explorer(page, f"{address}/output-size?n=32&k=3&s=1&p=0")
        size = page.locator(".explorer figure.in figcaption").first.inner_text()
        if "32 × 32" not in size:
            raise RuntimeError(f"the explorer shows {size!r}, not an input of 32 × 32")
        say("  scrubbing")
        empty.bring_to_front()
        bare = [empty.evaluate(BARE, 1)]
        page.bring_to_front()
        ours = page.evaluate(SCRUB, SECONDS)
        empty.bring_to_front()
        bare.append(empty.evaluate(BARE, 1))
    theirs = sum(bare) / len(bare)
    return [
        Figure(
            "frames a second while a 32×32 input is scrubbed",
            f"{ours:.1f}/s",
            "≥ 50/s",
            f"empty page {theirs:.1f}/s, {ours / theirs:.2f}×",
            ours >= 50,
        )
    ]
