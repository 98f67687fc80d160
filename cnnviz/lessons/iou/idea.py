"""The idea of the lesson 'IoU'."""

from cnnviz.lessons.idea import Idea

IDEA = Idea(
    "A detector answers with a [[bounding box]], and somebody has drawn the true one. [[intersection over union|IoU]] "
    "says how well they agree: the area that both share, divided by the area that at least one of them covers. It is "
    "1 for the same box, 0 for boxes apart, and does not change when the picture is enlarged. As a [[loss function]], "
    "1 − IoU has a flaw: for boxes apart it is 1 wherever they lie, so that its [[gradient]] is zero and nothing "
    "pulls the box to its target. GIoU takes off the empty share of the smallest box around both, DIoU the distance "
    "of the centres, CIoU also compares the shapes. The plain sum of the four distances of edges, L1, always pushes, "
    "but knows nothing of size.",
    r"J(A, B) = \frac{|A \cap B|}{|A \cup B|}",
    {"J": "intersection over union, also called Jaccard index", "A": "one box", "B": "the other box"},
)
