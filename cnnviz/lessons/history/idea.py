"""The idea of the lesson 'History'."""

from cnnviz.lessons.idea import Idea

IDEA = Idea(
    text=(
        "Layers that slide small detectors over a picture are old: Fukushima's neocognitron (1980) stacked them, "
        "LeCun's LeNet (1989 to 1998) learnt their [[weight|weights]] by [[backpropagation]] and read cheques. The "
        "breakthrough came in 2012, when AlexNet won the [[ImageNet]] challenge with 1.2 million labelled photos, two "
        "graphics cards and [[ReLU]]. The contest counted the [[top-5 error]]: how often the right class is not among "
        "the five best guesses of a network. From then on the winners were [[convolution|convolutional]] networks, and "
        "within three years the error fell below that of a trained person, about 5 %. When somebody says “halved”, ask "
        "of what: percentage points and the share of errors that are gone are different numbers. The lab computes both."
    ),
    formula=r"r = \frac{e_1 - e_2}{e_1}",
    letters={
        "r": "relative reduction: the share of the errors that are gone",
        "e_1": "error of the system before, in percent of the pictures",
        "e_2": "error of the system after it; e₁ − e₂ are percentage points",
    },
)
