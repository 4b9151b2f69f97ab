"""The shipped regimes: their scenarios, the rows these show, and the shape all modules share."""
