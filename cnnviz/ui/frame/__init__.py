"""What surrounds every lesson: server side of the page, its steps, its links, and the browser components."""
