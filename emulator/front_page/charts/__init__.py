"""Series as shapes of SVG: where they lie, never how they are coloured. Pure."""
