"""mkapp, as a process."""
