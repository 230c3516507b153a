"""One file a plot: a `...Display` holds its numbers and draws them; `drawing.draw_all` saves all."""
