"""The table of contents: every lesson, in the order of the course."""

from dataclasses import dataclass

CHAPTERS = {2: "Convolution", 3: "Padding to receptive field"}


@dataclass(frozen=True)
class Lesson:
    """One lesson. `slug` is its address and, with underscores, its file name; `picture` tells what its card shows."""

    number: str
    slug: str
    title: str
    question: str
    try_first: str
    picture: str

    @property
    def chapter(self) -> int:
        return int(self.number.split(".")[0])

    @property
    def file(self) -> str:
        return f"chapter_{self.chapter}/{self.slug.replace('-', '_')}.py"


LESSONS = (
    Lesson(
        "2.1",
        "one-value",
        "One value at a time",
        "Where does one number of the output come from?",
        "Point at any output cell and read its products.",
        "A 3 by 3 input, a 2 by 2 kernel and the 2 by 2 output, with their numbers",
    ),
    Lesson(
        "2.2",
        "flip",
        "Turning the kernel",
        "Convolution or cross-correlation: what changes when the kernel is turned by 180°?",
        "Find a kernel for which both give the same picture.",
        "A cup of coffee, embossed by cross-correlation on the left and by convolution on the right",
    ),
    Lesson(
        "2.5",
        "kernels",
        "Kernel laboratory",
        "What does this kernel do to your picture?",
        "Take a photo with the camera and choose Sobel.",
        "A cat: the left half as a photo, the right half as the response to the Sobel kernel",
    ),
    Lesson(
        "2.6",
        "channels",
        "Channels",
        "How does one kernel look at three channels at once?",
        "Set two of the three slices to zero and watch the sum.",
        "A cup of coffee in three strips: its red, green and blue channel",
    ),
    Lesson(
        "3.1",
        "output-size",
        "Output-size calculator",
        "How large is the output, and which number must change to make it fit?",
        "Ask which paddings turn 224 into 112.",
        "A window at the centre of a padded 5 by 5 input, with stride 2",
    ),
)

BY_SLUG = {lesson.slug: lesson for lesson in LESSONS}


def neighbours(slug: str) -> tuple[Lesson | None, Lesson | None]:
    """The lessons before and after this one."""
    place = LESSONS.index(BY_SLUG[slug])
    before = LESSONS[place - 1] if place else None
    after = LESSONS[place + 1] if place + 1 < len(LESSONS) else None
    return before, after
