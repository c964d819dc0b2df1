"""Open screens hear at once that something changed: signals without content, one hub per process, `/live`."""
