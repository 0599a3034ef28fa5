"""Freezing plugins that come from elsewhere: rows, probes, and what runs them."""
