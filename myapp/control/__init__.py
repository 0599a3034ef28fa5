"""The control page, where an operator sees and controls the board: HTML, a live stream, and JSON."""
