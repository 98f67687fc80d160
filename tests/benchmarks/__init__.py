"""How fast, how smooth and how large the app is, as ratios to a peer measured in the same run. Nothing is asserted."""
