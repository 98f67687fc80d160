"""Another photo → all feature maps painted; a value clicked → its trace painted."""

from playwright.sync_api import Locator, Page, expect

from tests.benchmarks.figure import Figure, median, quantile, say
from tests.benchmarks.serve import IDLE, chromium, new_page
from tests.browser.server import serving

CHANGES, WARM_UP = 8, 2
CNN_EXPLORER = "CNN Explainer 2.0 to 2.3 s for its Tiny VGG"
TRACE_LIMIT = 150  # ms

# From the next press of a pointer to the second animation frame after the component has drawn what follows from it.
WATCH = """(root, attribute) => {
  const frame = () => new Promise((done) => requestAnimationFrame(done));
  window.timed = new Promise((done) => {
    let start;
    addEventListener("pointerdown", () => { start = performance.now(); }, { capture: true, once: true });
    const watch = new MutationObserver(async () => {
      if (start === undefined) return;
      watch.disconnect(); await frame(); await frame(); done(performance.now() - start);
    });
    watch.observe(root, { attributeFilter: [attribute] });
  });
}"""


def timed(page: Page, root: Locator, attribute: str, pressed: Locator) -> float:
    """Milliseconds of one press."""
    root.evaluate(WATCH, attribute)
    pressed.click()
    taken = float(page.evaluate("window.timed"))
    page.wait_for_selector(IDLE)
    page.wait_for_timeout(500)
    return taken


def opened(page: Page, address: str) -> Page:
    page.goto(address)
    page.wait_for_selector("h1", timeout=60_000)
    page.wait_for_selector(IDLE, timeout=60_000)
    page.wait_for_timeout(2000)
    return page


def photos(page: Page, address: str, network: str) -> list[float]:
    """Milliseconds from the choice of another sample photo to the wall of maps of all layers."""
    opened(page, f"{address}/open-network?open-network={network}")
    root = page.locator(".wall[data-drawn]").first
    page.locator("[data-testid=stPopoverButton]").filter(has_text="Picture:").click()
    times = []
    for turn in range(CHANGES + WARM_UP):
        page.get_by_role("combobox", name="Sample photo").click()
        option = page.get_by_role("option", name=("Coffee", "Astronaut", "Rocket", "Flower")[turn % 4])
        expect(option).to_be_visible()
        times.append(timed(page, root, "data-drawn", option))
    return times[WARM_UP:]


def clicks(page: Page, address: str) -> list[float]:
    """Milliseconds from the click on a term to its own sum, and back by the trail."""
    opened(page, f"{address}/trace-number?trace-network=ResNet-18&trace-at=layer1.0.conv1:3,20,20")
    root = page.locator(".trace[data-version]")
    down, back = root.locator(".values button.cell").first, root.locator(".trail button").first
    times = []
    for _ in range(CHANGES + WARM_UP):
        times += [timed(page, root, "data-version", down), timed(page, root, "data-version", back)]
    return times[2 * WARM_UP :]


def measure() -> list[Figure]:
    """The small VGG and ResNet-18 at 224 × 224, another photo each time; ResNet-18 for traces."""
    figures = []
    with chromium() as browser, serving() as (address, _):
        for network, limit in (("Tiny VGG", 500), ("ResNet-18", 1500)):
            say(f"  photos in {network}")
            times = photos(new_page(browser), address, network)
            figures.append(
                Figure(
                    f"another photo → all feature maps of {network} painted, median",
                    f"{median(times):.0f} ms",
                    f"≤ {limit} ms",
                    f"{CNN_EXPLORER}; 95th percentile {quantile(times, 0.95):.0f} ms",
                    median(times) <= limit,
                )
            )
        say("  tracing")
        times = clicks(new_page(browser), address)
        figures.append(
            Figure(
                "a value of ResNet-18 clicked → its trace painted, median",
                f"{median(times):.0f} ms",
                f"≤ {TRACE_LIMIT} ms",
                f"95th percentile {quantile(times, 0.95):.0f} ms",
                median(times) <= TRACE_LIMIT,
            )
        )
    return figures
