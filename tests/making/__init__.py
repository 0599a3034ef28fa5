"""Tests of :mod:`mktap_compat.making`."""
