//! Summary boxes beside the report: a synopsis, key takeaways, questions and answers.
//!
//! They stand in elements of their own, before the report or behind it, in lists and under heads that
//! carry no score, and are called widgets as often as anything. They are part of the article all the same:
//! what they say must be known for what it is, or it is missed, or counted as report.

use super::around::column;
use super::outline::Outline;
use crate::parse::blocks::Role;

/// Most boxes of one article, blocks of one box, and bytes of one of its blocks: more is another article.
const BOXES_MAX: usize = 6;
const BOX_BLOCKS_MAX: usize = 40;
const BOX_BLOCK_BYTES_MAX: usize = 1_500;
/// Most paragraphs of a box without a list.
const BOX_PARAGRAPHS_MAX: usize = 6;
/// Elements around a head in which its box is looked for.
const BOX_LEVELS: usize = 2;

/// Adds to the article the boxes of its column that open with a head, as `is_head` knows them.
pub(super) fn add(outline: &Outline, is_article: &mut [bool], is_head: fn(&str) -> bool) {
    let (Some(first), Some(last)) = (
        is_article.iter().position(|kept| *kept),
        is_article.iter().rposition(|kept| *kept),
    ) else {
        return;
    };
    let column = column(outline, first, last);
    let heads: Vec<usize> = (0..outline.blocks.len())
        .filter(|&at| {
            let block = &outline.blocks[at];
            let may_be_head = matches!(block.role, Role::Heading | Role::Paragraph) && !block.is_link;
            may_be_head && is_head(&block.text) && outline.is_inside(outline.of_block[at], column)
        })
        .take(BOXES_MAX)
        .collect();
    for head in heads {
        let end = end_of_box(outline, is_article, head, is_head);
        // A head without a box is a link to one, or a label.
        if end > head + 1 || is_article.get(head + 1).is_some_and(|kept| *kept) {
            is_article[head..end].fill(true);
        }
    }
}

/// One past the last block of the box that `head` opens, as far as it is not part of the article already.
fn end_of_box(outline: &Outline, is_article: &[bool], head: usize, is_head: fn(&str) -> bool) -> usize {
    let holder = holder(outline, head);
    let (mut paragraphs, mut has_items) = (0, false);
    let mut end = head + 1;
    let following = outline.blocks.iter().zip(is_article).enumerate();
    for (at, (block, is_kept)) in following.skip(head + 1).take(BOX_BLOCKS_MAX) {
        let is_links = outline.linked[at] * 2 > outline.signs[at];
        let is_out = *is_kept
            || is_links
            || block.text.len() > BOX_BLOCK_BYTES_MAX
            || !outline.is_inside(outline.of_block[at], holder)
            || is_head(&block.text);
        if is_out {
            break;
        }
        match block.role {
            Role::ListItem => has_items = true,
            // Behind its list the box has ended.
            Role::Paragraph if !has_items && paragraphs < BOX_PARAGRAPHS_MAX => paragraphs += 1,
            Role::Heading if block.text.ends_with(['?', '？', '؟']) => (paragraphs, has_items) = (0, false),
            _ => break,
        }
        end = at + 1;
    }
    end
}

/// The element in which the box of `head` lies: the nearest one around it that holds another block.
fn holder(outline: &Outline, head: usize) -> usize {
    let elements = &outline.elements;
    let mut at = outline.of_block[head];
    for _ in 0..BOX_LEVELS {
        let next = outline.of_block.get(head + 1);
        if next.is_some_and(|next| outline.is_inside(*next, at)) && at != outline.of_block[head] {
            break;
        }
        at = elements[at].parent;
    }
    at
}

#[cfg(test)]
mod tests {
    use dom_query::Document;

    use super::super::cut::cut;
    use super::super::outline::outline;
    use super::*;

    fn is_head(text: &str) -> bool {
        matches!(text, "Synopsis" | "Key Takeaways" | "FAQ")
    }

    fn kept(html: &str) -> Vec<String> {
        let outline = outline(&Document::from(html));
        let mut is_article = cut(&outline, Some("Bridge closes")).is_article;
        add(&outline, &mut is_article, is_head);
        (0..outline.blocks.len())
            .filter(|&block| is_article[block])
            .map(|block| outline.blocks[block].text.chars().take(12).collect())
            .collect()
    }

    fn report() -> String {
        (0..5)
            .map(|n| {
                format!(
                    "<p>{n} The council voted on Monday to close the old harbour bridge for two years, \
                     while engineers replace its bearings, a decision that shopkeepers had fought.</p>"
                )
            })
            .collect()
    }

    const ITEMS: &str = "<ul><li>The bridge closes in June.</li><li>Traffic goes north.</li></ul>";

    #[test]
    fn boxes_before_the_report_are_kept_with_their_heads() {
        let html = format!(
            "<article><h1>Bridge closes</h1><h2>Synopsis</h2><p>The bridge closes.</p><h2>Key Takeaways</h2>{ITEMS}\
             <div class=article-body>{}</div></article>",
            report()
        );
        let kept = kept(&html);
        assert_eq!(kept.len(), 5 + 5, "{kept:?}");
        assert_eq!(kept[..3], ["Synopsis", "The bridge c", "Key Takeaway"]);
    }

    #[test]
    fn boxes_called_widgets_and_boxes_behind_the_report_are_kept() {
        let html = format!(
            "<article><div class='widget sidebar-box'><p><strong>Key Takeaways</strong></p>{ITEMS}</div>\
             <div class=article-body>{}</div><section><h3>FAQ</h3><h4>When?</h4><p>In June.</p><h4>Why?</h4>\
             <p>Its bearings are worn.</p></section></article>",
            report()
        );
        let kept = kept(&html);
        assert_eq!(kept.len(), 3 + 5 + 5, "{kept:?}");
    }

    #[test]
    fn lists_of_links_labels_and_what_stands_outside_the_column_are_no_boxes() {
        let html = format!(
            "<body><div><p>Key Takeaways</p>{ITEMS}</div><main><article><p>Synopsis</p><ul><li><a href=/a>Another story \
             of ours</a></li></ul><div class=article-body>{}</div></article></main>",
            report()
        );
        assert_eq!(kept(&html).len(), 5);
    }
}
