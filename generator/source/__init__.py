"""The read stage: ``site.yaml``, ``content/`` and ``layouts/formats.yaml`` become one frozen Site."""
