"""From the bytes of a tap to inert nodes: nothing is imported, called or built."""
