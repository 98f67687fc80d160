"""Figures and controls of the lesson 'Output-size calculator'."""
