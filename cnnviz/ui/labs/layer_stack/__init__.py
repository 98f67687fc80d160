"""Figures and controls of the lesson 'Layer-stack builder'."""
