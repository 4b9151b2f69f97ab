"""The documentation: pages, how the site is built from them, and what writes the pages of the regimes."""
