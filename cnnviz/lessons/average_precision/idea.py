"""The idea of the lesson on average precision."""

from cnnviz.lessons.idea import Idea

IDEA = Idea(
    "A detection is right when its [[intersection over union|IoU]] with an object of its class reaches a threshold, "
    "and nobody found that object before; everything else is a false alarm. [[precision|Precision]] is the share of "
    "detections that are right, [[recall|recall]] the share of objects that are found. Which detections count is set "
    "by a threshold on the score: a high one gives few, mostly right ones, a low one finds more and errs more. So one "
    "goes through all detections, the highest score first, and draws precision over recall. The area below that curve "
    "is [[average precision|AP]]; its mean over classes, and in COCO over ten IoU thresholds, is mAP. How a jagged "
    "curve becomes an area is a matter of agreement, and programs differ: AP without its rule is half a number.",
    r"\text{precision} = \frac{TP}{TP + FP} \qquad \text{recall} = \frac{TP}{TP + FN}",
    {"TP": "right detections", "FP": "wrong detections", "FN": "objects that nobody found"},
)
