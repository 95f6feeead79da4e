"""What an author sets in YAML: read with positions, held to a schema."""
