"""Freezing plugins from elsewhere: cases, probes, and what runs them."""
