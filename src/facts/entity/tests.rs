use super::*;

fn read_text(text: &str) -> Vec<Mention> {
    let passage = Passage::new(text, Span::new(0, text.len()));
    read(text, std::iter::once(&passage))
}

/// Kind, words and full name of each mention.
fn told(text: &str) -> Vec<(&'static str, String, String)> {
    read_text(text)
        .into_iter()
        .map(|m| (m.kind.as_str(), m.span.of(text).to_owned(), m.entity.name))
        .collect()
}

fn role_of(text: &str, name: &str) -> Option<(String, Option<String>, Option<String>)> {
    let found = read_text(text);
    let person = found
        .iter()
        .find(|m| m.entity.name == name)
        .unwrap_or_else(|| panic!("{name} in {found:?}"));
    let role = person.entity.role.clone()?;
    Some((role.title, role.org, role.country))
}

#[test]
fn persons_organisations_and_places_are_told_apart() {
    let found =
        told("Maria Kowalska, who runs Northern Rail Holdings, flew from Nairobi to Warsaw on Monday.");
    let kinds: Vec<(&str, &str)> = found
        .iter()
        .map(|(kind, words, _)| (*kind, words.as_str()))
        .collect();
    assert_eq!(
        kinds,
        [
            ("person", "Maria Kowalska"),
            ("org", "Northern Rail Holdings"),
            ("place", "Nairobi"),
            ("place", "Warsaw"),
        ]
    );
}

#[test]
fn a_surname_means_the_person_named_in_full() {
    let found = told("President Maria Kowalska met John Peters in London.\nKowalska said Peters had agreed.");
    let full: Vec<&str> = found
        .iter()
        .filter(|m| m.0 == "person")
        .map(|m| m.2.as_str())
        .collect();
    assert_eq!(
        full,
        ["Maria Kowalska", "John Peters", "Maria Kowalska", "John Peters"]
    );
}

#[test]
fn of_two_persons_of_one_surname_the_one_named_last_is_meant() {
    let found = told(
        "Anna Kowalska and Piotr Nowak spoke.\nKowalska said it was late.\nEwa Kowalska, her sister, came.\nKowalska said it was early.",
    );
    let of_surname: Vec<&str> = found
        .iter()
        .filter(|m| m.1 == "Kowalska")
        .map(|m| m.2.as_str())
        .collect();
    assert_eq!(of_surname, ["Anna Kowalska", "Ewa Kowalska"]);
}

#[test]
fn an_acronym_means_the_name_it_is_made_of() {
    let found = told(
        "The International Rail Transport Committee met in Geneva.\nOfficials of the IRTC said the committee would vote.",
    );
    let acronym = found
        .iter()
        .find(|m| m.1 == "IRTC")
        .unwrap_or_else(|| panic!("{found:?}"));
    assert_eq!(acronym.2, "International Rail Transport Committee");
}

#[test]
fn places_have_a_country_and_towns_a_position() {
    let found = read_text("The ministers met in Nairobi, Kenya, on Tuesday.");
    let town = found.iter().find(|m| m.entity.name == "Nairobi").unwrap();
    assert_eq!(town.entity.country.as_deref(), Some("KE"));
    let (latitude, longitude) = town.entity.position.unwrap();
    assert!((latitude + 1.28).abs() < 0.1 && (longitude - 36.8).abs() < 0.1);
    let country = found.iter().find(|m| m.entity.name == "Kenya").unwrap();
    assert_eq!(country.entity.position, None);
}

#[test]
fn the_role_before_a_name_has_title_organisation_and_country() {
    let text = "Deputy Chief of Staff of the Presidential Executive Office of Russia Maxim Oreshkin said so on Friday.";
    let (title, org, country) = role_of(text, "Maxim Oreshkin").unwrap();
    assert_eq!(title, "Deputy Chief of Staff");
    assert!(org.unwrap().starts_with("Presidential Executive Office"));
    assert_eq!(country.as_deref(), Some("RU"));
    let text = "On Thursday, Belarusian President Alexander Lukashenko visited Moscow.";
    let role = role_of(text, "Alexander Lukashenko").unwrap();
    assert_eq!(role, ("President".into(), None, Some("BY".into())));
}

#[test]
fn the_role_behind_a_name_ends_with_its_clause() {
    let text =
        "Helena Brandt, the chief executive of Northern Rail Holdings, said the line would open in May.";
    let role = role_of(text, "Helena Brandt").unwrap();
    assert_eq!(
        role,
        (
            "chief executive".into(),
            Some("Northern Rail Holdings".into()),
            None
        )
    );
}

#[test]
fn an_address_and_an_apposed_place_are_no_roles() {
    assert_eq!(role_of("Mr. Paul Meyer came late on Monday.", "Paul Meyer"), None);
    assert_eq!(
        role_of("Paul Meyer, from London, came late on Monday.", "Paul Meyer"),
        None
    );
}

#[test]
fn text_without_capitals_has_no_names() {
    assert!(told("nobody came to the meeting, they said. it rained.").is_empty());
    assert!(told("").is_empty());
}

#[test]
fn hostile_text_is_read_in_time() {
    let long = "A".repeat(200_000);
    assert!(told(&long).len() <= 1);
    let many = "Ab Cd, ".repeat(30_000);
    assert!(read_text(&many).len() <= NAMES_MAX);
}

proptest::proptest! {
    #[test]
    fn mentions_lie_on_character_boundaries_and_hold_no_blank_ends(text in "([A-Z][a-zé’]{0,6}|of|the|[.,()“”&-]|\\PC| |\n){0,40}") {
        for mention in read_text(&text) {
            let words = text.get(mention.span.start..mention.span.end).unwrap();
            proptest::prop_assert_eq!(words.trim(), words);
            proptest::prop_assert!(!words.is_empty() && !mention.entity.name.is_empty());
        }
    }
}
