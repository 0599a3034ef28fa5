"""From a tap to a live application: as plain twistd boots it, and with a check before it."""
