"""Messages from the browser to the server while the explorer is explored."""

import time

from playwright.sync_api import Page, WebSocket
from streamlit.proto.BackMsg_pb2 import BackMsg

from tests.benchmarks.figure import Figure, say
from tests.benchmarks.serve import chromium, new_page, open_explorer
from tests.browser.server import serving

SECONDS = 5.0
LESSONS = ("one-value?one-padding=1", "kernels")


def explore(page: Page, seconds: float) -> int:
    """Hover, scrub and play, a third of the time each; returns how many frames the explorer drew."""
    explorer = page.locator(".explorer").first
    frames = int(explorer.get_attribute("data-frames") or 0)
    box = explorer.locator("figure.out .stack").bounding_box()
    assert box is not None
    until, step = time.monotonic() + seconds / 3, 0
    while time.monotonic() < until:
        step += 1
        page.mouse.move(box["x"] + box["width"] * (step % 17) / 17, box["y"] + box["height"] * (step % 13) / 13)
    scrub = explorer.locator(".scrub")
    scrub.focus()
    until = time.monotonic() + seconds / 3
    while time.monotonic() < until:
        page.keyboard.press("ArrowRight")
    explorer.get_by_label("Speed").select_option("10")
    explorer.get_by_label("Play", exact=True).click()
    page.wait_for_timeout(1000 * seconds / 3)
    return int(explorer.get_attribute("data-frames") or 0) - frames


def measure() -> list[Figure]:
    """Websocket frames the browser sends in 5 s of hovering, scrubbing and autoplay, on numbers and on a photo."""
    sent: list[str] = []

    def listen(socket: WebSocket) -> None:
        socket.on("framesent", lambda data: sent.append(kind(data)))

    figures = []
    with serving() as (address, _), chromium() as browser:
        for lesson in LESSONS:
            page = new_page(browser)
            page.on("websocket", listen)
            open_explorer(page, f"{address}/{lesson}")
            if not sent:
                raise RuntimeError("not even the first run was requested: nothing is being counted")
            say(f"  exploring {lesson}")
            sent.clear()
            frames = explore(page, SECONDS)
            if frames < 10:
                raise RuntimeError(f"only {frames} frames were drawn: nothing was explored")
            figures.append(
                Figure(
                    f"messages in {SECONDS:.0f} s of hovering, scrubbing and autoplay, {lesson.split('?')[0]}",
                    f"{len(sent)}" + (f" ({', '.join(sent)})" if sent else ""),
                    "0",
                    f"{frames} frames drawn meanwhile",
                    not sent,
                )
            )
            page.context.close()
            sent.clear()
    return figures


def kind(data: str | bytes) -> str:
    """What a message from the browser asks for."""
    return BackMsg.FromString(data if isinstance(data, bytes) else data.encode()).WhichOneof("type") or "?"
