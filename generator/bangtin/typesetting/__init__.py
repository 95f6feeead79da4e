"""What prints are set with: Typst, pictograms, pictures and PDF boxes."""
