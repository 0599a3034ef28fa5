"""What the commands share: options, messages, exit statuses, and how they read a tap by its name."""
