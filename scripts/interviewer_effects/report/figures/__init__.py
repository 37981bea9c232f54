"""What figures share: style, marks, SVG, and the list of all of them."""
