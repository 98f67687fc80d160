"""Figures and controls of the lesson 'Ensembles and ten crops'."""
