//! Which line of the page is the article's headline.

use super::Area;
use super::walk::Walk;

/// Rank of an `h1` that repeats the title: nothing is a better headline.
const RANK_MAX: u8 = 5;
/// Shortest line, in bytes, that is taken for the headline without being a heading.
const PLAIN_HEADLINE_BYTES_MIN: usize = 25;
/// Letters and digits a heading needs to be known for the headline by the beginning of the title.
const HEADLINE_LETTERS_MIN: usize = 10;

impl Walk<'_> {
    /// Looks whether `text`, a line that has ended, is the headline.
    pub(super) fn end_heading(&mut self, text: &str) {
        let level = self.place.heading;
        if level == 1 && self.found.heading.is_none() {
            self.found.heading = Some(text.to_owned());
        }
        if self.found.headline_rank == RANK_MAX || level == 0 && text.len() < PLAIN_HEADLINE_BYTES_MIN {
            return;
        }
        let found = &self.found;
        let titles = self.titles.get_or_insert_with(|| {
            [found.metas.get("og:title"), found.metas.get("twitter:title")]
                .into_iter()
                .flatten()
                .map(|(title, _)| title)
                .chain(found.title.as_deref())
                .map(self::folded)
                .collect()
        });
        let longest = titles.iter().map(String::len).max().unwrap_or(0);
        // Most lines of a page begin otherwise; punctuation and spaces are no letters: twice is enough.
        let first = text
            .chars()
            .find(|c| c.is_alphanumeric())
            .and_then(|c| c.to_lowercase().next());
        let can_be = text.len() <= 2 * longest
            && (level > 0 || first.is_some_and(|first| titles.iter().any(|title| title.starts_with(first))));
        let folded = if can_be { folded(text) } else { String::new() };
        let is_title = titles.iter().any(|title| {
            *title == folded && !folded.is_empty()
                || folded.chars().count() >= HEADLINE_LETTERS_MIN
                    && (title.starts_with(&folded) || title.ends_with(&folded))
        });
        let rank = match (is_title, level) {
            (true, 1) => RANK_MAX,
            (true, 2 | 3) => 4,
            (false, 3) => 3,
            (true, _) => 2,
            (false, 1) => 1,
            _ => return,
        };
        if rank <= self.found.headline_rank {
            return;
        }
        self.found.headline_rank = rank;
        self.found.headline = Some(self.offset);
        self.found.headline_is_in_article = self.place.article != 0;
        hold(&mut self.found.elsewhere, self.place.elsewhere);
        hold(&mut self.found.articles, self.place.article);
    }
}

/// Marks the area `at` and all around it as those of the headline, and no others.
fn hold(areas: &mut [Area], mut at: usize) {
    for area in areas.iter_mut() {
        area.holds_headline = false;
    }
    while at != 0
        && let Some(area) = areas.get_mut(at)
    {
        area.holds_headline = true;
        at = area.outer;
    }
}

/// Letters and digits in lower case.
fn folded(text: &str) -> String {
    text.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}
