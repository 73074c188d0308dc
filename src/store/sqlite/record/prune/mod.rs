//! Gives up texts and facts of old articles. See [`super::super::prune`] for how a pass goes on.

mod fact;
#[cfg(test)]
mod tests;
mod text;

pub(in crate::store::sqlite) use self::fact::{
    find as find_facts, give_up as give_up_facts, measure as measure_facts,
};
pub(super) use self::text::is_any_pruned;
pub(in crate::store::sqlite) use self::text::{
    find as find_texts, find_old as find_old_texts, give_up as give_up_texts,
    give_up_old as give_up_old_texts, measure as measure_texts, measure_old as measure_old_texts,
};
