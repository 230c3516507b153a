"""One file a plot: a `...Display` holds its numbers and draws them; `draw_all` saves them all."""
