"""The idea of the lesson: learning the pictures by heart instead of what they show."""

from cnnviz.lessons.idea import Idea

IDEA = Idea(
    text=(
        "With enough [[parameter|parameters]] a network can learn its training pictures by heart, noise and all. It "
        "is then right on every one of them and still wrong on new ones: [[overfitting]]. So one never judges a "
        "network by pictures that it has learnt from; some are kept back, the [[validation set]], and the distance "
        "between both accuracies is the gap. More examples close it best, because they leave less room for learning "
        "by heart; [[dropout]], [[weight decay]] and [[image augmentation|augmentation]] do a part of that. Watch the "
        "[[loss function|loss]], too: on new pictures it often rises again while the accuracy still stands, because "
        "the network becomes surer of its mistakes. “Training needs much data” is true as far as it goes: how much "
        "depends on the task, and more parameters than examples alone do not make a network bad."
    ),
    formula=r"G = A_{\text{training}} - A_{\text{validation}}",
    letters={
        "G": "the gap",
        r"A_{\text{training}}": "share of training pictures that it gets right",
        r"A_{\text{validation}}": "the same for pictures it has never learnt from",
    },
)
