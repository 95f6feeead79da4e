"""The read stage: ``site.yaml``, ``content/`` and formats become one frozen Site."""
