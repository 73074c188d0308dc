//! Facts as analysts and scorers read them: one flat JSON object each.

use serde_json::{Map, Value, json};

use crate::model::{Attribution, DateFact, Entity, Fact, FactDetail, Figure, Happening, Span};
use crate::text::CharIndex;

/// `fact` as a flat object; offsets are in characters of `text`, half open.
///
/// Keys: `kind, sub, start, end, text, value, value_high, unit, approx, rate, of_what, whose, period_from, period_to,
/// from, to, granularity, speaker, speaker_start, speaker_end, speaker_name, cue, cue_start, cue_end,
/// via_agency, attributed_to, speaker_rule, name, form, country, latitude, longitude, role, role_org, role_country,
/// place, participants, modality, polarity, section, sentence, confidence, fact_key`. What is not known
/// is left out. `value` is a plain decimal or a TIMEX3 value, as text; `fact_key` is 16 hexadecimal digits.
pub fn to_json(fact: &Fact, text: &str, index: &CharIndex<'_>) -> Value {
    let mut object = Map::new();
    put(&mut object, "kind", Some(fact.kind.as_str()));
    let (start, end) = index.char_span(fact.span);
    object.insert("start".into(), json!(start));
    object.insert("end".into(), json!(end));
    put(&mut object, "text", Some(fact.span.of(text)));
    match &fact.detail {
        FactDetail::Quote(quote) => put(&mut object, "sub", Some(quote.form.as_str())),
        FactDetail::Figure(figure) => put_figure(&mut object, figure),
        FactDetail::Date(date) => put_date(&mut object, date),
        FactDetail::Entity(entity) => put_entity(&mut object, entity),
        FactDetail::Happening(happening) => put_happening(&mut object, happening),
    }
    if let Some(attribution) = &fact.attribution {
        put_attribution(&mut object, attribution, text, index);
    }
    put(&mut object, "modality", Some(fact.modality.as_str()));
    put(&mut object, "polarity", Some(fact.polarity.as_str()));
    put(&mut object, "section", Some(fact.section.as_str()));
    put(&mut object, "sentence", Some(fact.sentence.of(text)));
    object.insert("confidence".into(), json!(fact.confidence));
    put(
        &mut object,
        "fact_key",
        Some(format!("{:016x}", fact.key.cast_unsigned())),
    );
    Value::Object(object)
}

fn put<T: Into<String>>(object: &mut Map<String, Value>, key: &str, value: Option<T>) {
    if let Some(value) = value {
        object.insert(key.into(), Value::String(value.into()));
    }
}

fn put_span(object: &mut Map<String, Value>, key: &str, span: Span, index: &CharIndex<'_>) {
    let (start, end) = index.char_span(span);
    object.insert(format!("{key}_start"), json!(start));
    object.insert(format!("{key}_end"), json!(end));
}

fn put_figure(object: &mut Map<String, Value>, figure: &Figure) {
    put(object, "sub", Some(figure.kind.as_str()));
    put(object, "value", Some(figure.value.normalize().to_string()));
    put(
        object,
        "value_high",
        figure.value_high.map(|high| high.normalize().to_string()),
    );
    put(object, "unit", figure.unit.as_deref());
    put(object, "approx", Some(figure.approximation.as_str()));
    put(object, "rate", figure.rate.as_deref());
    put(object, "of_what", figure.of_what.as_deref());
    put(object, "whose", figure.whose.as_deref());
    put(object, "period_from", figure.period_from.as_deref());
    put(object, "period_to", figure.period_to.as_deref());
}

fn put_date(object: &mut Map<String, Value>, date: &DateFact) {
    let instant = |at: chrono::NaiveDateTime| at.format("%Y-%m-%dT%H:%M:%S").to_string();
    put(object, "sub", Some(date.kind.as_str()));
    put(object, "value", date.value.as_deref());
    put(object, "from", date.from.map(instant));
    put(object, "to", date.to.map(instant));
    put(object, "granularity", Some(date.granularity.as_str()));
}

fn put_happening(object: &mut Map<String, Value>, happening: &Happening) {
    let instant = |at: chrono::NaiveDateTime| at.format("%Y-%m-%dT%H:%M:%S").to_string();
    put(object, "sub", Some(happening.type_.as_str()));
    put(object, "from", happening.from.map(instant));
    put(object, "to", happening.to.map(instant));
    put(object, "place", happening.place.as_deref());
    put(object, "country", happening.country.as_deref());
    object.insert("participants".into(), json!(happening.participants));
}

fn put_entity(object: &mut Map<String, Value>, entity: &Entity) {
    put(object, "name", Some(entity.name.as_str()));
    put(object, "form", Some(entity.form.as_str()));
    put(object, "country", entity.country.as_deref());
    if let Some((latitude, longitude)) = entity.position {
        object.insert("latitude".into(), degrees(latitude));
        object.insert("longitude".into(), degrees(longitude));
    }
    if let Some(role) = &entity.role {
        put(object, "role", Some(role.title.as_str()));
        put(object, "role_org", role.org.as_deref());
        put(object, "role_country", role.country.as_deref());
    }
}

/// To two decimals, as the gazetteer has them: 32 bits hold no more.
fn degrees(value: f32) -> Value {
    json!((f64::from(value) * 100.0).round() / 100.0)
}

fn put_attribution(
    object: &mut Map<String, Value>,
    attribution: &Attribution,
    text: &str,
    index: &CharIndex<'_>,
) {
    if let Some(source) = &attribution.source {
        put(object, "speaker", Some(source.text.as_str()));
        put_span(object, "speaker", source.span, index);
        put(object, "speaker_name", source.name.as_deref());
    }
    if let Some(cue) = attribution.cue {
        put(object, "cue", Some(cue.of(text)));
        put_span(object, "cue", cue, index);
    }
    put(object, "via_agency", attribution.via_agency.as_deref());
    let who = attribution
        .source
        .as_ref()
        .map(|source| source.name.as_deref().unwrap_or(&source.text));
    put(object, "attributed_to", who);
    put(object, "speaker_rule", Some(attribution.rule));
}
