//! A reading as the one JSON line that `read` prints. Spans are in characters, half open.

use serde_json::{Map, Value, json};

use crate::facts;
use crate::model::{Credit, Dateline, MetadataField, Reading, Span, stamp};
use crate::text::CharIndex;

/// `{"id", "article": {...}, "metadata", "dateline", "credits", "facts", "notes"}`; keys without a value are null in
/// `article` and `dateline`, and left out in `facts`.
pub fn reading_to_json(reading: &Reading) -> Value {
    let article = &reading.article;
    let index = CharIndex::new(&article.text);
    let sections: Vec<Value> = article
        .sections
        .iter()
        .map(|section| {
            let (start, end) = index.char_span(section.span);
            json!({"kind": section.kind.as_str(), "start": start, "end": end})
        })
        .collect();
    let published_at = article.published_at.or(reading.published.at).map(stamp);
    let published_on = reading
        .metadata
        .iter()
        .find(|value| value.field == MetadataField::PublishedOn)
        .map(|value| value.value.as_str());
    json!({
        "id": reading.id,
        "article": {
            "title": article.title,
            "byline": article.byline,
            "published_at": published_at,
            "published_on": published_on,
            "language": article.language,
            "url": article.url,
            "canonical_url": article.canonical_url,
            "section": article.section,
            "site_name": article.site_name,
            "text_from": article.text_from.as_str(),
            "text": article.text,
            "sections": sections,
        },
        "metadata": reading.metadata.iter().map(|value| json!({
            "field": value.field.as_str(),
            "value": value.value,
            "source": value.source,
        })).collect::<Vec<_>>(),
        "dateline": article.dateline.as_ref().map(|dateline| dateline_to_json(dateline, &article.text, &index)),
        "credits": reading.credits.iter().map(|credit| credit_to_json(credit, &index)).collect::<Vec<_>>(),
        "facts": reading.facts.iter().map(|fact| facts::to_json(fact, &article.text, &index)).collect::<Vec<_>>(),
        "notes": reading.notes,
    })
}

fn dateline_to_json(dateline: &Dateline, text: &str, index: &CharIndex<'_>) -> Value {
    let words = |span: Option<Span>| span.map(|span| span.of(text));
    let (start, end) = index.char_span(dateline.span);
    json!({
        "place_text": words(dateline.place),
        "place": words(dateline.place),
        "date_text": words(dateline.date),
        "date": dateline.date_on.map(|day| day.to_string()),
        "credit": words(dateline.credit),
        "country": dateline.country,
        "is_weekday_right": dateline.is_weekday_right,
        "start": start,
        "end": end,
    })
}

fn credit_to_json(credit: &Credit, index: &CharIndex<'_>) -> Value {
    let mut object = Map::new();
    object.insert("agency".into(), json!(credit.agency));
    object.insert("kind".into(), json!(credit.kind.as_str()));
    object.insert("text".into(), json!(credit.text));
    if let Some(span) = credit.span {
        let (start, end) = index.char_span(span);
        object.insert("start".into(), json!(start));
        object.insert("end".into(), json!(end));
    }
    object.insert("confidence".into(), json!(credit.confidence));
    object.insert("rule".into(), json!(credit.rule));
    Value::Object(object)
}
