"""`bpgui examples`: the gallery as a list."""

from __future__ import annotations

import argparse

from bpgui.project.examples import gallery


def run(arguments: argparse.Namespace) -> int:
    """Print name, title and summary of every example, by groups."""
    width = max(len(example.name) for example in gallery())
    group = ""
    for example in gallery():
        if example.group != group:
            print(f"\n{example.group}" if group else example.group)
            group = example.group
        print(f"  {example.name:{width}}  {example.title}: {example.summary}")
    print("\nTry: bpgui train example:digits")
    return 0
