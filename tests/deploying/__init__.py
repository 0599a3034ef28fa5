"""Tests of what targets make of taps."""
