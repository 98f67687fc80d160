"""Figures and controls of the lesson 'One whole layer'."""
