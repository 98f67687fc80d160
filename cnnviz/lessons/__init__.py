"""What is said about the things that are true: one folder per lesson, in the order of `course`."""
