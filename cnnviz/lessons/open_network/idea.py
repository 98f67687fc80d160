"""The idea of the lesson: what units answer to, and what a network does not know."""

from cnnviz.lessons.idea import Idea

IDEA = Idea(
    text=(
        "A unit answers strongly to some patterns and hardly to others; by looking at many of them one learns what a "
        "network has learnt. Early maps show edges and colours, deeper ones respond to larger pieces. "
        "[[saliency|Saliency]] and [[Grad-CAM]] mark the pixels that one answer depends on. What a network does not "
        "know matters as much. It has only the classes it was trained on, and [[softmax]] deals out 100 % among them "
        "whatever it sees. The tiny VGG here knows six drawn shapes and nothing else: show it a photo of a cat and it "
        "says “cross”, with more than 99 %. That says which of six shapes fits best, not that there is one. LeNet-5 "
        "knows ten digits, “Edges without labels” which way up a photo stands, and random [[weight|weights]] know "
        "nothing at all. High probability is no proof of knowledge."
    ),
    formula=r"p_c = \frac{e^{z_c}}{\sum_j e^{z_j}}",
    letters={
        "p_c": "probability of class c",
        "z_c": "the network's score for class c",
        "e": "Euler's number, 2.718…",
        "j": "runs over all classes that were trained",
        "z_j": "the score of class j",
    },
)
