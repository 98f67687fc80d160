"""Figures and controls of the lesson 'One and three dimensions'."""
