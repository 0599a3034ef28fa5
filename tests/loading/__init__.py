"""Tests of :mod:`mktap_compat.loading`."""
