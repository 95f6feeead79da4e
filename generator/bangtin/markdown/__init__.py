"""Markdown bodies: parsed into the document tree, which HTML and print data are rendered from."""
