"""Architectures, and what can be read off them."""
