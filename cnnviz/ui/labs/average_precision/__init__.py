"""Figures and controls of the lesson on average precision."""
