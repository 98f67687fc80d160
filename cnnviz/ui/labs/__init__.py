"""Figures and controls that one lesson has for itself."""
