"""Examples: whole jobs done with complaintkit, each run as it stands."""
