"""The City of Boston's service requests of 2015, run as complaints: ``python -m examples.boston_311``."""
