"""The lesson 'Anchors': its words on the home page and at its head."""

TITLE = "Anchors: who has to find which object"
SHORT = "Anchors"
QUESTION = "A picture has several objects: which part of the network is told about which of them?"
TRY_FIRST = "Drag an object slowly over the grid and watch which anchors are told to find it."
PICTURE = "Three objects on a grid, with the anchors that have to find them in their colours"
