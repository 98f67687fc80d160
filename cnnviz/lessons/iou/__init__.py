"""The lesson 'IoU': its words on the home page and at its head."""

TITLE = "IoU: how well two boxes agree"
SHORT = "IoU"
QUESTION = "How well does a box fit its object, and which way does a loss push it?"
TRY_FIRST = "Drag the box away from its target until they no longer overlap, then try every loss."
PICTURE = "Two boxes that overlap, their intersection in green, and the path on which one of them walks to the other"
