"""From a tap to what starts it on a machine: one module a target, each giving a plan of files; nothing is loaded."""
