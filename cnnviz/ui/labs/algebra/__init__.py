"""Figures and controls of the lesson 'The laws of convolution'."""
