"""What complaintkit costs beside its peers, measured in the same run: ``python -m benchmarks``.

Ratios are what counts; times depend on the machine. Nothing here is a test.
"""
