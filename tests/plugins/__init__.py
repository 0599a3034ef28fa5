"""Command lines of Twisted's own plugins, clients for their servers, and a plugin that is hard to freeze."""
