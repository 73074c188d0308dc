//! One test binary; a module for each room that is tested from outside.

mod commands;
mod daemon;
mod layering;
mod origin;
mod sql;
