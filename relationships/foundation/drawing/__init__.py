"""Glyphs and charts as server-rendered SVG: numbers in, safe markup out. No colour carries meaning alone."""
