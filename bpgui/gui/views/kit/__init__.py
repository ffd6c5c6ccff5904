"""What views are drawn with: scales, ticks, ink, and the canvas that shows its own errors."""
