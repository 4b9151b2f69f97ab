"""Whole complaints from filing to archive, each decision explained."""

from importlib.metadata import version

print(f"complaintkit {version('complaintkit')} is installed; there is no policy to run yet.")
