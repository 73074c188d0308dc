//! What stands among the report without being part of it, told by its neighbours: posts of social
//! networks, lists of links, share bars.

use std::sync::LazyLock;

use regex::Regex;

use super::lines::Line;
use super::{heads, words};
use crate::model::SectionKind;
use crate::parse::blocks::Role;

/// Longest post, in bytes, that stands in one paragraph; 280 characters and a link.
const POST_BYTES_MAX: usize = 700;
/// Paragraphs of one post.
const POST_LINES_MAX: usize = 8;
/// Longest title of another story, in bytes.
pub(super) const TEASER_BYTES_MAX: usize = 160;
/// Words of a link that is a title by itself, without neighbours.
const TEASER_WORDS_MIN: usize = 4;
/// Longest line of a share bar, in bytes.
const BAR_BYTES_MAX: usize = 120;

/// Names and deeds of share bars, lower case.
const SHARE_WORDS: &[&str] = &[
    "facebook",
    "twitter",
    "x",
    "whatsapp",
    "telegram",
    "linkedin",
    "reddit",
    "pinterest",
    "email",
    "e-mail",
    "mail",
    "print",
    "copy",
    "link",
    "share",
    "tweet",
    "messenger",
    "flipboard",
    "pocket",
    "instagram",
    "threads",
    "bluesky",
    "mastodon",
    "tumblr",
    "vk",
    "viber",
    "sms",
    "save",
    "drucken",
    "teilen",
    "imprimer",
    "partager",
    "compartir",
    "imprimir",
    "stampa",
    "tumblr",
    "koo",
    "youtube",
    "tiktok",
    "on",
    "via",
    "by",
    "this",
    "post",
    "pin",
    "it",
    "line",
    "xing",
    "url",
    "gmail",
];
/// Of these alone a bar is not made.
const FILLERS: &[&str] = &[
    "on", "via", "by", "this", "it", "line", "save", "link", "mail", "post", "x", "copy", "print", "pocket",
    "pin",
];

/// Who posted, as embedded posts end: `— Valley Police (@valleypolice)`; a pattern with the group `name`.
pub const POST_SIGNATURE: &str = r"(?:—|–|--?|&mdash;)\s?(?P<name>[^—–@()\n]{1,60}?)\s?\(@\w{1,30}\)";

/// The same at the end of a line, with the day: `— Valley Police (@valleypolice) March 3, 2025`.
static SIGNED_POST: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(&format!(r"(?:^|\s){POST_SIGNATURE}[^.!?]{{0,40}}$")).expect("static pattern")
});
static POSTED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^(?:view (?:this|more on) .{0,20}\binstagram\b|a post shared by\b|voir cette publication sur instagram|sieh dir diesen beitrag auf instagram an|ver esta publicación en instagram|posted by .{1,60} on .{0,40}\d{4}$|geplaatst door .{1,60} op)")
        .expect("static pattern")
});
/// Links that only posts hold.
static POST_LINK: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\bpic\.twitter\.com/\w|https?://t\.co/\w").expect("static pattern"));

/// For each line its kind when the neighbours tell it, else `None`.
pub(super) fn marks(text: &str, lines: &[Line]) -> Vec<Option<SectionKind>> {
    let mut marks = vec![None; lines.len()];
    mark_posts(text, lines, &mut marks);
    mark_links(text, lines, &mut marks);
    mark_share_bars(text, lines, &mut marks);
    marks
}

fn mark_posts(text: &str, lines: &[Line], marks: &mut [Option<SectionKind>]) {
    for index in 0..lines.len() {
        let written = words(text, &lines[index]);
        if written.len() > POST_BYTES_MAX || !(written.contains('@') || POSTED.is_match(written)) {
            continue;
        }
        if POSTED.is_match(written) {
            marks[index] = Some(SectionKind::Related);
            continue;
        }
        let Some(signature) = SIGNED_POST.find(written) else {
            continue;
        };
        marks[index] = Some(SectionKind::Related);
        // The post stands above its signature, unless it shares the line.
        let is_alone = signature.start() == 0;
        for before in (index.saturating_sub(POST_LINES_MAX)..index).rev() {
            let line = &lines[before];
            let is_quoted = lines[index].role == Role::Quote
                && line.role == Role::Quote
                && line.container == lines[index].container;
            let is_post = is_quoted || (is_alone && before + 1 == index && is_plain_post(words(text, line)));
            if !is_post || marks[before].is_some() {
                break;
            }
            marks[before] = Some(SectionKind::Related);
        }
    }
}

/// Whether a paragraph shows by itself that it was posted.
fn is_plain_post(line: &str) -> bool {
    line.len() <= POST_BYTES_MAX
        && (POST_LINK.is_match(line)
            || line.split_whitespace().any(|word| {
                word.strip_prefix(['#', '@'])
                    .is_some_and(|tag| tag.starts_with(char::is_alphabetic))
            }))
}

/// Titles of other stories: a paragraph that is all link and long enough to be a title, and runs of
/// links, shorter ones too. A list counts when all of its entries are links.
fn mark_links(text: &str, lines: &[Line], marks: &mut [Option<SectionKind>]) {
    let is_title = |line: &Line| {
        let written = words(text, line);
        line.is_link && written.len() <= TEASER_BYTES_MAX && !written.ends_with('.')
    };
    let mut start = 0;
    while start < lines.len() {
        let first = &lines[start];
        let same = lines[start..]
            .iter()
            .take_while(|line| line.role == first.role && line.container == first.container)
            .count();
        let run = &lines[start..start + same];
        match first.role {
            Role::ListItem if same > 1 && run.iter().all(is_title) => {
                marks[start..start + same].fill(Some(SectionKind::Related));
            }
            Role::Paragraph => {
                for (offset, line) in run.iter().enumerate() {
                    let has_neighbour = [offset.checked_sub(1), Some(offset + 1)]
                        .into_iter()
                        .flatten()
                        .any(|near| run.get(near).is_some_and(is_title));
                    let is_long = words(text, line).split_whitespace().count() >= TEASER_WORDS_MIN;
                    if is_title(line) && (is_long || has_neighbour) {
                        marks[start + offset] = Some(SectionKind::Related);
                    }
                }
            }
            _ => {}
        }
        start += same;
    }
}

/// Lines made of nothing but networks: several in one line, or one a line. What a colon announces is
/// the report's own list of them.
fn mark_share_bars(text: &str, lines: &[Line], marks: &mut [Option<SectionKind>]) {
    let counts: Vec<usize> = lines
        .iter()
        .map(|line| {
            if line.role == Role::Heading {
                0
            } else {
                share_words(words(text, line))
            }
        })
        .collect();
    let mut start = 0;
    while start < lines.len() {
        let length = counts[start..].iter().take_while(|&&count| count > 0).count();
        let is_announced = start > 0 && {
            let before = words(text, &lines[start - 1]);
            before.ends_with(':') && heads::head(before).is_none()
        };
        if (length > 1 || counts[start] > 1) && !is_announced {
            marks[start..start + length].fill(Some(SectionKind::Subscribe));
        }
        start += length.max(1);
    }
}

/// How many words of a share bar `line` holds; 0 when it holds any other, or fillers alone.
fn share_words(line: &str) -> usize {
    if line.len() > BAR_BYTES_MAX || line.ends_with(['.', '?']) {
        return 0;
    }
    let mut named = 0;
    let mut others = 0;
    for word in
        line.split(|c: char| c.is_whitespace() || matches!(c, '|' | '/' | ',' | '•' | '·' | '(' | ')' | ':'))
    {
        if word.is_empty() {
            continue;
        }
        let word = word.to_lowercase();
        if !SHARE_WORDS.contains(&word.as_str()) {
            return 0;
        }
        if FILLERS.contains(&word.as_str()) {
            others += 1;
        } else {
            named += 1;
        }
    }
    if named > 0 { named + others } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn share_bars_hold_networks_only() {
        assert_eq!(share_words("Facebook Twitter WhatsApp"), 3);
        assert_eq!(share_words("Share on Facebook"), 3);
        assert_eq!(share_words("Copy link"), 0);
        assert_eq!(share_words("Facebook sued Twitter"), 0);
        assert_eq!(share_words("Facebook."), 0);
    }

    #[test]
    fn posts_are_told_by_their_signature() {
        assert!(SIGNED_POST.is_match("— Valley Police (@valleypolice) March 3, 2025"));
        assert!(
            SIGNED_POST.is_match("We close the bridge. https://t.co/abc — Valley (@valley) March 3, 2025")
        );
        assert!(!SIGNED_POST.is_match("The police (@valleypolice) wrote that it was closed."));
    }
}
