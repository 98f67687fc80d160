"""The idea of the lesson 'Non-maximum suppression'."""

from cnnviz.lessons.idea import Idea

IDEA = Idea(
    "A detector answers with far more [[bounding box|boxes]] than there are objects: neighbouring places of the "
    "picture all find the same one, each a little differently. [[non-maximum suppression|Suppression]] clears up. "
    "The box with the highest score stays, and every box whose [[intersection over union|IoU]] with it is above a "
    "threshold goes, since it probably means the same object. Of what is left the best one stays next, and so on "
    "until no box is waiting. A box that has gone removes nobody. Mostly this is done for each class by itself: a "
    "rider and a horse share most of their boxes, and both are there. Soft suppression takes no box away but lowers "
    "its score, the more the better both agree, so that a second object close by is not lost.",
    r"J(b, b_i) > t \;\Rightarrow\; b_i \text{ goes}",
    {"b": "the best box that is waiting", "b_i": "another one", "J": "their IoU", "t": "the threshold"},
)
