"""Signals of one and three dimensions, and kernels that slide over them."""
