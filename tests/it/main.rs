//! One test binary; a module for each room that is tested from outside.
#![expect(clippy::unwrap_used, reason = "a test that cannot set its stage has failed")]

mod claims;
mod commands;
mod control;
mod daemon;
mod data;
mod death;
mod demo;
mod design;
mod entity;
mod export;
mod feeds;
mod figures;
mod fortnight;
mod identity;
mod layering;
mod mutants;
mod names;
mod origin;
mod page_dates;
mod replay;
mod reread;
mod reread_stories;
mod retention;
mod service;
mod sql;
mod story;
mod tools;
