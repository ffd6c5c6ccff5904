"""`python main.py` does what the `bpgui` command does."""

from bpgui.__main__ import main

if __name__ == "__main__":
    raise SystemExit(main())
