"""The idea of the lesson 'Targets'."""

from cnnviz.lessons.idea import Idea

IDEA = Idea(
    "A classifier says what is on a picture, a detector also where. So its answer is a row of numbers, the "
    "[[target vector]]: whether there is an object at all, where the centre of its [[bounding box]] lies, how high and "
    "wide it is, and to which class it belongs. Places and sizes are shares of the picture, so that they mean the same "
    "in a large one. The [[loss function]] compares the prediction with the target number by number. Where there is "
    "no object, only the first number counts: nobody can say where the box of nothing should be, so that all other "
    "terms are left out, and their [[gradient]] is zero. Whoever wants more than a box asks for more numbers, such as "
    "the place of each [[landmark]], an eye or a corner of the mouth.",
    r"y = (p_c,\ b_x,\ b_y,\ b_h,\ b_w,\ c_1,\ \dots,\ c_C)",
    {
        "y": "the target vector",
        "p_c": "1 where there is an object, else 0",
        "b_x": "where the centre of its box lies from left to right, 0 to 1",
        "b_y": "the same from top to bottom",
        "b_h": "height of the box, as a share of the picture's",
        "b_w": "its width, as a share of the picture's",
        "c_1": "1 where the object belongs to the first class, else 0",
        "c_C": "the same for the last of C classes",
    },
)
