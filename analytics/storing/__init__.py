"""How a shop's record lies on disk: connection, schema, keeping, undoing, what is derived from it."""
