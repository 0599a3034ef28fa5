"""The example application: a notice board over TCP with an HTTP control page."""
