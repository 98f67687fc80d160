"""Figures and controls of the lesson 'Kernel laboratory'."""
