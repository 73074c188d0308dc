//! When to ask, how to ask, how not to annoy: the room that asks the network for feeds and pages.
