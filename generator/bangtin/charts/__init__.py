"""Charts as SVG: bars and a line, which need no script, scale with the letters and print."""
