"""Tests of the catalog: one module for each of its modules, first what a rule must leave alone."""
