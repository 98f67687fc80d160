"""Figures and controls of the lesson 'Learning a kernel'."""
