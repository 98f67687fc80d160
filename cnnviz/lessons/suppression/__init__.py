"""The lesson 'Non-maximum suppression': its words on the home page and at its head."""

TITLE = "Non-maximum suppression"
SHORT = "Suppression"
QUESTION = "A detector finds every object several times: which of its boxes stay?"
TRY_FIRST = "Walk through the steps of a scene, then let boxes of all classes suppress each other."
PICTURE = "Three shapes with many boxes around each, and the same shapes with the boxes that suppression leaves"
