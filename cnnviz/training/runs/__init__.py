"""Runs: kept on disk, queued, trained in processes of their own, and read while they are written."""
