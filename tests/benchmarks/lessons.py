"""A control of every lesson changed → everything that follows from it painted."""

from playwright.sync_api import Page

from cnnviz.lessons import course
from tests.benchmarks.figure import Figure, median, quantile, say
from tests.benchmarks.serve import IDLE, TOOLS, chromium, new_page
from tests.browser.server import serving

CHANGES, WARM_UP = 14, 4
MEDIAN, WORST = 120, 250  # ms

# The lesson's first control with two states is switched to and fro. Each time ends at the second animation frame after
# the script has run to its end and the page has stopped changing for a frame.
SWITCHES = f"""async (count) => {{ {TOOLS}
  const lab = document.querySelector("[class*='st-key-step-lab']") ?? document;
  const visible = (node) => node.offsetParent !== null && !node.disabled;
  const first = (selector) => [...lab.querySelectorAll(selector)].find(visible);
  const press = () => {{
    const steps = ["[data-testid=stNumberInputStepUp]", "[data-testid=stNumberInputStepDown]"];
    const radios = () => [...lab.querySelectorAll("[data-testid=stButtonGroup] [role=radio]")].filter(visible);
    const box = () => first("[data-testid=stSelectbox] [role=combobox]");
    const options = () => [...document.querySelectorAll("[role=option]")];
    const type = (node, key) => {{
      node.focus();
      for (const kind of ["keydown", "keyup"]) node.dispatchEvent(new KeyboardEvent(kind, {{ key, bubbles: true }}));
    }};
    if (first(steps[0])) return {{ change: (i) => first(steps[i % 2]).click() }};
    if (radios().length > 1) return {{ change: (i) => radios()[(i + 1) % 2].click() }};
    const slider = () => first("[role=slider]");
    if (slider()) return {{ change: (i) => type(slider(), i % 2 ? "ArrowLeft" : "ArrowRight") }};
    if (box()) return {{
      open: async () => {{ type(box(), "ArrowDown"); while (options().length < 2) await frame(); await pause(100); }},
      change: (i) => options()[i % 2].click(),
    }};
    return {{}};
  }};
  const {{ open, change }} = press(), times = [];
  if (!change) return [];
  for (let i = 0; i < count; i++) {{
    await open?.();
    const start = performance.now();
    let last = start, begun = false;
    const watch = new MutationObserver(() => {{ last = performance.now(); }});
    watch.observe(document.body, {{ subtree: true, childList: true, attributes: true, characterData: true }});
    change(i);
    while (performance.now() - start < 5000) {{
      await frame();
      begun ||= !idle();
      if (idle() && (begun || performance.now() - start > 400) && performance.now() - last > 60) break;
    }}
    watch.disconnect();
    await frame();
    times.push(last - start + 17);
    await pause(100);
  }}
  return times;
}}"""


def timed(page: Page, address: str) -> list[float]:
    """Milliseconds of the changes of one lesson, without the first few, which load code."""
    page.goto(address)
    page.wait_for_selector("h1", timeout=60_000)
    page.wait_for_selector(IDLE, timeout=60_000)
    page.wait_for_timeout(1500)
    times: list[float] = page.evaluate(SWITCHES, CHANGES + WARM_UP)
    return times[WARM_UP:]


def measure() -> list[Figure]:
    """Milliseconds from the change of a lesson's first control to the last thing it changes on the page, and one frame.

    All lessons together; the slowest is named, and those whose lab has no control that can be switched to and fro.
    """
    times: dict[str, list[float]] = {}
    with chromium() as browser, serving() as (address, _):
        for lesson in course.LESSONS:
            times[lesson.slug] = timed(new_page(browser), f"{address}/{lesson.slug}")
            say(f"  {lesson.slug} {median(times[lesson.slug]) if times[lesson.slug] else 0:.0f} ms")
    return [*table(times, (1, 2, 3), MEDIAN, WORST), *table(times, (4, 5))]


def table(
    times: dict[str, list[float]], chapters: tuple[int, ...], middle: float | None = None, worst: float | None = None
) -> list[Figure]:
    """Median and 95th percentile of all lessons of some chapters, with what they are to reach."""
    slugs = [lesson.slug for lesson in course.LESSONS if lesson.chapter in chapters]
    measured = [slug for slug in slugs if times[slug]]
    every = [milliseconds for slug in measured for milliseconds in times[slug]]
    slowest = max(measured, key=lambda slug: median(times[slug]))
    changed = (
        f"a control of a lesson changed → painted, {len(measured)} lessons of chapters {chapters[0]}–{chapters[-1]}"
    )
    left_out = ", ".join(slug for slug in slugs if not times[slug]) or "none"
    notes = (f"slowest {slowest} {median(times[slowest]):.0f} ms", f"not measured: {left_out}")
    found = (("median", median(every), middle), ("95th percentile", quantile(every, 0.95), worst))
    return [
        Figure(
            f"{changed}, {name}",
            f"{taken:.0f} ms",
            f"≤ {limit:.0f} ms" if limit else "–",
            note,
            taken <= limit if limit else None,
        )
        for (name, taken, limit), note in zip(found, notes, strict=True)
    ]
