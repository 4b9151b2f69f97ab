"""Tests of the desk, its sweep and what it writes."""
