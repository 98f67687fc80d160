"""Figures and controls of the lesson 'Non-maximum suppression'."""
