"""Unit tests of the browser code in `assets/`, and what checks it."""
