"""Nodes as text, JSON and an HTML picture."""
