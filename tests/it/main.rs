//! One test binary; a module for each room that is tested from outside.

mod layering;
