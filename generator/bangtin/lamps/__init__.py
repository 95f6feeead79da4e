"""LED boards: texts planned into pages, drawn lamp by lamp, and written as frames."""
