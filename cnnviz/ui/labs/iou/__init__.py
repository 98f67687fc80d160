"""Figures and controls of the lesson 'IoU'."""
