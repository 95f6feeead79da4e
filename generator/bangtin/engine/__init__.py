"""Plan, make and publish: artifacts, the cache, the scheduler and the published tree."""
