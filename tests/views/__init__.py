"""Tests of :mod:`mktap_compat.views`."""
