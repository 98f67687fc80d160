"""Figures and controls of the lesson 'Dense or convolution'."""
