"""What several examples need: a progress bar, lines of figures, finding a data file."""
