"""Stores: where cases are kept."""
