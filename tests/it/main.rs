//! One test binary; a module for each room that is tested from outside.
#![expect(clippy::unwrap_used, reason = "a test that cannot set its stage has failed")]

mod commands;
mod daemon;
mod death;
mod layering;
mod origin;
mod sql;
mod tools;
