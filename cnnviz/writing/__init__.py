"""Numbers and sums as LaTeX, and matrices as text."""
