"""Road traffic fines, with their appeals, run as cases of a small policy: ``python -m examples.traffic_fines``."""
