"""The lesson 'Receptive field': its words on the home page and at its head."""

TITLE = "Receptive field"
QUESTION = "Which pixels does one unit of a deep layer see?"
TRY_FIRST = "Choose ResNet-50, press play and watch the field outgrow the picture."
PICTURE = "A cat with the receptive fields of five layers of VGG-16 drawn as boxes inside one another"
"""What the picture on its card shows."""
