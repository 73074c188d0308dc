//! Stories told anew: every article recorded once more by the present rules, in the order in which they came, beside
//! the store; then what came out otherwise is written into the store.
//!
//! The first part happens in a file of its own ([`Scratch`]) that has the tables of the store, empty, and looks
//! through to the store's texts. The code that records articles places them there, so there are no second rules: by
//! the rules that made the store the scratch comes to the same stories, and nothing is written. Nobody waits for it.
//!
//! The second part goes through the stories of the scratch. A group of stories that hold each other's articles is
//! written in one transaction ([`apply`]). What has been written is no difference any more, so a run that is cut off
//! anywhere goes on with what is left.
//!
//! Stories have numbers of their own in the scratch: `told` is such a number here, `kept` one of the store. A told
//! story is the kept one whose first article it keeps; see [`home`].

mod apply;
mod differ;
mod home;
mod place;
mod scratch;
mod step;
#[cfg(test)]
mod tests;

pub(in crate::store::sqlite) use self::scratch::{Scratch, remove};
pub(in crate::store::sqlite) use self::step::{foresee, step};

/// What the record of edits says of articles that were moved here.
const REASON: &str = "changed rules";
