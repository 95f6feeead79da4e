"""What must hold before anything is published; each check is one module."""
