"""The story written down in the formats people have, quirks included (spec FORMATS)."""
