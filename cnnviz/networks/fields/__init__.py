"""What the units of a network see of its input: followed through the layers, measured, and weighed."""
