"""The table of contents: every lesson, in the order of the course."""

from dataclasses import dataclass

CHAPTERS = {1: "Why convolutions", 2: "Convolution", 3: "Padding to receptive field"}


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
        "1.1",
        "dense-or-convolution",
        "Dense or convolution",
        "What does a layer cost on a whole picture, and what does a convolution save?",
        "Double the height and width of the image and watch which bars move.",
        "Two bars on a logarithmic axis: 6,220,801,000 parameters of a dense layer, 1,792 of a convolution",
    ),
    Lesson(
        "1.2",
        "connections",
        "Connections",
        "Which units touch each other, and which of their weights are the same?",
        "Point at one input, then add a second and a third layer.",
        "Units of a dense layer, all connected, beside those of a convolution, three lines from each in three colours",
    ),
    Lesson(
        "1.3",
        "equivariance",
        "Equivariance",
        "Is it the same to shift first and filter then, or to filter first and shift then?",
        "Shift by an odd number of pixels and set the stride to 2.",
        "A cat's edges, the same shifted to the right, and the empty difference of the two orders",
    ),
    Lesson(
        "1.4",
        "history",
        "History",
        "How did these networks come about, and by how much did each of them improve?",
        "Compare AlexNet with the winner of the year before.",
        "Falling bars: the top-5 errors of the ImageNet winners from 2010 to 2017, and a line for a person",
    ),
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
        "2.3",
        "algebra",
        "The laws of convolution",
        "May operands change places, and two filters become one?",
        "Switch to cross-correlation and see which crosses appear.",
        "A cat: left of the middle filtered by two kernels in a row, right of it by the two as one, without a seam",
    ),
    Lesson(
        "2.4",
        "one-dimensional",
        "Sliding in one dimension",
        "What is the area under f times a turned and shifted g?",
        "Press play, then make both functions boxes of the same width.",
        "A box and a decay, turned round, with their overlap in yellow, above the result traced up to there",
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
        "2.7",
        "filter-bank",
        "Several filters",
        "What comes out when many filters look at the same picture?",
        "Swap the photo and see which filter answers most strongly.",
        "Six feature maps of a cat, one for each of six filters, in blue and red",
    ),
    Lesson(
        "2.8",
        "one-by-one",
        "1 × 1 convolution",
        "What can a filter do that sees a single pixel?",
        "Turn the photo into sepia, then swap red and blue.",
        "A photo of a cat in four parts, its channels mixed in four ways",
    ),
    Lesson(
        "2.9",
        "learn-kernel",
        "Learning a kernel",
        "Can a kernel be found from nothing but a picture and its response?",
        "Choose gradient descent and go just above the largest stable learning rate.",
        "A cat's response to a hidden Sobel kernel, and a learnt kernel at four steps on its way to it",
    ),
    Lesson(
        "2.10",
        "dimensions",
        "One and three dimensions",
        "What does a kernel do on a heartbeat, and on a head scanned in slices?",
        "Raise the noise until the matched filter loses a beat.",
        "An ECG and a filter's response with a peak at every beat, above two slices of a drawn head and their edges",
    ),
    Lesson(
        "2.11",
        "activations",
        "Activation functions",
        "What happens to a feature map, and to the gradient, behind the filter?",
        "Stack 50 layers and compare sigmoid with ReLU.",
        "The curves of ReLU, sigmoid, tanh and GELU",
    ),
    Lesson(
        "2.12",
        "whole-layer",
        "One whole layer",
        "What does a convolutional layer compute from end to end, and what does it cost?",
        "Give one filter a large negative bias and watch its map go dark.",
        "A cat, the sum over its channels, the sum with the bias, and the same after the ReLU",
    ),
    Lesson(
        "3.1",
        "output-size",
        "Output-size calculator",
        "How large is the output, and which number must change to make it fit?",
        "Ask which paddings turn 224 into 112.",
        "A window at the centre of a padded 5 by 5 input, with stride 2",
    ),
    Lesson(
        "3.2",
        "border",
        "The border problem",
        "How often is each pixel used, and who pays at the border?",
        "Choose padding same, then full, and watch the corner.",
        "A map of 10 by 16 pixels: those at the border are used once, those in the middle 25 times",
    ),
    Lesson(
        "3.3",
        "padding",
        "Padding strategies",
        "What stands outside the picture, and what does it do to the border?",
        "Switch to the photo and compare zeros with reflect.",
        "A cat four times, its frame filled by zeros, replicate, reflect and circular padding",
    ),
    Lesson(
        "3.4",
        "stride-dilation",
        "Stride and dilation",
        "Which positions are computed, what does it save, and what is lost?",
        "Set stride 2 and dilation 2, and see how many pixels are never used.",
        "A temple: the left half as a photo, the right half from every eighth pixel only",
    ),
    Lesson(
        "3.5",
        "pooling",
        "Pooling",
        "How does a layer keep the strongest answers and drop the rest?",
        "Point at an output of max pooling and find the winner.",
        "A cup of coffee: the left half as a photo, the right half pooled by maximum over 16 by 16 pixels",
    ),
    Lesson(
        "3.6",
        "pooling-shifts",
        "Pooling and small shifts",
        "Does the output stay the same when the picture moves by a pixel?",
        "Raise the window to 4 and compare max with max blur.",
        "What changes in a feature map when a cat moves by one pixel: on the left without, on the right with pooling",
    ),
    Lesson(
        "3.7",
        "receptive-field",
        "Receptive field",
        "Which pixels does one unit of a deep layer see?",
        "Choose ResNet-50, press play and watch the field outgrow the picture.",
        "A cat with the receptive fields of five layers of VGG-16 drawn as boxes inside one another",
    ),
    Lesson(
        "3.8",
        "effective-receptive-field",
        "Effective receptive field",
        "Which of the pixels that a unit sees really matter?",
        "Double the number of layers and see by how much each of the two fields grows.",
        "A cat with the theoretical receptive field as a box and the effective one as a glow in its middle",
    ),
    Lesson(
        "3.9",
        "layer-stack",
        "Layer-stack builder",
        "What does every layer of a network cost, and which one does not fit?",
        "Delete the second pooling of LeNet-5 and see which layer grows.",
        "The feature maps of LeNet-5, from one picture to ten numbers",
    ),
)

BY_SLUG = {lesson.slug: lesson for lesson in LESSONS}


def neighbours(slug: str) -> tuple[Lesson | None, Lesson | None]:
    """The lessons before and after this one."""
    place = LESSONS.index(BY_SLUG[slug])
    before = LESSONS[place - 1] if place else None
    after = LESSONS[place + 1] if place + 1 < len(LESSONS) else None
    return before, after
