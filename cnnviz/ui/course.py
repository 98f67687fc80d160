"""The table of contents: every lesson, in the order of the course."""

from dataclasses import dataclass

CHAPTERS = {
    1: "Why convolutions",
    2: "Convolution",
    3: "Padding to receptive field",
    4: "Classification networks",
    5: "Training",
}


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
    Lesson(
        "4.1",
        "lenet",
        "LeNet-5",
        "How does a network turn a digit into ten scores, and where are its parameters?",
        "Look at the maps with random weights, then train it and look again.",
        "A digit and the feature maps of LeNet-5 that it goes through",
    ),
    Lesson(
        "4.2",
        "alexnet",
        "AlexNet",
        "Where do 60 million parameters sit, and what did normalisation and dropout do?",
        "Switch the normalisation off and on and watch where several maps are bright.",
        "Two bars: 58.6 million parameters in AlexNet's dense layers, 2.5 million in its convolutions",
    ),
    Lesson(
        "4.3",
        "vgg",
        "VGG: small kernels",
        "Why two 3 × 3 convolutions instead of one 5 × 5?",
        "Set in_channels to 3, as in a first layer, and see who wins then.",
        "Two bars: 73,856 parameters of two 3 by 3 convolutions, 102,464 of one 5 by 5",
    ),
    Lesson(
        "4.4",
        "network-in-network",
        "Network in Network",
        "How can a network end without dense layers?",
        "Set the hidden units to 0, then run both at another size.",
        "Two bars: 102.8 million parameters of dense layers, 5,130 of a 1 by 1 convolution",
    ),
    Lesson(
        "4.5",
        "inception",
        "Inception: bottlenecks",
        "How can a network afford kernels of several sizes side by side?",
        "Narrow the bottleneck from 16 to 4 filters, then widen it until it no longer pays.",
        "Two bars: 120.4 million multiply-adds of a 5 by 5 convolution, 12.4 million with a bottleneck",
    ),
    Lesson(
        "4.6",
        "residual",
        "Residual blocks",
        "Why does a deeper network train worse, and what repairs it?",
        "Predict which network learns best, then train all four.",
        "Two curves: the gradient that arrives at each convolution of a plain and of a residual network",
    ),
    Lesson(
        "4.7",
        "resnext",
        "ResNeXt: groups",
        "What does a convolution save when its channels are put into groups?",
        "Predict the time of 32 groups, then measure it.",
        "Falling bars: the multiply-adds of a convolution with 1, 2, 4 and 8 groups",
    ),
    Lesson(
        "4.8",
        "densenet",
        "DenseNet: concatenation",
        "What if every layer could read the maps of all layers before it?",
        "Double the growth rate and watch the parameters.",
        "A staircase: the channels of a dense block grow with each layer",
    ),
    Lesson(
        "4.9",
        "mobilenet",
        "MobileNet: depthwise separable",
        "Can a layer look at pixels and mix channels one after the other?",
        "Predict how much faster it is, then time it on this machine.",
        "Two bars: 462 million multiply-adds of a convolution, 53 million of a depthwise separable one",
    ),
    Lesson(
        "4.10",
        "efficientnet",
        "EfficientNet: scaling",
        "Deeper, wider or finer pictures: where does more computing go?",
        "Raise φ step by step and compare the multiply-adds with 2^φ.",
        "Rising bars: the multiply-adds of EfficientNet B1 to B4",
    ),
    Lesson(
        "4.11",
        "sliding-window",
        "Sliding windows in one pass",
        "Must a detector run on every window by itself?",
        "Predict the speed-up for 14 × 14 windows, then time both.",
        "A photo of a cat, and the scores of all its windows as a small map",
    ),
    Lesson(
        "4.12",
        "open-network",
        "What units look for",
        "What does each layer of a network make of a picture, and which unit answers to what?",
        "Choose your own photo and sort the maps by activity.",
        "The feature maps of a small VGG, layer by layer, from the edges of a cat to ten numbers",
    ),
    Lesson(
        "4.13",
        "trace-number",
        "Trace one number",
        "Where does a number deep inside a network come from?",
        "Click the largest product again and again until you stand on a pixel.",
        "A value of a feature map, its window, its weights and its products, and the way down to a cat's pixel",
    ),
    Lesson(
        "4.14",
        "ensembles",
        "Ensembles and ten crops",
        "What is gained by asking several networks, and by showing each of them several crops?",
        "Find a picture that averaging changes, then go down to one network on ten crops.",
        "A drawn star with the outlines of five crops, and six bars: the average of many answers",
    ),
    Lesson(
        "5.1",
        "train",
        "Training live",
        "How does a network that starts as noise learn to see?",
        "Press Start, watch the filters of the first layer, then set the learning rate to 1.",
        "The first filters of a small network before and after training, above the falling curve of its loss",
    ),
    Lesson(
        "5.2",
        "two-recipes",
        "Two recipes",
        "Is one recipe better than another, or did it only have luck?",
        "Predict whether dropout helps, then train both recipes from five seeds.",
        "Validation accuracy by epoch, with ReLU and with sigmoid: two lines, each in a band of five seeds",
    ),
    Lesson(
        "5.3",
        "overfitting",
        "Overfitting",
        "What does a network learn from few examples: the digits, or these pictures of them?",
        "Press start and see where the curves of training and validation meet.",
        "Accuracy by number of examples: at 100 % for training pictures, rising for validation pictures",
    ),
    Lesson(
        "5.4",
        "own-pictures",
        "Your own pictures",
        "Can a network learn to tell the things in this room apart?",
        "Try the example, then take ten photos each of two things with the camera.",
        "Patches of brick, grass and gravel in three rows, one for each class",
    ),
)

BY_SLUG = {lesson.slug: lesson for lesson in LESSONS}


def neighbours(slug: str) -> tuple[Lesson | None, Lesson | None]:
    """The lessons before and after this one."""
    place = LESSONS.index(BY_SLUG[slug])
    before = LESSONS[place - 1] if place else None
    after = LESSONS[place + 1] if place + 1 < len(LESSONS) else None
    return before, after
