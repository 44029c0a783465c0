"""JSON views; they read, ask `work`, and answer."""
