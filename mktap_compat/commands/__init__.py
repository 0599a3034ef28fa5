"""The commands: options, messages and exit statuses; nothing else lives here."""
