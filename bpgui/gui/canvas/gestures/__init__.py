"""What the pointer does, one gesture a file: each begins, moves, and finishes or is cancelled."""
