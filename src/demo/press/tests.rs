use std::collections::{BTreeMap, HashSet};

use super::*;
use crate::attribute::Agencies;

fn press() -> Press {
    Press::shipped().unwrap()
}

fn addresses(press: &Press) -> Addresses {
    press
        .outlets
        .iter()
        .map(|outlet| (outlet.slug.clone(), "http://127.0.0.1:8080".to_owned()))
        .collect()
}

#[test]
fn there_is_enough_of_everything() {
    let press = press();
    let agencies = press
        .outlets
        .iter()
        .filter(|outlet| outlet.agency.is_some())
        .count();
    assert!(agencies >= 3, "{agencies} agencies");
    assert!(press.outlets.len() - agencies >= 12);
    assert!(press.articles.len() >= 75, "{} articles", press.articles.len());
    let days: HashSet<_> = press
        .articles
        .iter()
        .map(|article| article.published.date_naive())
        .collect();
    assert_eq!(days.len(), 3);
    let mut relations: BTreeMap<Truth, usize> = BTreeMap::new();
    for article in &press.articles {
        *relations.entry(article.relation).or_default() += 1;
    }
    assert_eq!(relations.len(), 8, "a relation is missing: {relations:?}");
    for broken in [Broken::Markup, Broken::Html, Broken::Closed] {
        assert!(
            press
                .outlets
                .iter()
                .any(|outlet| outlet.feed.broken == Some(broken))
        );
    }
    for format in [Format::Rss, Format::Atom, Format::Json] {
        assert!(press.outlets.iter().any(|outlet| outlet.feed.format == format));
    }
    assert!(press.articles.iter().any(|article| article.edit.is_some()));
    assert!(press.articles.iter().any(|article| article.page.is_some()));
    let of_one_release = press
        .articles
        .iter()
        .filter(|article| article.statement.is_some())
        .count();
    assert!(of_one_release >= 4);
}

#[test]
fn the_files_fit_together() {
    let press = press();
    assert_eq!(press.by_id.len(), press.articles.len(), "an id stands twice");
    let first = press.passes[0];
    assert!(press.passes.is_sorted() && press.passes.len() >= 2);
    for article in &press.articles {
        let id = &article.id;
        assert!(
            press.outlets.iter().any(|outlet| outlet.slug == article.outlet),
            "{id}: unknown outlet"
        );
        let last = press.passes.last().unwrap();
        assert!(article.published <= *last, "{id} is never seen");
        let sources = match article.relation {
            Truth::Original => 0,
            Truth::Merged => 2,
            _ => 1,
        };
        assert_eq!(
            article.of.len(),
            sources,
            "{id}: sources do not fit `{}`",
            article.relation.as_str()
        );
        for source in &article.of {
            let source = press.article(source).unwrap();
            assert!(
                source.published < article.published,
                "{id} is older than its source"
            );
        }
        for line in article
            .text
            .lines()
            .chain(article.edit.iter().flat_map(|edit| edit.text.lines()))
        {
            if let Some(reference) = line.strip_prefix('@') {
                let source = reference.split(' ').next().unwrap();
                assert!(press.article(source).is_some(), "{id} refers to {source}");
            }
        }
        if let Some(edit) = &article.edit {
            assert!(
                press
                    .passes
                    .iter()
                    .any(|pass| (article.published..edit.at).contains(pass)),
                "{id}: only its edit is seen"
            );
            assert!(edit.at > first && edit.at <= *last);
        }
    }
    for outlet in &press.outlets {
        if let Some(agency) = &outlet.agency {
            assert!(Agencies::shipped().by_id(agency).is_some(), "{agency}");
        }
        assert!(outlet.key.ends_with(".example"), "{} might exist", outlet.key);
    }
}

#[test]
fn what_is_published_later_is_not_there_yet() {
    let press = press();
    let addresses = addresses(&press);
    let article = press.article("bridge-harbour").unwrap();
    let edit = article.edit.as_ref().unwrap();
    let outlet = press
        .outlets
        .iter()
        .find(|outlet| outlet.slug == article.outlet)
        .unwrap();
    let url = article.url(outlet, &addresses);
    let path = url.strip_prefix("http://127.0.0.1:8080").unwrap();
    let at = |now| press.answer(path, now, &addresses);
    assert_eq!(at(article.published - chrono::TimeDelta::seconds(1)).status, 404);
    assert!(at(article.published).body.contains(&article.title));
    let edited = at(edit.at);
    assert!(edited.body.contains(&edit.title) && !edited.body.contains("2.4 million"));
}

#[test]
fn a_text_takes_paragraphs_of_others_in_its_place() {
    let press = press();
    let cut = press.article("ferry-upland").unwrap();
    let paragraphs = press.paragraphs(&cut.text);
    assert_eq!(paragraphs.len(), 5);
    let Paragraph::Words(third) = paragraphs[2] else {
        panic!()
    };
    assert!(third.starts_with("The Saint Brannoc was carrying"), "{third}");
}

#[test]
fn pages_of_one_path_belong_to_one_outlet_and_the_rest_is_404() {
    let press = press();
    let addresses = addresses(&press);
    let last = *press.passes.last().unwrap();
    let status = |path: &str| press.answer(path, last, &addresses).status;
    assert_eq!(status("/"), 200);
    assert_eq!(status("/afp/2025/03/12/ferry-afp"), 200);
    for path in [
        "",
        "/x",
        "/ians/2025/03/12/ferry-afp",
        "/afp/",
        "/harbourpost/2025/03/14/gone-harbour",
        "/robots.txt",
        "//",
    ] {
        let expected = if path == "/afp/" { 200 } else { 404 };
        assert_eq!(status(path), expected, "{path}");
    }
}
