"""Figures and controls of the lesson 'Connections'."""
