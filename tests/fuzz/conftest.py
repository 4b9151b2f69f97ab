"""The harness needs atheris and is run on its own, so it is not collected for doctests."""

collect_ignore = ["deadlines.py"]
