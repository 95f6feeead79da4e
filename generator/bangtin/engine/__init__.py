"""Tasks and how they are run: the scheduler, the cache, executors, and the published tree."""
