"""How each figure is taken from the facts: one function per figure, all of one shape."""
