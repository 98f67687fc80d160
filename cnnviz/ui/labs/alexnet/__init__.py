"""Figures and controls of the lesson 'AlexNet'."""
