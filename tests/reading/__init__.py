"""Tests of mktap_compat.reading."""
