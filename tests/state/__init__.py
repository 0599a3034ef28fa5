"""Tests of state: what is learned, saved and resumed."""
