"""Figures and controls of the lesson 'Trace one number'."""
