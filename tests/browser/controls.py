"""Streamlit's widgets, found as a person finds them: by their labels."""

from playwright.sync_api import FilePayload, Locator, Page, expect

from tests.browser.conftest import settle


def choose(page: Page, label: str, option: str) -> None:
    """Choose an option of a select box."""
    field = page.get_by_role("combobox", name=label, exact=True)
    if field.evaluate("(node) => node.localName") == "select":
        field.select_option(option)
        settle(page)
        return
    if field.input_value() == option:
        return
    field.click()
    field.fill(option)
    page.get_by_role("option", name=option, exact=True).click()
    settle(page)


def pick(page: Page, group: str, option: str) -> None:
    """Pick one of the options that stand side by side."""
    radio = page.get_by_role("radiogroup", name=group).get_by_role("radio", name=option)
    if not radio.is_checked():
        radio.click()
        settle(page)


def type_into(page: Page, label: str, text: str | float) -> None:
    """Fill a text or number field and leave it."""
    field = page.get_by_label(label, exact=True)
    field.fill(str(text))
    field.press("Control+Enter")
    settle(page)


def slide(page: Page, label: str, value: int) -> None:
    """Move a slider to a whole number with the arrow keys."""
    knob = page.get_by_role("group", name=label).get_by_role("slider")
    now = int(knob.input_value())
    for _ in range(abs(value - now)):
        knob.press("ArrowRight" if value > now else "ArrowLeft")
    if value != now:
        settle(page)


class Opened:
    """with Opened(page, "Window:"): the popover behind the button whose name begins like this is open."""

    def __init__(self, page: Page, name: str) -> None:
        self.page, self.name = page, name

    def __enter__(self) -> Locator:
        button = self.page.locator("[data-testid=stPopoverButton]").filter(has_text=self.name)
        if button.get_attribute("aria-expanded") != "true":
            button.click()
        body = self.page.locator("[data-testid=stPopoverBody]:visible")
        body.wait_for()
        return body

    def __exit__(self, *_: object) -> None:
        self.page.keyboard.press("Escape")
        self.page.locator("[data-testid=stPopoverBody]:visible").wait_for(state="detached")
        settle(self.page)


def set_window(page: Page, *, stride: int = 1, dilation: int = 1, padding: str = "valid", mode: str = "zeros") -> None:
    """Set all four controls of the sliding window."""
    with Opened(page, "Window:"):
        slide(page, "Stride", stride)
        slide(page, "Dilation", dilation)
        choose(page, "Padding", padding)
        choose(page, "Padding mode", mode)


def payload(content: bytes, name: str) -> FilePayload:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}


def give_file(page: Page, content: bytes, name: str) -> None:
    """Upload a picture, in place of a sample or a matrix."""
    with Opened(page, "Picture:"):
        pick(page, "Where from", "Upload")
        page.locator("[data-testid=stFileUploaderDropzoneInput]").set_input_files(files=[payload(content, name)])
        # the file goes first, and only then a message that it is there
        button = page.locator("[data-testid=stPopoverButton]").filter(has_text="Picture:")
        expect(button).to_contain_text("your picture", timeout=30_000)
        settle(page)


def type_matrix(page: Page, text: str) -> None:
    """Use a typed matrix as the picture."""
    with Opened(page, "Picture:"):
        pick(page, "Where from", "Matrix")
        type_into(page, "Rows on lines of their own, or separated by ;", text)


def choose_sample(page: Page, title: str) -> None:
    """Use a sample photo as the picture."""
    with Opened(page, "Picture:"):
        pick(page, "Where from", "Samples")
        choose(page, "Sample photo", title)


def picture_name(page: Page) -> str:
    """What the picture's button says is on the screen."""
    return page.locator("[data-testid=stPopoverButton]").filter(has_text="Picture:").inner_text()
