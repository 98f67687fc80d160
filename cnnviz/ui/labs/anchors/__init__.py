"""Figures and controls of the lesson 'Anchors'."""
