//! `dateline search WORDS`.

use std::process::ExitCode;

use clap::Args;
use serde_json::json;

use super::grid::inert;
use super::{StoreOption, output};
use crate::config::Config;
use crate::store::{self, CopyHit, Found, QuoteHit, Search, SearchError, StoryHit};

/// Outlets named in one line for people.
const OUTLETS_SHOWN: usize = 6;

#[derive(Debug, Args)]
#[command(after_long_help = "\
All words must occur, in any order; case and accents do not matter. \"...\" is a phrase, word* any word that \
begins so. Stories are found by one text each, that of their representative article, so copies do not crowd \
the list; --copies also looks into the own texts of the newest 10,000 copies, for what only they say.

Examples:
  dateline search cracked quay
  dateline search --quotes '\"good day\" minister'
  dateline search --raw 'quay NOT (repair OR ferry*)'")]
pub(super) struct Options {
    #[command(flatten)]
    pub(super) store: StoreOption,
    /// What to look for
    #[arg(required = true, value_name = "WORDS")]
    words: Vec<String>,
    /// Look in quotations and their speakers
    #[arg(long)]
    quotes: bool,
    /// Also look in the own texts of copies
    #[arg(long, conflicts_with = "quotes")]
    copies: bool,
    /// Take WORDS as an FTS5 expression, operators included
    #[arg(long)]
    raw: bool,
    /// Hits of each kind, at most
    #[arg(long, value_name = "HITS", default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    limit: u32,
    /// One JSON line for each hit
    #[arg(long)]
    json: bool,
}

pub(super) fn run(config: &Config, options: &Options) -> anyhow::Result<ExitCode> {
    let search = Search {
        text: options.words.join(" "),
        is_raw: options.raw,
        in_quotes: options.quotes,
        in_copies: options.copies,
        limit: options.limit,
    };
    let found = super::runtime()?.block_on(async {
        tokio::spawn(super::end_when_interrupted());
        store::search(options.store.address(config), &search).await
    });
    let found = found.map_err(|error| match error {
        // On its own, for the exit code.
        SearchError::Store(error) => error.into(),
        other => anyhow::Error::from(other),
    })?;
    if options.json {
        output::print(&json_lines(&found))?;
    } else {
        output::print(&told(&found))?;
        say_counts(&found, &search);
    }
    Ok(ExitCode::SUCCESS)
}

fn say_counts(found: &Found, search: &Search) {
    let kind = if search.in_quotes { "quotations" } else { "stories" };
    let hits = found.stories.len() + found.quotes.len();
    if hits == 0 {
        let further = if search.in_quotes || search.in_copies {
            ""
        } else {
            "; --copies also looks for what only copies say"
        };
        output::say(&format!("no {kind} found{further}"));
    } else if hits == search.limit as usize {
        output::say(&format!("the best {hits} {kind}; more with --limit"));
    }
    if search.in_copies {
        let rest = match (
            found.is_every_copy_scanned,
            found.copies.len() == search.limit as usize,
        ) {
            (true, _) => "all there are",
            (false, true) => "until enough were found",
            (false, false) => "the newest",
        };
        output::say(&format!(
            "{} found in copies only; {} copies looked at, {rest}",
            found.copies.len(),
            found.copies_scanned
        ));
    }
}

fn told(found: &Found) -> String {
    let stories = found.stories.iter().map(story);
    let quotes = found.quotes.iter().map(quote);
    let copies = found.copies.iter().map(copy);
    stories
        .chain(quotes)
        .chain(copies)
        .map(|lines| {
            let lines: Vec<String> = lines.iter().map(|line| inert(line)).collect();
            format!("{}\n\n", lines.join("\n   "))
        })
        .collect()
}

fn story(hit: &StoryHit) -> Vec<String> {
    let origin = match &hit.origin_agency {
        Some(agency) => format!("agency {agency}"),
        None => hit.origin_kind.clone(),
    };
    let mut outlets = hit
        .outlet_names
        .iter()
        .take(OUTLETS_SHOWN)
        .cloned()
        .collect::<Vec<_>>()
        .join(", ");
    if hit.outlets > OUTLETS_SHOWN as i64 {
        outlets.push_str(", …");
    }
    vec![
        title(&hit.title).to_owned(),
        format!(
            "story {}: {} in {} ({outlets}); origin: {origin}",
            hit.story_id,
            count(hit.articles, "article"),
            count(hit.outlets, "outlet"),
        ),
        format!(
            "first {} by {}, {}",
            hit.first_basis,
            hit.first_outlet.as_deref().unwrap_or("nobody known"),
            hit.first_at.as_deref().unwrap_or("time unknown"),
        ),
        if hit.snippet.is_empty() {
            "(found by its title; its text has been pruned, or was empty)".to_owned()
        } else {
            hit.snippet.clone()
        },
    ]
}

fn quote(hit: &QuoteHit) -> Vec<String> {
    vec![
        format!("“{}”", hit.snippet),
        format!(
            "{}, in {}",
            hit.speaker.as_deref().unwrap_or("speaker unknown"),
            count(hit.stories, "story")
        ),
        format!("story {}: {}", hit.story_id, title(&hit.title)),
        format!("{}, {} (article {})", hit.outlet, hit.seen_at, hit.article_id),
    ]
}

fn copy(hit: &CopyHit) -> Vec<String> {
    let mut lines = vec![
        title(&hit.title).to_owned(),
        format!(
            "{} copy in story {}, article {}",
            hit.relation, hit.story_id, hit.article_id
        ),
        format!("{}, {}", hit.outlet, hit.seen_at),
    ];
    lines.extend(hit.url.clone());
    lines.push(hit.snippet.clone());
    lines
}

fn title(title: &str) -> &str {
    if title.is_empty() { "(no title)" } else { title }
}

fn count(number: i64, what: &str) -> String {
    match (number, what) {
        (1, _) => format!("1 {what}"),
        (_, "story") => format!("{number} stories"),
        _ => format!("{number} {what}s"),
    }
}

fn json_lines(found: &Found) -> String {
    let stories = found.stories.iter().map(|hit| {
        json!({
            "kind": "story", "story_id": hit.story_id, "title": hit.title, "snippet": hit.snippet,
            "articles": hit.articles, "outlets": hit.outlets, "outlet_names": hit.outlet_names,
            "origin_kind": hit.origin_kind, "origin_agency": hit.origin_agency,
            "first_outlet": hit.first_outlet, "first_at": hit.first_at, "first_basis": hit.first_basis,
        })
    });
    let quotes = found.quotes.iter().map(|hit| {
        json!({
            "kind": "quote", "fact_id": hit.fact_id, "article_id": hit.article_id, "story_id": hit.story_id,
            "speaker": hit.speaker, "snippet": hit.snippet, "outlet": hit.outlet, "title": hit.title,
            "seen_at": hit.seen_at, "stories": hit.stories,
        })
    });
    let copies = found.copies.iter().map(|hit| {
        json!({
            "kind": "copy", "article_id": hit.article_id, "story_id": hit.story_id, "outlet": hit.outlet,
            "relation": hit.relation, "title": hit.title, "snippet": hit.snippet, "seen_at": hit.seen_at,
            "url": hit.url,
        })
    });
    stories
        .chain(quotes)
        .chain(copies)
        .map(|line| format!("{line}\n"))
        .collect()
}
