"""Figures and controls of the lesson 'Several filters'."""
