"""``python -m generator`` runs the same commands as ``bangtin``."""

from bangtin.cli import main

if __name__ == "__main__":
    main()
