"""Numbers and sums as LaTeX, matrices as text, and scripts to copy and run."""
