"""Makes the README's picture: `python -m tests.browser.screenshot`."""

from playwright.sync_api import sync_playwright

from tests.browser.server import ROOT, launch, serving


def main() -> None:
    with serving() as (address, _), sync_playwright() as playwright:
        browser = launch(playwright)
        page = browser.new_page(viewport={"width": 1400, "height": 1060})
        page.goto(f"{address}/kernels?picture=coffee&lab-cell=95,60")
        page.wait_for_selector(".explorer[data-value]")
        page.wait_for_timeout(1500)  # for the fonts
        page.screenshot(path=ROOT / "assets" / "screenshot.png")
        browser.close()


if __name__ == "__main__":
    main()
