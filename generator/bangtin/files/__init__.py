"""The site's files: where they lie, their digests, their bytes as text, writing them whole."""
