"""Training on the screen: starting, watching and comparing runs."""
