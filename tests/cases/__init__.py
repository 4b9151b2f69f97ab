"""Tests of cases: events, fold, deciding, explaining."""
