"""What prints are made of: codes, pictograms, the document tree, Typst and PDF boxes."""
