"""Tests with whole machines: a real systemd, real packages in a real Debian, containers that are built."""
