"""Figures and controls of the lesson 'Your own pictures'."""
