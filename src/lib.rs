//! Dateline: polls news feeds, recognises copies of wire stories, extracts facts, and keeps it all in
//! SQLite for analysts who ask with SQL. Count sources, not copies.
//!
//! The rooms, in the order an article meets them: [`poll`] -> [`parse`] -> [`normalise`] -> [`attribute`] ->
//! [`dedup`] -> [`facts`] -> [`store`]. Imports point one way; see `docs/architecture.md`.

pub mod attribute;
pub mod cli;
pub mod config;
pub mod daemon;
pub mod dedup;
pub mod demo;
pub mod entity;
pub mod event;
pub mod facts;
pub mod model;
pub mod net_guard;
pub mod normalise;
pub mod parse;
pub mod pipeline;
pub mod poll;
pub mod serve;
pub mod store;
pub mod telemetry;
pub mod text;
