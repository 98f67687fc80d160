"""Comparisons: recipes that differ in one setting, each trained from the same seeds."""
