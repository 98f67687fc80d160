"""Networks written as one line of text: read, summed up, edited, repaired, and built as modules."""
