//! Which story a text belongs to, and who had it first. Pure.
