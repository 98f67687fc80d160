"""The lesson 'Output-size calculator': its words on the home page and at its head."""

TITLE = "Output-size calculator"
SHORT = "Output size"
QUESTION = "How large is the output, and which number must change to make it fit?"
TRY_FIRST = "Ask which paddings turn 224 into 112."
PICTURE = "A window at the centre of a padded 5 by 5 input, with stride 2"
"""What the picture on its card shows."""
