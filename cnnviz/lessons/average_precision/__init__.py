"""The lesson 'Precision, recall, AP': its words on the home page and at its head."""

TITLE = "Precision, recall and average precision"
SHORT = "Average precision"
QUESTION = "How good is a detector, in one number, and what is in that number?"
TRY_FIRST = "Move both thresholds, and watch which detections are right and where the curve goes."
PICTURE = "A curve of precision over recall, the area below it shaded"
