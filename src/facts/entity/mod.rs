//! Persons, organisations and places: who and where an article speaks of.

mod classes;
mod decode;
mod features;
mod label;
mod places;
mod sheet;
mod tagger;
pub mod training;
mod weights;
mod word;
