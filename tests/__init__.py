"""Tests of mktap-compat and myapp."""
