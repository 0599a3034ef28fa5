"""Tests of freezing: from an application to its graph."""
