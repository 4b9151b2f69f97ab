"""Policies made of the kinds of rule in ``complaintkit.rules``: one module a regime, each with ``policy(...)``."""
