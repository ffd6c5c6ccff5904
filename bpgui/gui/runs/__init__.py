"""Runs that have been, kept to be compared with the present one."""
