"""What web pages are made of: templates, links, the stylesheet and minifying."""
