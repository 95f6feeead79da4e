"""The read stage: everything an author wrote, as one frozen Site."""
