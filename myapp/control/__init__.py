"""The control page: what a board's operator sees and does, as HTML, as a live stream and as JSON."""
