//! When the article came out and when it was changed, weighed from all places that say so.
//!
//! What is written for machines about this very article comes first, then its visible date line, then
//! the address. Precision is lost to dates of *other* things: teasers, comments, events, films; so a
//! visible date has to earn its belief by where it stands, what it is called, and the words around it.

use chrono::{Datelike, NaiveDate};

use super::cues::{self, Meaning, Naming};
use super::date::{self, AddressDate, Stamp};
use super::json_ld;
use super::metas::MICRODATA;
use super::scan::{Mark, Place, Property, Scan};
use super::written::{self, Day, Written};
use super::{HTML, JSON_LD, URL};
use crate::model::ValueSource;

/// `meta` names of the day of publication, surest first.
const PUBLISHED_NAMES: &[&str] = &[
    "article:published_time",
    "og:article:published_time",
    "og:published_time",
    "article:published",
    "article.published",
    "article:published_date",
    "datepublished",
    "og:datepublished",
    "rnews:datepublished",
    "bt:pubdate",
    "parsely-pub-date",
    "cxenseparse:recs:publishtime",
    "cxenseparse:publishtime",
    "dcterms.issued",
    "dc.date.issued",
    "dc.date.published",
    "dc.date.publication",
    "originalpublicationdate",
    "article_date_original",
    "dcsext.articlefirstpublished",
    "shareaholic:article_published_time",
    "publish-date",
    "publish_date",
    "publishdate",
    "published",
    "published_at",
    "published-date",
    "published_time",
    "published_time_telegram",
    "pubdate",
    "og:pubdate",
    "pub_date",
    "publication_date",
    "publication-date",
    "citation_publication_date",
    "prism.publicationdate",
    "sailthru.date",
    "date.release",
    "release_date",
    "og:release_date",
    "vr:published_time",
    "pdate",
    "displaydate",
    "analyticsattributes.articledate",
    "weibo: article:create_at",
];
/// `meta` names that as often mean something else.
const VAGUE_NAMES: &[&str] = &[
    "dcterms.date",
    "dc.date",
    "dcterms.created",
    "dc.date.created",
    "article.created",
    "article:created",
    "datecreated",
    "created",
    "date",
    "timestamp",
    "gentime",
];
const MODIFIED_NAMES: &[&str] = &[
    "article:modified_time",
    "og:article:modified_time",
    "article:modified",
    "article.updated",
    "datemodified",
    "dcterms.modified",
    "dc.date.modified",
    "og:updated_time",
    "og:modified_time",
    "article_date_updated",
    "updated-date",
    "last-modified",
    "lastmod",
];

/// Days between two dates of one article that zones and a night's work explain.
const DAYS_NEAR: i64 = 2;

// Points of a visible date; the sums that are believed were set by the labelled pages.

/// What the words or the element's name say.
const CALLED_PUBLISHED: i32 = 40;
const CALLED_NOTHING: i32 = 20;
/// What the element is.
const IS_TIME_WITH_VALUE: i32 = 25;
const IS_DATE_BY_NAME: i32 = 20;
const IS_IN_LINE_BY_NAME: i32 = 8;
const IS_SHORT_LINE: i32 = 5;
const IS_LONG_LINE: i32 = -20;
const IS_PUBDATE: i32 = 20;
/// Where it stands.
const IS_RIGHT_BELOW: i32 = 20;
const IS_RIGHT_ABOVE: i32 = 14;
const IS_NEAR_BELOW: i32 = 8;
const IS_FAR_ABOVE: i32 = -10;
/// The address speaks of that month.
const IS_OF_ADDRESS: i32 = 10;
const IS_AGAINST_ADDRESS: i32 = -30;
/// From here a date is believed.
const BELIEVED: i32 = 40;

/// Visible text, in bytes, between the headline and a date line.
const RIGHT_BELOW_BYTES: usize = 700;
const RIGHT_ABOVE_BYTES: usize = 250;
const NEAR_BELOW_BYTES: usize = 2_500;
/// Letters beside the dates that a date line may have: a byline, a place, an outlet.
const LINE_LETTERS_MAX: usize = 60;

/// What is known of the page beside the scan.
pub(super) struct Page<'a> {
    pub scan: &'a Scan,
    pub node: &'a json_ld::Article,
    pub url: Option<&'a str>,
    /// As declared, with region: tells how `03/04/2025` is meant.
    pub language: Option<&'a str>,
}

/// The two dates, each with its source.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Dates {
    pub published: Option<(Stamp, ValueSource)>,
    pub modified: Option<(Stamp, ValueSource)>,
}

/// Weighs the dates of a page.
pub(super) fn dates(page: &Page<'_>) -> Dates {
    let address = page.url.map(date::in_address).unwrap_or_default();
    let order = Order::of(page);
    let visible = visible(page, &address, order);
    let modified = modified(page, &visible);
    let mut published = machine(page)
        .or_else(|| best(&visible, Meaning::Published).map(|stamp| (stamp, HTML)))
        .or_else(|| vague(page));
    // Folders of a day are set when a report is first published; a later "published" is a republication.
    if let Some(on) = address.on {
        let is_later = published.is_some_and(|(stamp, _)| days(stamp.on, on) > DAYS_NEAR);
        if published.is_none() || is_later && address.is_folders {
            published = Some((Stamp::of_day(on), URL));
        }
        // A time in UTC beside a day of the address that is its neighbour: the address has the outlet's day.
        if let Some((stamp, _)) = &mut published
            && address.is_folders
            && days(stamp.on, on).abs() == 1
            && stamp.has_time
            && stamp.on == stamp.at.date_naive()
        {
            stamp.on = on;
        }
    }
    let published = published.or_else(|| {
        // A page that says only "updated" was, as a rule, updated on its day.
        best(&visible, Meaning::Modified).map(|stamp| (stamp, HTML))
    });
    Dates {
        published,
        modified: modified
            .filter(|(stamp, _)| published.is_none_or(|(first, _)| days(stamp.on, first.on) >= 0)),
    }
}

/// Days from `from` to `to`.
fn days(to: NaiveDate, from: NaiveDate) -> i64 {
    (to - from).num_days()
}

/// What is written for machines about this article.
fn machine(page: &Page<'_>) -> Option<(Stamp, ValueSource)> {
    let of_node = page.node.published.as_deref().and_then(date::instant);
    let of_meta = |names: &[&str]| {
        names
            .iter()
            .filter_map(|name| page.scan.metas.get(name))
            // Microdata is asked with its place.
            .filter(|(_, source)| *source != MICRODATA)
            .find_map(|(text, source)| Some((date::instant(text)?, source)))
    };
    of_node
        .map(|stamp| (stamp, JSON_LD))
        .or_else(|| of_meta(PUBLISHED_NAMES))
        .or_else(|| microdata(page, Property::Published))
}

fn vague(page: &Page<'_>) -> Option<(Stamp, ValueSource)> {
    let of_node = page.node.created.as_deref().and_then(date::instant);
    let of_meta = || {
        VAGUE_NAMES
            .iter()
            .filter_map(|name| page.scan.metas.get(name))
            .find_map(|(text, source)| Some((date::instant(text)?, source)))
    };
    of_node
        .map(|stamp| (stamp, JSON_LD))
        .or_else(of_meta)
        .or_else(|| microdata(page, Property::Created))
}

fn microdata(page: &Page<'_>, property: Property) -> Option<(Stamp, ValueSource)> {
    page.scan
        .marks
        .iter()
        .filter(|mark| mark.property == Some(property))
        .filter(|mark| !mark.place.is_other_item && page.scan.is_here(mark.place))
        .find_map(|mark| {
            let stamp = mark
                .value
                .as_deref()
                .and_then(date::instant)
                .or_else(|| date::instant(&mark.text))?;
            Some((stamp, MICRODATA))
        })
}

fn modified(page: &Page<'_>, visible: &[Candidate]) -> Option<(Stamp, ValueSource)> {
    let of_node = page.node.modified.as_deref().and_then(date::instant);
    let of_meta = || {
        MODIFIED_NAMES
            .iter()
            .filter_map(|name| page.scan.metas.get(name))
            .filter(|(_, source)| *source != MICRODATA)
            .find_map(|(text, source)| Some((date::instant(text)?, source)))
    };
    of_node
        .map(|stamp| (stamp, JSON_LD))
        .or_else(of_meta)
        .or_else(|| microdata(page, Property::Modified))
        .or_else(|| best(visible, Meaning::Modified).map(|stamp| (stamp, HTML)))
}

/// How the outlet writes numeric dates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Order {
    DayFirst,
    MonthFirst,
    Unknown,
}

impl Order {
    /// By the page's region, its language, the country of its address, or another date on the page
    /// that has one reading only.
    fn of(page: &Page<'_>) -> Self {
        let tag = page.language.unwrap_or("").to_ascii_lowercase();
        let mut parts = tag.split(['-', '_']);
        let language = parts.next().unwrap_or("");
        let region = parts.next_back().unwrap_or("");
        match (language, region) {
            (_, "us" | "ph") => return Self::of_page(page).unwrap_or(Self::MonthFirst),
            ("en" | "", "") => {}
            _ => return Self::of_page(page).unwrap_or(Self::DayFirst),
        }
        let host = page.url.and_then(|url| url.split('/').nth(2)).unwrap_or("");
        let country = host.rsplit('.').next().unwrap_or("");
        let by_country = match country {
            "us" | "gov" | "mil" | "ph" => Some(Self::MonthFirst),
            other if other.len() == 2 && !matches!(other, "io" | "co" | "tv" | "me" | "ca") => {
                Some(Self::DayFirst)
            }
            _ => None,
        };
        Self::of_page(page).or(by_country).unwrap_or(Self::Unknown)
    }

    /// What the unambiguous numeric dates of the page agree on.
    fn of_page(page: &Page<'_>) -> Option<Self> {
        let (mut has_day_first, mut has_month_first) = (false, false);
        let texts = page
            .scan
            .lines
            .iter()
            .map(|line| line.text.as_str())
            .chain(page.scan.marks.iter().map(|mark| mark.text.as_str()));
        for text in texts.filter(|text| text.contains('/')) {
            for found in written::dates(text) {
                let words = &text[found.range.clone()];
                let Some((first, _)) = words.split_once('/') else {
                    continue;
                };
                let Ok(first) = first.trim().parse::<u32>() else {
                    continue;
                };
                if let Day::One(day) = found.day
                    && day.day() != day.month()
                {
                    has_day_first |= first == day.day();
                    has_month_first |= first == day.month();
                }
            }
        }
        match (has_day_first, has_month_first) {
            (true, false) => Some(Self::DayFirst),
            (false, true) => Some(Self::MonthFirst),
            _ => None,
        }
    }

    /// The day of `found`; of two readings that of the order, or the one the address confirms.
    fn resolve(self, found: Day, address: &AddressDate) -> Option<NaiveDate> {
        let Day::Either {
            day_first,
            month_first,
        } = found
        else {
            let Day::One(day) = found else { return None };
            return Some(day);
        };
        let is_confirmed = |day: NaiveDate| {
            address.on.is_some_and(|on| days(day, on).abs() <= DAYS_NEAR)
                || address.month == Some((day.year(), day.month()))
        };
        match (is_confirmed(day_first), is_confirmed(month_first), self) {
            (true, false, _) | (false, false, Self::DayFirst) => Some(day_first),
            (false, true, _) | (false, false, Self::MonthFirst) => Some(month_first),
            _ => None,
        }
    }
}

/// A visible date with its points.
#[derive(Clone, Copy, Debug)]
struct Candidate {
    stamp: Stamp,
    meaning: Meaning,
    points: i32,
    offset: usize,
}

/// The best believed candidate that can mean `meaning`; of equals the first.
fn best(candidates: &[Candidate], meaning: Meaning) -> Option<Stamp> {
    candidates
        .iter()
        .filter(|candidate| match meaning {
            Meaning::Modified => candidate.meaning == Meaning::Modified,
            _ => candidate.meaning != Meaning::Modified,
        })
        .filter(|candidate| candidate.points >= BELIEVED)
        .max_by_key(|candidate| (candidate.points, std::cmp::Reverse(candidate.offset)))
        .map(|candidate| candidate.stamp)
}

fn visible(page: &Page<'_>, address: &AddressDate, order: Order) -> Vec<Candidate> {
    let scan = page.scan;
    let mut candidates = Vec::new();
    let can_be = |place: Place| !place.is_caption && !place.is_other_item && scan.is_here(place);
    for mark in scan
        .marks
        .iter()
        .filter(|mark| can_be(mark.place) && !mark.place.is_link)
    {
        of_mark(mark, address, order, &mut candidates);
    }
    for line in scan
        .lines
        .iter()
        .filter(|line| can_be(line.place) && !line.place.is_link)
    {
        of_line(&line.text, line.offset, address, order, &mut candidates);
    }
    for candidate in &mut candidates {
        candidate.points += match candidate.meaning {
            Meaning::Unknown => CALLED_NOTHING,
            // Being called "updated" is as sure a sign of a date line.
            Meaning::Published | Meaning::Modified => CALLED_PUBLISHED,
        };
        candidate.points +=
            nearness(candidate.offset, scan.headline) + agreement(candidate.stamp.on, address);
    }
    candidates
}

fn of_mark(mark: &Mark, address: &AddressDate, order: Order, candidates: &mut Vec<Candidate>) {
    let has_value = mark.value.is_some();
    let mut points = match (mark.is_time, mark.naming) {
        (true, Naming::Date) if has_value => IS_TIME_WITH_VALUE + IS_SHORT_LINE,
        (true, _) if has_value => IS_TIME_WITH_VALUE,
        (_, Naming::Date) | (true, _) => IS_DATE_BY_NAME,
        (false, Naming::Line) => IS_IN_LINE_BY_NAME,
        (false, Naming::None) => IS_DATE_BY_NAME,
    };
    if mark.is_pubdate {
        points += IS_PUBDATE;
    }
    if let Some(stamp) = mark.value.as_deref().and_then(date::instant) {
        let meaning = match mark.meaning {
            Meaning::Unknown => cues::meaning(&mark.text),
            known => known,
        };
        candidates.push(Candidate {
            stamp,
            meaning,
            points,
            offset: mark.offset,
        });
        return;
    }
    let found = written::dates(&mark.text);
    let is_short = letters_beside(&mark.text, &found) <= LINE_LETTERS_MAX;
    for (at, date) in found.iter().enumerate() {
        let meaning = match cue(&mark.text, &found, at) {
            Meaning::Unknown if at == 0 => mark.meaning,
            read => read,
        };
        if let Some(stamp) = stamp(&mark.text, &found, at, address, order) {
            candidates.push(Candidate {
                stamp,
                meaning,
                points: points + if is_short { 0 } else { IS_LONG_LINE },
                offset: mark.offset + date.range.start,
            });
        }
    }
}

fn of_line(text: &str, offset: usize, address: &AddressDate, order: Order, candidates: &mut Vec<Candidate>) {
    let found = written::dates(text);
    if found.is_empty() || text.contains('©') {
        return;
    }
    let points = if letters_beside(text, &found) <= LINE_LETTERS_MAX {
        IS_SHORT_LINE
    } else {
        IS_LONG_LINE
    };
    for (at, date) in found.iter().enumerate() {
        if let Some(stamp) = stamp(text, &found, at, address, order) {
            candidates.push(Candidate {
                stamp,
                meaning: cue(text, &found, at),
                points,
                offset: offset + date.range.start,
            });
        }
    }
}

/// What the words between the date before and this one say of it, or, behind the last, those that follow.
fn cue(text: &str, found: &[Written], at: usize) -> Meaning {
    let from = at.checked_sub(1).map_or(0, |before| found[before].range.end);
    let read = text
        .get(from..found[at].range.start)
        .map_or(Meaning::Unknown, cues::meaning);
    let is_last = at + 1 == found.len();
    match (read, text.get(found[at].range.end..)) {
        (Meaning::Unknown, Some(after)) if is_last && cues::says_published(after) => Meaning::Published,
        _ => read,
    }
}

/// The date with its time of day, where one stands beside it and is read.
fn stamp(text: &str, found: &[Written], at: usize, address: &AddressDate, order: Order) -> Option<Stamp> {
    let on = order.resolve(found[at].day, address)?;
    let from = found[at].range.start;
    let to = found.get(at + 1).map_or(text.len(), |next| next.range.start);
    let timed = text
        .get(from..to)
        .map(|part| part.split(['|', '·', '•']).next().unwrap_or(part))
        .and_then(date::instant)
        .filter(|stamp| stamp.on == on);
    Some(timed.unwrap_or_else(|| Stamp::of_day(on)))
}

/// Letters of `text` outside its dates.
fn letters_beside(text: &str, found: &[Written]) -> usize {
    let of_dates: usize = found
        .iter()
        .map(|date| {
            text[date.range.clone()]
                .chars()
                .filter(|c| c.is_alphabetic())
                .count()
        })
        .sum();
    text.chars()
        .filter(|c| c.is_alphabetic())
        .count()
        .saturating_sub(of_dates)
}

fn nearness(offset: usize, headline: Option<usize>) -> i32 {
    let Some(headline) = headline else {
        return if offset <= NEAR_BELOW_BYTES {
            IS_NEAR_BELOW
        } else {
            0
        };
    };
    match offset.checked_sub(headline) {
        Some(below) if below <= RIGHT_BELOW_BYTES => IS_RIGHT_BELOW,
        Some(below) if below <= NEAR_BELOW_BYTES => IS_NEAR_BELOW,
        Some(_) => 0,
        None if headline - offset <= RIGHT_ABOVE_BYTES => IS_RIGHT_ABOVE,
        None => IS_FAR_ABOVE,
    }
}

/// Whether the address speaks for `on`.
fn agreement(on: NaiveDate, address: &AddressDate) -> i32 {
    if let Some(day) = address.on {
        return if days(on, day).abs() <= DAYS_NEAR {
            IS_OF_ADDRESS
        } else {
            IS_AGAINST_ADDRESS
        };
    }
    match address.month {
        Some((year, month)) if (year, month) == (on.year(), on.month()) => IS_OF_ADDRESS,
        // The first day of the next month may be the last of this one elsewhere.
        Some((year, month)) => {
            let apart = (on.year() - year) * 12 + i32::try_from(on.month()).unwrap_or(0)
                - i32::try_from(month).unwrap_or(0);
            if apart.abs() == 1 { 0 } else { IS_AGAINST_ADDRESS }
        }
        None => 0,
    }
}

#[cfg(test)]
mod tests;
