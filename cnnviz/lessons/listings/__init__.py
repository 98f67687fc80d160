"""The same in PyTorch, where several lessons show the same kind of script."""
