"""Figures and controls of the lesson 'Sliding windows in one pass'."""
