"""Tests of :mod:`mktap_compat.tapfile`."""
