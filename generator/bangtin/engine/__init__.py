"""Plan, make and publish: artifacts, the store, the workshop and the published tree."""
