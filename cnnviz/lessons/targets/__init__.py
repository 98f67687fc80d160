"""The lesson 'Targets': its words on the home page and at its head."""

TITLE = "Targets: what a detector is to answer"
SHORT = "Targets"
QUESTION = "Which numbers say what is on a picture and where, and what does a wrong one cost?"
TRY_FIRST = "Drag the predicted box onto the object, then press No object and drag it again."
PICTURE = "An object in its box with centre, height and width marked, and the target vector beside it"
