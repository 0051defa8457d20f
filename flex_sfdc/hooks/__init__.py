"""One file per event, each with `register(ctx)`. Nothing is decided here: the decisions are in `utils/`."""
