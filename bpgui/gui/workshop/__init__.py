"""The workshop: where a run is trained, on a thread of the window's process or in one of its own.

Orders go in, news come out. Nothing here knows Qt, so that a process that trains starts quickly and
stays small.
"""
