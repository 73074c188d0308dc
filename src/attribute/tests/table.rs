//! The table of credits (`credits.tsv`): each line in a small article, read from its page.

use std::collections::BTreeMap;

use super::*;
use crate::model::{PageSource, parse_instant};

const TABLE: &str = include_str!("credits.tsv");

/// The paragraphs around the line: nothing in them names anybody or any day.
const FILLER: [&str; 3] = [
    "Officials said the road would open again before the end of the month, once the last stones had been cleared away.",
    "Families had waited for most of the winter and many had moved in with relatives in the next valley over the hill.",
    "The council will meet again in a week to decide how the money that is left should be spent, and by whom it is.",
];

/// A first line at least this long (characters) is the report's first paragraph, a shorter one its beginning.
const OPENING_CHARS_MIN: usize = 60;

/// A row of the table.
struct Row<'a> {
    position: &'a str,
    kind: &'a str,
    agency: Option<&'a str>,
    place: Option<&'a str>,
    date: Option<&'a str>,
    text: &'a str,
}

fn rows() -> Vec<Row<'static>> {
    TABLE
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(|line| {
            let cells: Vec<&str> = line.split('\t').collect();
            assert_eq!(cells.len(), 6, "{line}");
            let cell = |at: usize| Some(cells[at]).filter(|cell| *cell != "-");
            Row {
                position: cells[0],
                kind: cells[1],
                agency: cell(2),
                place: cell(3),
                date: cell(4),
                text: cells[5],
            }
        })
        .collect()
}

/// The page on which the row's line stands.
fn page(row: &Row<'_>) -> String {
    let line = row.text.replace('&', "&amp;").replace('<', "&lt;");
    let mut body: Vec<String> = FILLER.iter().map(|text| format!("<p>{text}</p>")).collect();
    let mut head = String::new();
    match row.position {
        "first" if row.text.chars().count() > OPENING_CHARS_MIN => body[0] = format!("<p>{line}</p>"),
        "first" => body[0] = format!("<p>{line} {}</p>", FILLER[0]),
        "last" => body.push(format!("<p>{line}</p>")),
        "byline" => head = format!("<p class=\"byline\">{line}</p>"),
        "caption" => body.insert(
            1,
            format!("<figure><img src=\"a.jpg\"><figcaption>{line}</figcaption></figure>"),
        ),
        "body" => body.insert(1, format!("<p>{line}</p>")),
        other => panic!("no position: {other}"),
    }
    format!(
        "<article><h1>The road over the hill</h1>{head}{}</article>",
        body.concat()
    )
}

/// What was read in a row: kind, agency, place and date.
type Read = (&'static str, Option<String>, Option<String>, Option<String>);

fn read_row(row: &Row<'_>) -> Read {
    let mut input = ReadInput::new("1");
    input.page = Some(PageSource::Fragment(page(row)));
    input.outlet = Some("valley-post.example".to_owned());
    input.url = Some("https://valley-post.example/1".to_owned());
    input.title = Some("The road over the hill".to_owned());
    input.published.at = parse_instant("2025-03-14T12:00:00Z");
    let normalised = crate::normalise::article(&input);
    let article = normalised.article;
    let found = credits(&article, &normalised.metadata, &input, Agencies::shipped());
    let words = |span: Option<Span>| span.map(|span| span.of(&article.text).to_owned());
    let dateline = article.dateline.as_ref();
    let place = words(dateline.and_then(|dateline| dateline.place));
    let date = words(dateline.and_then(|dateline| dateline.date));
    let kind = match found.first().map(|credit| credit.kind) {
        Some(CreditKind::Signoff) => "credit",
        Some(CreditKind::Markup) => "byline",
        Some(kind) => kind.as_str(),
        None if place.is_some() || date.is_some() => "dateline",
        None => "none",
    };
    let agency = found.first().and_then(|credit| credit.agency.clone());
    (kind, agency, place, date)
}

/// Words without case, full stops and commas: `Mar. 14` is `mar 14`.
fn squashed(words: Option<&str>) -> String {
    let words = words.unwrap_or("").to_lowercase().replace(['.', ','], " ");
    crate::text::collapsed(&words)
}

/// Right ones of all, in per cent.
fn per_cent(right: usize, all: usize) -> usize {
    (100 * right).checked_div(all).unwrap_or(100)
}

#[test]
fn the_table_of_credits_is_read_as_an_editor_reads_it() {
    let is_origin = |kind: &str| kind != "none" && kind != "inline";
    let (mut misses, mut false_origins) = (Vec::new(), Vec::new());
    let mut by_kind: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    let (mut named, mut wanted, mut right) = (0, 0, 0);
    let (mut places, mut places_right, mut dates, mut dates_right) = (0, 0, 0, 0);
    for row in rows() {
        let (kind, agency, place, date) = read_row(&row);
        let origin = agency.as_deref().filter(|_| is_origin(kind));
        let wanted_origin = row.agency.filter(|_| is_origin(row.kind));
        let count = by_kind.entry(row.kind).or_default();
        count.1 += 1;
        count.0 += usize::from(kind == row.kind);
        named += usize::from(origin.is_some());
        wanted += usize::from(wanted_origin.is_some());
        right += usize::from(origin.is_some() && origin == wanted_origin);
        let is_cited = row.kind != "inline" || agency.as_deref() == row.agency;
        let mut is_whole = kind == row.kind && origin == wanted_origin && is_cited;
        if row.kind == "dateline" {
            let is_place = squashed(place.as_deref()) == squashed(row.place);
            let is_date = squashed(date.as_deref()) == squashed(row.date);
            places += 1;
            places_right += usize::from(is_place);
            dates += 1;
            dates_right += usize::from(is_date);
            is_whole &= is_place && is_date;
        }
        let told = format!(
            "{kind} {agency:?} {place:?} {date:?} <- {} {} {}",
            row.kind, row.position, row.text
        );
        if !is_origin(row.kind) && origin.is_some() {
            false_origins.push(told.clone());
        }
        if !is_whole {
            misses.push(told);
        }
    }
    println!("{}", misses.join("\n"));
    println!("kinds right: {by_kind:?}");
    println!(
        "origins: {right} right, {named} named, {wanted} wanted; places {places_right} and dates {dates_right} of {places}"
    );
    println!("false origins: {}", false_origins.len());
    assert_eq!(false_origins, [] as [String; 0]);
    assert!(per_cent(right, named) >= 98, "precision of the origin");
    assert!(per_cent(right, wanted) >= 96, "recall of the origin");
    assert!(per_cent(places_right, places) >= 96 && per_cent(dates_right, dates) >= 96);
    for (kind, (right, all)) in by_kind {
        assert!(per_cent(right, all) >= 95, "{kind}: {right} of {all}");
    }
}
