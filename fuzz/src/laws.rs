//! What must hold for any input, however broken. Each function takes raw bytes and panics when a law
//! is broken; the fuzz targets and the tests of mutants call the same ones.

use chrono::{DateTime, TimeDelta, Utc};
use dateline::attribute::{self, Agencies, OutletRules};
use dateline::model::{
    Article, ClaimedTime, DateQuality, Fact, FactKind, FeedDocument, PageMetadata, PageSource, ReadInput,
    SectionKind, Span, TextFrom, parse_instant, stamp,
};
use dateline::parse::{self, blocks, page};
use dateline::{facts, normalise, pipeline, text};

/// A law, and the folder of seeds that it is tried with.
pub type Law = (&'static str, fn(&[u8]));

/// Every law, by the name of its target.
pub const LAWS: &[Law] = &[
    ("page", page_law),
    ("sections", sections_law),
    ("credits", credits_law),
    ("read", read_law),
    ("feed", feed_law),
    ("dates", dates_law),
    ("opml", opml_law),
    ("address", address_law),
    ("facts", facts_law),
    ("figures", figures_law),
    ("moments", moments_law),
    ("quotes", quotes_law),
];

/// Bytes of a page: decoded, made harmless, cut, laid out. Blocks are clean, sections sound.
pub fn page_law(data: &[u8]) {
    let decoded = page::decode(data, None);
    assert!(
        decoded.html.len() <= page::HTML_BYTES_MAX,
        "a decoded page has its limit"
    );
    if let Ok(guarded) = page::guard(&decoded.html) {
        let again = page::guard(&guarded.html).expect("what is harmless is not refused");
        assert!(
            again.depth <= guarded.depth,
            "guarding a guarded page deepens nothing"
        );
    }
    let address = Some("https://valley.example/news/bridge");
    let extracted = page::extract(&decoded.html, address);
    for block in &extracted.blocks {
        assert!(
            !block.text.is_empty() && block.text.trim() == block.text,
            "blocks are trimmed"
        );
        assert!(
            !block.text.contains(text::is_unwanted_control),
            "blocks hold no controls"
        );
    }
    for block in blocks::blocks(&decoded.html) {
        assert!(
            !block.text.is_empty() && block.text.trim() == block.text,
            "blocks are trimmed"
        );
    }
    let input = ReadInput {
        url: address.map(str::to_owned),
        page: Some(PageSource::Page(decoded.html)),
        ..ReadInput::new("page")
    };
    sound_article(&normalise::article(&input).article);
}

/// A title in the first line, a text behind it. Sections cover the text once and in order, and
/// reading it again changes nothing.
pub fn sections_law(data: &[u8]) {
    let given = String::from_utf8_lossy(data);
    let (title, body) = given.split_once('\n').unwrap_or(("", &given));
    let found = normalise::sections::sections(body, title, &[]);
    sound_sections(body, found.iter().map(|section| (section.kind, section.span)));
    let input = |text: String| ReadInput {
        title: Some(title.to_owned()),
        page: Some(PageSource::Text(text)),
        ..ReadInput::new("sections")
    };
    let once = normalise::article(&input(body.to_owned())).article;
    sound_article(&once);
    let twice = normalise::article(&input(once.text.clone())).article;
    assert_eq!(once, twice, "a clean text is read as it is");
}

/// An article's text, plain or a fragment: its credits lie in it and are sure between 0 and 1.
pub fn credits_law(data: &[u8]) {
    let given = String::from_utf8_lossy(data).into_owned();
    let source = if given.starts_with('<') {
        PageSource::Fragment(given)
    } else {
        PageSource::Text(given)
    };
    let input = ReadInput {
        page: Some(source),
        ..ReadInput::new("credits")
    };
    let article = normalise::article(&input).article;
    let credits = attribute::credits(&article, &PageMetadata::default(), &input, Agencies::shipped());
    for credit in &credits {
        assert!(
            (0.0..=1.0).contains(&credit.confidence),
            "a confidence is a share"
        );
        if let Some(span) = credit.span {
            on_boundaries(&article.text, span);
        }
    }
}

/// Anything that can be known of an article, in fields parted by `\x1e`: the whole reading is sound.
pub fn read_law(data: &[u8]) {
    let input = read_input(data);
    let agencies = Agencies::shipped();
    let outlet =
        OutletRules::shipped().outlet_of(input.url.as_deref(), input.outlet.as_deref(), None, agencies);
    let reading = pipeline::read(&input, &outlet, agencies);
    sound_article(&reading.article);
    sound_facts(&reading.article, &reading.facts);
    for span in reading.credits.iter().filter_map(|credit| credit.span) {
        on_boundaries(&reading.article.text, span);
    }
    assert!(
        pipeline::reading_to_json(&reading).is_object(),
        "a reading can be printed"
    );
}

/// Fields: sources by their first letter (`p`age, `f`ragment, `t`ext), feed text likewise, then title,
/// address, outlet, author, category, language, time.
fn read_input(data: &[u8]) -> ReadInput {
    let given = String::from_utf8_lossy(data);
    let mut fields = given.split('\u{1e}');
    let mut source = || {
        let field = fields.next()?;
        let rest = || field.get(1..).unwrap_or("").to_owned();
        match field.chars().next()? {
            'p' => Some(PageSource::Page(rest())),
            'f' => Some(PageSource::Fragment(rest())),
            't' => Some(PageSource::Text(rest())),
            _ => None,
        }
    };
    let (page, feed_text) = (source(), source());
    let mut field = || fields.next().filter(|field| !field.is_empty()).map(str::to_owned);
    ReadInput {
        page,
        feed_text,
        title: field(),
        url: field(),
        outlet: field(),
        authors: field().into_iter().collect(),
        categories: field().into_iter().collect(),
        language: field(),
        published: field().map_or_else(ClaimedTime::default, |raw| parse::date::read(Some(&raw), noon())),
        text_from: TextFrom::Page,
        ..ReadInput::new("read")
    }
}

/// A feed document: read or refused, entries with keys of their own, the same twice.
pub fn feed_law(data: &[u8]) {
    let announced = parse::discovery::feeds(&String::from_utf8_lossy(data), "https://valley.example/");
    announced.iter().for_each(|feed| is_web_address(&feed.url));
    let read = || parse::feed::document(data, None, "https://valley.example/rss", noon());
    let (Ok(once), Ok(twice)) = (read(), read()) else {
        return;
    };
    let keys = |document: &FeedDocument| {
        document
            .entries
            .iter()
            .map(|entry| entry.key.clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(keys(&once), keys(&twice), "keys are never random");
    let mut sorted = keys(&once);
    assert!(sorted.iter().all(|key| !key.is_empty()), "no entry without a key");
    sorted.sort_unstable();
    sorted.dedup();
    assert_eq!(sorted.len(), once.entries.len(), "no two entries of one key");
    let links = once.entries.iter().filter_map(|entry| entry.link.as_deref());
    links.for_each(is_web_address);
}

fn is_web_address(address: &str) {
    let start = address.get(..5).unwrap_or(address);
    assert!(
        start.eq_ignore_ascii_case("http:") || start.eq_ignore_ascii_case("https"),
        "a web address: {address}"
    );
}

/// A claimed time: no instant without a quality that says why, and the stamp of one that can be meant
/// reads the same.
pub fn dates_law(data: &[u8]) {
    let given = String::from_utf8_lossy(data);
    let claimed = parse::date::read(Some(&given), noon());
    let Some(at) = claimed.at else {
        assert!(
            matches!(claimed.quality, DateQuality::Missing | DateQuality::Unparsed),
            "no instant without a reason"
        );
        return;
    };
    let again = parse::date::read(Some(&stamp(at)), noon());
    let moved = again.at.map(|again| (again - at).abs());
    assert!(
        moved.is_some_and(|moved| moved < TimeDelta::seconds(1)),
        "{at} is stamped {} and read {again:?}",
        stamp(at)
    );
}

/// A list of feeds: read or refused, and what we write of it is read the same.
pub fn opml_law(data: &[u8]) {
    let Ok(list) = parse::opml::read(data) else { return };
    let written = parse::opml::write(&list.feeds);
    let again = parse::opml::read(written.as_bytes()).expect("our own list is a list");
    let urls =
        |list: &parse::opml::OpmlList| list.feeds.iter().map(|feed| feed.url.clone()).collect::<Vec<_>>();
    assert_eq!(urls(&again), urls(&list), "no feed is lost in writing");
}

/// An address: its key is its own key, and cleaning it twice is cleaning it once.
pub fn address_law(data: &[u8]) {
    /// What is longer can grow past the length limit while redirectors are unwrapped, and stays wrapped.
    const BYTES_MAX: usize = 1_000;
    let given = String::from_utf8_lossy(data);
    let is_short = given.len() <= BYTES_MAX;
    if let Some(key) = parse::url::key(&given).filter(|_| is_short) {
        assert_eq!(
            parse::url::key(&key).as_ref(),
            Some(&key),
            "the key of a key is itself"
        );
    }
    if let Some(clean) = parse::url::clean(&given, None).filter(|_| is_short) {
        assert_eq!(
            parse::url::clean(&clean, None).as_ref(),
            Some(&clean),
            "clean stays clean"
        );
    }
}

/// A text in English: its facts lie in it, and each value is what its kind says.
pub fn facts_law(data: &[u8]) {
    let input = ReadInput {
        language: Some("en".to_owned()),
        page: Some(PageSource::Text(String::from_utf8_lossy(data).into_owned())),
        ..ReadInput::new("facts")
    };
    let mut article = normalise::article(&input).article;
    article.language = Some("en".to_owned());
    let found = facts::extract(&article, Some(noon()), &|name| {
        (name == "Reuters").then(|| "reuters".to_owned())
    });
    sound_facts(&article, &found);
}

/// A text's figures: they stand in order in the text, none in another, and the upper end of a range is above.
pub fn figures_law(data: &[u8]) {
    let given = String::from_utf8_lossy(data);
    let found = facts::figures(&given);
    in_order(&given, found.iter().map(|(span, _)| *span));
    for (_, figure) in &found {
        if let Some(high) = figure.value_high {
            assert!(figure.value < high, "a range from {} to {high}", figure.value);
        }
        assert!(
            figure.unit.as_ref().is_none_or(|unit| !unit.is_empty()),
            "a unit has a name"
        );
    }
}

/// A text's time expressions: they stand in order in the text, none in another, and end after they begin.
pub fn moments_law(data: &[u8]) {
    let given = String::from_utf8_lossy(data);
    let found = facts::dates(&given, Some(noon().date_naive()));
    in_order(&given, found.iter().map(|(span, _)| *span));
    for (_, date) in &found {
        assert_eq!(date.from.is_some(), date.to.is_some(), "an interval has two ends");
        assert!(date.from <= date.to, "{:?} ends before it begins", date.value);
    }
}

fn in_order(text: &str, spans: impl Iterator<Item = Span>) {
    let mut free = 0;
    for span in spans {
        on_boundaries(text, span);
        assert!(
            span.start >= free && !span.is_empty(),
            "{span:?} lies in the one before it"
        );
        free = span.end;
    }
}

/// A text of quotation marks and cues: statements lie apart, and who says them, with which word, stands in the
/// text as it is printed.
pub fn quotes_law(data: &[u8]) {
    let input = ReadInput {
        language: Some("en".to_owned()),
        page: Some(PageSource::Text(String::from_utf8_lossy(data).into_owned())),
        ..ReadInput::new("quotes")
    };
    let mut article = normalise::article(&input).article;
    article.language = Some("en".to_owned());
    let found = facts::extract(&article, Some(noon()), &|name| {
        (name == "Reuters").then(|| "reuters".to_owned())
    });
    let mut end = 0;
    for fact in found.iter().filter(|fact| fact.kind == FactKind::Quote) {
        assert!(fact.span.start >= end, "statements lie apart: {:?}", fact.span);
        end = fact.span.end;
        let attribution = fact.attribution.as_ref();
        if let Some(cue) = attribution.and_then(|attribution| attribution.cue) {
            on_boundaries(&article.text, cue);
        }
        if let Some(source) = attribution.and_then(|attribution| attribution.source.as_ref()) {
            on_boundaries(&article.text, source.span);
            assert_eq!(
                article.text[source.span.start..source.span.end],
                source.text,
                "a source is printed as it stands"
            );
        }
    }
}

/// The instant at which everything is read.
fn noon() -> DateTime<Utc> {
    parse_instant("2025-03-04T12:00:00Z").expect("a constant instant")
}

fn on_boundaries(text: &str, span: Span) {
    assert!(
        span.start <= span.end && text.get(span.start..span.end).is_some(),
        "{span:?} does not lie in the text"
    );
}

fn sound_article(article: &Article) {
    assert!(
        !article.text.contains(text::is_unwanted_control),
        "texts hold no controls"
    );
    sound_sections(
        &article.text,
        article
            .sections
            .iter()
            .map(|section| (section.kind, section.span)),
    );
    if let Some(dateline) = &article.dateline {
        on_boundaries(&article.text, dateline.span);
        for part in [dateline.place, dateline.date, dateline.credit]
            .into_iter()
            .flatten()
        {
            on_boundaries(&article.text, part);
            assert!(dateline.span.contains(part), "a part of the dateline lies in it");
        }
    }
}

/// In order, apart, trimmed, and nothing but white space between them.
fn sound_sections(text: &str, sections: impl Iterator<Item = (SectionKind, Span)>) {
    let is_blank = |start: usize, end: usize| text[start..end].chars().all(char::is_whitespace);
    let mut end = 0;
    for (kind, span) in sections {
        on_boundaries(text, span);
        assert!(
            span.start >= end && !span.is_empty(),
            "{kind:?} at {span:?} begins before {end}"
        );
        assert!(
            is_blank(end, span.start),
            "text between {end} and {} has no section",
            span.start
        );
        assert_eq!(span.trimmed(text), span, "sections are trimmed");
        assert_ne!(
            kind,
            SectionKind::Boilerplate,
            "only the recorder knows boilerplate"
        );
        end = span.end;
    }
    assert!(is_blank(end, text.len()), "text behind {end} has no section");
}

fn sound_facts(article: &Article, facts: &[Fact]) {
    for fact in facts {
        on_boundaries(&article.text, fact.span);
        on_boundaries(&article.text, fact.sentence);
        assert!((0.0..=1.0).contains(&fact.confidence), "a confidence is a share");
        let Some(attribution) = &fact.attribution else {
            continue;
        };
        if let Some(source) = &attribution.source {
            on_boundaries(&article.text, source.span);
            assert_eq!(
                source.span.of(&article.text),
                source.text,
                "a mention is written as it stands"
            );
        }
        if let Some(cue) = attribution.cue {
            on_boundaries(&article.text, cue);
        }
    }
}
