"""The ideas of the architectures as experiments: what a student predicts, counts, times or trains."""
