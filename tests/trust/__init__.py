"""Tests of :mod:`mktap_compat.trust`."""
