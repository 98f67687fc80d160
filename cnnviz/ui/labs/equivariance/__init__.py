"""Figures and controls of the lesson 'Equivariance'."""
