//! One walk over a page that gathers all that speaks of the article outside its text.
//!
//! Every selector of its own would be a walk of its own; a page has thousands of nodes.

use super::cues::{Meaning, Naming};
use super::metas::Metas;

mod headline;
mod walk;

pub(super) use walk::scan;

/// Where something stands on the page.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Place {
    /// Number of the innermost element that is named as being about something else; 0 for none.
    elsewhere: usize,
    /// Number of the innermost `article`; 0 for none.
    article: usize,
    /// Inside an item of microdata that is no article: a comment, a film, an event.
    pub is_other_item: bool,
    pub is_link: bool,
    pub is_caption: bool,
    heading: u8,
    is_author: bool,
    meaning: Meaning,
}

impl Place {
    /// A link that repeats the title leads to the article from elsewhere: a breadcrumb, a button.
    const fn is_link_outside_heading(self) -> bool {
        self.is_link && self.heading == 0
    }
}

/// A line with digits.
#[derive(Clone, Debug)]
pub(super) struct Line {
    pub text: String,
    /// Bytes of visible text before it.
    pub offset: usize,
    pub place: Place,
}

/// What microdata calls a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Property {
    Published,
    Modified,
    Created,
}

/// An element that says it is dated.
#[derive(Clone, Debug)]
pub(super) struct Mark {
    pub naming: Naming,
    /// By its own name, its ancestors', or the words before it.
    pub meaning: Meaning,
    pub is_time: bool,
    pub is_pubdate: bool,
    pub property: Option<Property>,
    /// `datetime`, `content`, or another attribute that holds the date for machines.
    pub value: Option<String>,
    /// Empty when it is too long for a date.
    pub text: String,
    pub offset: usize,
    pub place: Place,
}

/// The kinds of author elements, best first.
pub(super) const AUTHOR_KINDS: usize = 4;

/// What the walk found.
#[derive(Debug, Default)]
pub(super) struct Scan {
    pub metas: Metas,
    pub scripts: Vec<String>,
    pub canonical: Option<String>,
    pub base: Option<String>,
    pub language: Option<String>,
    /// The `title` element.
    pub title: Option<String>,
    /// The first `h1` with words.
    pub heading: Option<String>,
    /// Texts of author elements: by microdata's name, `rel`, microdata, class.
    pub authors: [Vec<(String, Place)>; AUTHOR_KINDS],
    /// Texts of `a[rel=tag]`.
    pub tags: Vec<String>,
    pub marks: Vec<Mark>,
    pub lines: Vec<Line>,
    /// Where the headline is, in bytes of visible text.
    pub headline: Option<usize>,
    headline_rank: u8,
    headline_is_in_article: bool,
    /// Parents of the numbers in [`Place`], and whether the headline stands inside.
    elsewhere: Vec<Area>,
    articles: Vec<Area>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Area {
    outer: usize,
    holds_headline: bool,
}

impl Scan {
    /// Whether `place` can be about the article: not inside a part that is named otherwise, nor
    /// inside an `article` beside the one with the headline.
    pub(super) fn is_here(&self, place: Place) -> bool {
        let is_free = |areas: &[Area], at: usize| at == 0 || areas.get(at).is_some_and(|a| a.holds_headline);
        is_free(&self.elsewhere, place.elsewhere)
            && (!self.headline_is_in_article || is_free(&self.articles, place.article))
    }
}
