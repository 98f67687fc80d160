"""What the picture says on which boxes are drawn, `assets/shared/board.js`: the stage of lessons on detection."""

from cnnviz.words import phrases

BOARD = phrases(
    new_box="New box",
    drop_box="Remove",
    class_of_chosen="Class of the chosen box",
    box_on_picture="{name}, box {n} of {all}: arrow keys move it, with Shift its right and bottom edge, Delete removes "
    "it",
)
