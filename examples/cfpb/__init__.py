"""Consumer complaints of a public database, run under a bank branch's rules: ``python -m examples.cfpb``."""
