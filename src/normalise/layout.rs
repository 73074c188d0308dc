//! Blocks set as one text.

use super::sections::BlockHint;
use crate::parse::blocks::{Block, Role};

/// A text and where its blocks stand in it.
#[derive(Debug, Default)]
pub(super) struct LaidOut {
    pub text: String,
    pub hints: Vec<BlockHint>,
}

/// Sets `blocks` one below the other: a blank line between blocks, none between rows of a table.
pub(super) fn lay_out(blocks: &[Block]) -> LaidOut {
    let mut laid = LaidOut {
        text: String::with_capacity(blocks.iter().map(|block| block.text.len() + 2).sum()),
        hints: Vec::with_capacity(blocks.len()),
    };
    let mut before: Option<&Block> = None;
    for block in blocks {
        if let Some(before) = before {
            let is_table = before.role == Role::TableRow
                && block.role == Role::TableRow
                && before.container == block.container;
            laid.text.push_str(if is_table { "\n" } else { "\n\n" });
        }
        let start = laid.text.len();
        laid.text.push_str(&block.text);
        laid.hints.push(BlockHint {
            start,
            end: laid.text.len(),
            role: block.role,
            level: block.level,
            container: block.container,
            is_credit: block.is_credit,
            is_link: block.is_link,
        });
        before = Some(block);
    }
    laid
}
