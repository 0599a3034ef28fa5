"""Tests of the catalog of the migration."""
