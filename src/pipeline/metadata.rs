//! The agencies among the names of a byline.

use crate::attribute::Agencies;
use crate::model::{MetadataField, MetadataValue};
use crate::normalise::byline::Byline;

/// `values` with the agencies of `byline`, by their ids, behind the persons; a name that is an agency's is
/// no person's.
pub(super) fn with_agencies(
    mut values: Vec<MetadataValue>,
    byline: &Byline,
    agencies: &Agencies,
    language: Option<&str>,
) -> Vec<MetadataValue> {
    let source = values
        .iter()
        .find(|value| value.field == MetadataField::Byline)
        .map(|value| value.source);
    let Some(source) = source else { return values };
    // `Ana` may be a person where `ANA` is an agency: a name like a person's has to be spelled right.
    let of_person = |name: &String| agencies.by_name(name, language);
    let of_organisation = |name: &String| agencies.by_name_folded(name, language);
    // `AP Auto Writer` says for whom.
    let of_role = |role: &String| agencies.by_name(role.split(' ').next().unwrap_or(role), language);
    let found = byline
        .organisations
        .iter()
        .map(|name| (name, of_organisation(name)))
        .chain(byline.persons.iter().map(|name| (name, of_person(name))))
        .chain(byline.roles.iter().map(|role| (role, of_role(role))));
    let mut ids: Vec<String> = Vec::new();
    for (name, agency) in found {
        let Some((agency, _)) = agency else { continue };
        values.retain(|value| value.field != MetadataField::Person || value.value != *name);
        if !ids.contains(&agency.id) {
            ids.push(agency.id.clone());
        }
    }
    let at = values
        .iter()
        .position(|value| value.field as u8 > MetadataField::Person as u8)
        .unwrap_or(values.len());
    let agencies = ids.into_iter().map(|value| MetadataValue {
        field: MetadataField::Agency,
        value,
        source,
    });
    values.splice(at..at, agencies);
    values
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normalise::byline;

    fn read(text: &str) -> Vec<(MetadataField, String)> {
        let byline = byline::read(text).unwrap();
        let value = |field, value: &str| MetadataValue {
            field,
            value: value.to_owned(),
            source: "html",
        };
        let mut values = vec![value(MetadataField::Byline, text)];
        values.extend(
            byline
                .persons
                .iter()
                .map(|name| value(MetadataField::Person, name)),
        );
        values.push(value(MetadataField::Tag, "bridge"));
        let agencies = Agencies::shipped();
        with_agencies(values, &byline, agencies, Some("en"))
            .into_iter()
            .filter(|value| matches!(value.field, MetadataField::Person | MetadataField::Agency))
            .map(|value| (value.field, value.value))
            .collect()
    }

    #[test]
    fn agencies_of_a_byline_get_their_ids_and_are_no_persons() {
        let person = |name: &str| (MetadataField::Person, name.to_owned());
        let agency = |id: &str| (MetadataField::Agency, id.to_owned());
        for (text, expected) in [
            (
                "MEG ROE and ANN POE, Associated Press",
                vec![person("MEG ROE"), person("ANN POE"), agency("ap")],
            ),
            ("Von Hanna Weber, dpa", vec![person("Hanna Weber"), agency("dpa")]),
            ("Por Agencia EFE", vec![agency("efe")]),
            ("By Reuters", vec![agency("reuters")]),
            (
                "By TOM POE, AP Auto Writer",
                vec![person("TOM POE"), agency("ap")],
            ),
            ("Post Staff", vec![]),
            ("Jane Roe, Chief political reporter", vec![person("Jane Roe")]),
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
    }
}
