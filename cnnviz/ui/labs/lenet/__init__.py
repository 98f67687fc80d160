"""Figures and controls of the lesson 'LeNet-5'."""
