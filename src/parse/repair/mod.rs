//! Makes a well-formed feed of a broken one, and keeps what the feed parser would hide.
//!
//! Only elements that mean something to us are written again, as leaves, in one spelling: nothing unknown
//! can make the parser refuse the document. What it does not expose (`isPermaLink`, dates as written,
//! `source`, `ttl`) or must not see (author names) goes into each item's [`Margin`].

mod item;
mod skip;
mod written;

use url::Url;

use super::ParseError;
use super::element::{Inner, TEXT_BYTES_MAX};
use super::markup::{Tag, Token, Tokens};
use super::vocabulary::{self, Family, Field, Root, Vocabulary};
use crate::model::{ErrorClass, FeedHints};
use item::Draft;
pub(super) use item::{Margin, RepairedItem};
pub(super) use written::write_escaped;
pub(in crate::parse) use written::written_address;
use written::{based, write_link, write_text};

/// Items looked at in one document; feeds have tens, archives of a whole site some thousands.
const ITEMS_READ_MAX: usize = 20_000;

/// A document made well-formed.
#[derive(Debug)]
pub(super) struct Repaired {
    pub family: Family,
    /// Elements of the feed itself.
    pub head: String,
    pub items: Vec<RepairedItem>,
    /// Items beyond the limit, and those that say nothing.
    pub items_dropped: usize,
    pub language: Option<String>,
    pub hints: FeedHints,
    /// The document ended before its last element was closed.
    pub is_cut: bool,
    /// Whether nothing is missing but perhaps the end of the last closing tag.
    pub is_whole: bool,
}

/// Whether `text` breaks off inside the closing tag of `root`: all that it had to say is there.
fn ends_closing(text: &str, root: &str) -> bool {
    let tail = text.rfind("</").map_or("", |at| text[at + 2..].trim_end());
    !tail.is_empty()
        && root
            .get(..tail.len())
            .is_some_and(|begun| begun.eq_ignore_ascii_case(tail))
}

/// Repairs the XML document `text`; relative links are resolved against `base_url` and `xml:base`.
///
/// # Errors
///
/// When nothing in it opens a feed. Everything after that is repaired, whatever it is.
pub(super) fn repair(text: &str, base_url: &str) -> Result<Repaired, ParseError> {
    let mut tokens = Tokens::new(text);
    let mut before = tokens.clone();
    while let Some(token) = tokens.next() {
        if let Token::Open(tag) = token {
            match vocabulary::root(tag.name) {
                Some(Root::Feed(family)) => {
                    let mut repaired = Repair::new(family, &tag, tokens, base_url).run(Some(tag.name));
                    // `<rss/>` is closed where it opens.
                    repaired.is_cut &= !tag.is_empty;
                    repaired.is_whole = !repaired.is_cut || ends_closing(text, tag.name);
                    return Ok(repaired);
                }
                Some(Root::Item(family)) => return Ok(Repair::new(family, &tag, before, base_url).run(None)),
                Some(other) => return Err(not_a_feed(other)),
                None => {}
            }
        }
        before = tokens.clone();
    }
    let detail = "no rss, rdf, feed or item element: this is not a feed";
    Err(ParseError::new(ErrorClass::NotAFeed, detail))
}

/// The first element of `text` that says what the document is; `None` when there is none.
pub(super) fn first_root(text: &str) -> Option<Root> {
    Tokens::new(text).find_map(|token| match token {
        Token::Open(tag) => vocabulary::root(tag.name),
        _ => None,
    })
}

fn not_a_feed(root: Root) -> ParseError {
    let detail = match root {
        Root::Opml => "this is an OPML list of feeds, not a feed; import it instead",
        _ => "this is a page or a sitemap, not a feed; look for its feed address",
    };
    ParseError::new(ErrorClass::NotAFeed, detail)
}

/// Where RSS's own notification service is: `http://host:port/path`. It is only kept, never called.
fn cloud(tag: &Tag<'_>) -> Option<String> {
    let domain = tag.attribute("domain")?;
    let port = tag.attribute("port").unwrap_or_else(|| "80".into());
    let path = tag.attribute("path").unwrap_or_else(|| "/".into());
    let address = format!(
        "http://{}:{}/{}",
        domain.trim(),
        port.trim(),
        path.trim().trim_start_matches('/')
    );
    written_address(&address, None)
}

struct Repair<'a> {
    tokens: Tokens<'a>,
    vocabulary: Vocabulary,
    /// Addresses of the feed are relative to this.
    base: Option<Url>,
    item: Option<Draft<'a>>,
    out: Repaired,
    has_title: bool,
    period_s: Option<i64>,
    frequency: Option<i64>,
    /// Bytes that may still be read twice because an element was not closed.
    rewind_left: usize,
}

impl<'a> Repair<'a> {
    fn new(family: Family, root: &Tag<'a>, tokens: Tokens<'a>, base_url: &str) -> Self {
        let mut vocabulary = Vocabulary::default();
        vocabulary.learn(root);
        let base = based(Url::parse(base_url).ok().as_ref(), root);
        Self {
            rewind_left: tokens.rest_len(),
            tokens,
            vocabulary,
            base,
            item: None,
            out: Repaired {
                family,
                head: String::new(),
                items: Vec::new(),
                items_dropped: 0,
                language: root.attribute("xml:lang").map(Into::into),
                hints: FeedHints::default(),
                is_cut: false,
                is_whole: true,
            },
            has_title: false,
            period_s: None,
            frequency: None,
        }
    }

    fn run(mut self, root_name: Option<&str>) -> Repaired {
        self.out.is_cut = root_name.is_some();
        while let Some(token) = self.tokens.next() {
            match token {
                Token::Open(tag) => self.open(tag),
                Token::Close(name) if self.closes_item(name) => self.finish_item(),
                Token::Close(name) if root_name.is_some_and(|root| root.eq_ignore_ascii_case(name)) => {
                    self.out.is_cut = false;
                    break;
                }
                _ => {}
            }
        }
        self.out.is_cut |= self.item.is_some();
        self.finish_item();
        self.out.hints.update_period_s = self
            .period_s
            .map(|period| period / self.frequency.unwrap_or(1).max(1));
        self.out
    }

    fn open(&mut self, tag: Tag<'a>) {
        self.vocabulary.learn(&tag);
        if self.vocabulary.is_item(&tag, self.out.family) {
            self.finish_item();
            self.item = Some(Draft::new(self.out.family, self.base.as_ref(), &tag));
            if tag.is_empty {
                self.finish_item();
            }
            return;
        }
        let Some(field) = self.vocabulary.field(&tag) else {
            return;
        };
        // These say everything in attributes, and HTML habits leave them unclosed.
        let says_it_all = match field {
            Field::Link => tag.attribute("href").is_some(),
            Field::Category => tag.attribute("term").is_some(),
            _ => false,
        };
        let inner = if tag.is_empty || says_it_all {
            Inner::default()
        } else {
            self.inner(&tag)
        };
        match self.item.as_mut() {
            Some(draft) => draft.field(self.out.family, field, &tag, &inner),
            None => self.head_field(field, &tag, &inner),
        }
    }

    fn finish_item(&mut self) {
        let Some(draft) = self.item.take() else {
            return;
        };
        let item = draft.finish(self.out.family);
        let margin = &item.margin;
        let is_known = margin.link.is_some()
            || margin.guid.is_some()
            || margin.published.is_some()
            || margin.updated.is_some();
        if (item.xml.is_empty() && !is_known) || self.out.items.len() >= ITEMS_READ_MAX {
            self.out.items_dropped += 1;
            return;
        }
        self.out.items.push(item);
    }

    fn closes_item(&self, name: &str) -> bool {
        self.item.as_ref().is_some_and(|draft| draft.is_closed_by(name))
    }

    fn head_field(&mut self, field: Field, tag: &Tag<'_>, inner: &Inner<'_>) {
        let number = || {
            inner
                .text()
                .parse::<f64>()
                .ok()
                .filter(|number| (1.0..1e6).contains(number))
        };
        match field {
            Field::Title if !self.has_title => {
                let title = inner.text();
                self.has_title = !title.is_empty();
                write_text(&mut self.out.head, self.out.family, field, &title);
            }
            Field::Link if self.out.head.len() < TEXT_BYTES_MAX => {
                self.hub_or_self(tag);
                write_link(
                    &mut self.out.head,
                    self.out.family,
                    self.base.as_ref(),
                    tag,
                    inner,
                );
            }
            Field::Language if self.out.language.is_none() => {
                self.out.language = Some(inner.text()).filter(|language| !language.is_empty());
            }
            #[expect(clippy::cast_possible_truncation, reason = "below a million")]
            Field::Ttl => self.out.hints.ttl_s = number().map(|minutes| (minutes * 60.0) as i64),
            #[expect(clippy::cast_possible_truncation, reason = "below a million")]
            Field::UpdateFrequency => self.frequency = number().map(|times| times as i64),
            Field::SkipHours => self.out.hints.skip_hours = skip::hours(&inner.children("hour")),
            Field::SkipDays => self.out.hints.skip_days = skip::days(&inner.children("day")),
            Field::Cloud => self.out.hints.cloud = cloud(tag),
            Field::UpdatePeriod => {
                self.period_s = match inner.text().to_ascii_lowercase().as_str() {
                    "hourly" => Some(3_600),
                    "daily" => Some(86_400),
                    "weekly" => Some(7 * 86_400),
                    "monthly" => Some(30 * 86_400),
                    "yearly" => Some(365 * 86_400),
                    _ => None,
                };
            }
            _ => {}
        }
    }

    /// Keeps where the feed says it lives, and who would tell of its news (WebSub). The first of each counts.
    fn hub_or_self(&mut self, tag: &Tag<'_>) {
        let (Some(rel), Some(href)) = (tag.attribute("rel"), tag.attribute("href")) else {
            return;
        };
        let hints = &mut self.out.hints;
        for rel in rel.split_ascii_whitespace() {
            let slot = match rel.to_ascii_lowercase().as_str() {
                "hub" => &mut hints.hub_url,
                "self" => &mut hints.self_url,
                _ => continue,
            };
            if slot.is_none() {
                *slot = written_address(&href, based(self.base.as_ref(), tag).as_ref());
            }
        }
    }

    /// Reads up to the closing tag of `tag`. An element that nobody closes ends where the next one we know
    /// begins, at the latest with its item.
    fn inner(&mut self, tag: &Tag<'a>) -> Inner<'a> {
        let mut inner = Inner::default();
        let mut depth = 0_usize;
        let mut resume = None;
        loop {
            let before = self.tokens.clone();
            let Some(token) = self.tokens.next() else {
                break;
            };
            match token {
                Token::Open(open) => {
                    if self.vocabulary.is_item(&open, self.out.family) {
                        self.tokens = before;
                        break;
                    }
                    if resume.is_none() && self.vocabulary.field(&open).is_some() {
                        resume = Some((before, inner.len()));
                    }
                    depth += usize::from(!open.is_empty && open.name.eq_ignore_ascii_case(tag.name));
                }
                Token::Close(name) if name.eq_ignore_ascii_case(tag.name) => {
                    if depth == 0 {
                        return inner;
                    }
                    depth -= 1;
                }
                Token::Close(name)
                    if self.closes_item(name) || vocabulary::root(name).is_some_and(Root::is_feed) =>
                {
                    self.tokens = before;
                    break;
                }
                _ => {}
            }
            inner.push(token);
        }
        if let Some((place, len)) = resume {
            let again = self.tokens.position().saturating_sub(place.position());
            if again <= self.rewind_left {
                self.rewind_left -= again;
                self.tokens = place;
                inner.truncate(len);
            }
        }
        inner
    }
}
