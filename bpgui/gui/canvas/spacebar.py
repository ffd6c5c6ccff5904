"""Space: held it makes a drag pan, tapped it looks for a layer to add."""

from __future__ import annotations

#: Milliseconds: a release and a press this near each other are one key that is held (X11 repeats it
#: so, and Qt does not always know); a press longer than this is no tap.
_REPEAT, _TAP = 5, 300


class Spacebar:
    """Tells a tap from a hold by the time stamps of the key's events, in milliseconds."""

    def __init__(self) -> None:
        self._pressed = self._released = 0
        self._used = False

    def press(self, at: int) -> None:
        """It went down; or it repeats."""
        repeats = at > 0 and at - self._released <= _REPEAT
        if not repeats:
            self._pressed, self._used = at, False

    def use(self) -> None:
        """A drag began: letting go is no tap any more."""
        self._used = True

    def release(self, at: int) -> bool:
        """It came up, or seems to; whether that was a tap."""
        self._released = at
        return not self._used and at - self._pressed < _TAP
