"""Making a service from a plugin and its command line."""
