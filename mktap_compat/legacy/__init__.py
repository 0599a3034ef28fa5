"""What :mod:`twisted.scripts` had in 2007 and has no more; :mod:`mktap_compat.shim` gives it the old names."""
