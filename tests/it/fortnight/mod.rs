//! Two weeks of an invented press, read and recorded by the program's own rules, asked through the public views.
//!
//! Every text was written for these tests. The part of an id before the stroke names the report, what stands
//! behind it the copy; copies of one report belong into one story, and no two reports do.

mod order;
pub mod press;
mod rewriter;
mod scenes;

use press::{Press, fixture};

/// The whole fortnight, recorded in the order of its coming.
async fn fortnight() -> Press {
    Press::of(&fixture(&["rewriter", "scenes"])).await
}
