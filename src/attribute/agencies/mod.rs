//! The catalogue of news agencies, press-release wires and syndicators.
//!
//! Facts about agencies are data (`config/agencies.toml`); this module reads the file, checks
//! it, and answers who is meant by a name or a host. It decides nothing about articles.

mod names;
mod read;

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::Deserialize;

pub use names::NameMatch;
use names::NameTable;
pub use read::{AgenciesError, AgenciesProblem};

/// The catalogue that comes with the program.
const SHIPPED: &str = include_str!("../../../config/agencies.toml");

/// What kind of house sends the copy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AgencyKind {
    /// Gathers news and sells it.
    Agency,
    /// Distributes press releases for whoever pays.
    PrWire,
    /// Passes on the articles of outlets.
    Syndicator,
    /// "Agencies", "wire services": somebody's copy, nobody says whose.
    Generic,
}

impl AgencyKind {
    /// The word in the catalogue and in the store.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Agency => "agency",
            Self::PrWire => "pr_wire",
            Self::Syndicator => "syndicator",
            Self::Generic => "generic",
        }
    }
}

/// One entry of the catalogue.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Agency {
    /// Lower-case ASCII letters, digits and underscores; the key everywhere else.
    pub id: String,
    pub name: String,
    pub kind: AgencyKind,
    /// ISO 3166 alpha-2; `ZZ` for none.
    pub country: String,
    /// BCP 47 primary tags, the home language first.
    pub languages: Vec<String>,
    /// Hosts whose own articles are this agency's copy; subdomains are included.
    #[serde(default)]
    pub domains: Vec<String>,
    /// Short forms, compared case-sensitively and only where credits stand.
    pub credit_tokens: Vec<String>,
    /// Those of the tokens and aliases that also mean something else.
    #[serde(default)]
    pub ambiguous_tokens: Vec<String>,
    /// Those of the tokens and aliases that are read only in texts in the home language.
    #[serde(default)]
    pub local_tokens: Vec<String>,
    /// Longer names, other scripts, inflected forms.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// For people.
    #[serde(default)]
    pub note: Option<String>,
}

impl Agency {
    /// Whether this stands for unnamed agencies.
    pub const fn is_generic(&self) -> bool {
        matches!(self.kind, AgencyKind::Generic)
    }

    /// Whether `language` is one the agency writes in.
    pub fn writes_in(&self, language: &str) -> bool {
        self.languages.iter().any(|own| own == language)
    }
}

/// The catalogue, ready for lookups.
#[derive(Clone, Debug)]
pub struct Agencies {
    entries: Vec<Agency>,
    by_id: HashMap<String, usize>,
    by_domain: HashMap<String, usize>,
    names: NameTable,
    version: String,
}

impl Agencies {
    /// Reads a catalogue.
    ///
    /// # Errors
    /// All problems of the text, each with its place: TOML that cannot be read, unknown or missing
    /// fields, an id or domain given twice, empty tokens, ambiguous tokens that are not tokens.
    pub fn parse(toml: &str) -> Result<Self, AgenciesError> {
        read::entries(toml).map(Self::from_entries)
    }

    /// The catalogue that comes with the program.
    pub fn shipped() -> &'static Self {
        static CATALOGUE: LazyLock<Agencies> =
            LazyLock::new(|| Agencies::parse(SHIPPED).expect("the shipped catalogue is read in the tests"));
        &CATALOGUE
    }

    /// This catalogue with the entries of `additions`; an entry with a known id replaces the old one,
    /// and a domain given there belongs to the new entry.
    #[must_use]
    pub fn with_additions(&self, additions: &Self) -> Self {
        let mut entries = self.entries.clone();
        for entry in &mut entries {
            entry
                .domains
                .retain(|domain| !additions.by_domain.contains_key(domain));
        }
        for addition in &additions.entries {
            match entries.iter_mut().find(|entry| entry.id == addition.id) {
                Some(entry) => entry.clone_from(addition),
                None => entries.push(addition.clone()),
            }
        }
        Self::from_entries(entries)
    }

    /// Every entry, in the order of the file.
    pub fn iter(&self) -> impl Iterator<Item = &Agency> {
        self.entries.iter()
    }

    /// The entry with that id.
    pub fn by_id(&self, id: &str) -> Option<&Agency> {
        self.by_id.get(id).map(|&at| &self.entries[at])
    }

    /// The agency whose token or alias is exactly `name`, and whether that name is ambiguous.
    ///
    /// Where agencies share a name, `language` (of the text) decides, else the order of the file.
    pub fn by_name(&self, name: &str, language: Option<&str>) -> Option<(&Agency, bool)> {
        self.names.exact(&self.entries, name, language)
    }

    /// As [`Agencies::by_name`], whatever the case. For places that hold nothing but a name.
    pub fn by_name_folded(&self, name: &str, language: Option<&str>) -> Option<(&Agency, bool)> {
        self.by_name(name, language)
            .or_else(|| self.names.folded(&self.entries, name, language))
    }

    /// The agency that publishes on `host` or on a domain above it; `None` for anybody else.
    ///
    /// `english.news.cn` is Xinhua through `news.cn`; `fakenews.cn` is not.
    pub fn for_host(&self, host: &str) -> Option<&Agency> {
        let host = host.trim_end_matches('.').to_ascii_lowercase();
        let mut rest = host.as_str();
        loop {
            if let Some(&at) = self.by_domain.get(rest) {
                return Some(&self.entries[at]);
            }
            rest = rest.split_once('.')?.1;
        }
    }

    /// Every agency's name in `text`, leftmost and longest, on word boundaries. One pass.
    pub fn names_in<'a>(
        &'a self,
        text: &'a str,
        language: Option<&'a str>,
    ) -> impl Iterator<Item = NameMatch<'a>> {
        self.names.matches(&self.entries, text, language, false)
    }

    /// As [`Agencies::names_in`], with the names that are read only in another language as well, marked
    /// as foreign. For those who look at the words around.
    pub fn names_anywhere_in<'a>(
        &'a self,
        text: &'a str,
        language: Option<&'a str>,
    ) -> impl Iterator<Item = NameMatch<'a>> {
        self.names.matches(&self.entries, text, language, true)
    }

    /// The agency of that country (ISO 3166-1 alpha-2) whose token or alias is exactly `name`, also
    /// one that is otherwise read only in its home language.
    pub fn of_country(&self, name: &str, country: &str) -> Option<&Agency> {
        self.names.of_country(&self.entries, name, country)
    }

    /// A word that changes whenever an entry does; kept with every row derived from the catalogue.
    pub fn version(&self) -> &str {
        &self.version
    }

    fn from_entries(entries: Vec<Agency>) -> Self {
        let by_id = entries
            .iter()
            .enumerate()
            .map(|(at, entry)| (entry.id.clone(), at))
            .collect();
        let by_domain = entries
            .iter()
            .enumerate()
            .flat_map(|(at, entry)| entry.domains.iter().map(move |domain| (domain.clone(), at)))
            .collect();
        let names = NameTable::new(&entries);
        let version = version_of(&entries);
        Self {
            entries,
            by_id,
            by_domain,
            names,
            version,
        }
    }
}

/// Hash of everything that decides a lookup; notes are for people and do not count.
fn version_of(entries: &[Agency]) -> String {
    let mut hasher = xxhash_rust::xxh3::Xxh3::new();
    for entry in entries {
        for word in [&entry.id, &entry.name, &entry.country].into_iter().chain(
            [
                &entry.languages,
                &entry.domains,
                &entry.credit_tokens,
                &entry.ambiguous_tokens,
                &entry.local_tokens,
                &entry.aliases,
            ]
            .into_iter()
            .flatten(),
        ) {
            hasher.update(word.as_bytes());
            hasher.update(&[0]);
        }
        hasher.update(entry.kind.as_str().as_bytes());
        hasher.update(&[1]);
    }
    format!("{:016x}", hasher.digest())
}

#[cfg(test)]
mod tests {
    use super::*;

    const TWO: &str = r#"
        [[agency]]
        id = "acme"
        name = "Acme Wire"
        kind = "agency"
        country = "GB"
        languages = ["en"]
        domains = ["acme.example"]
        credit_tokens = ["ACM"]

        [[agency]]
        id = "acme_de"
        name = "Acme Dienst"
        kind = "agency"
        country = "DE"
        languages = ["de"]
        credit_tokens = ["ACM", "AD"]
        local_tokens = ["AD"]
    "#;

    #[test]
    fn the_shipped_catalogue_is_well_formed() {
        let shipped = Agencies::parse(SHIPPED).unwrap();
        assert!(shipped.iter().count() > 150);
        assert_eq!(shipped.by_id("ians").unwrap().name, "Indo-Asian News Service");
    }

    #[test]
    fn every_shipped_name_leads_back_to_an_agency_that_owns_it() {
        let shipped = Agencies::shipped();
        for agency in shipped.iter() {
            for name in agency.credit_tokens.iter().chain(&agency.aliases) {
                let home = Some(agency.languages[0].as_str());
                let (found, _) = shipped
                    .by_name(name, home)
                    .unwrap_or_else(|| panic!("{name} of {}", agency.id));
                assert!(
                    found.credit_tokens.contains(name) || found.aliases.contains(name),
                    "{name}"
                );
            }
        }
    }

    #[test]
    fn a_host_belongs_to_an_agency_on_label_boundaries_only() {
        let shipped = Agencies::shipped();
        assert_eq!(shipped.for_host("english.news.cn").unwrap().id, "xinhua");
        assert_eq!(shipped.for_host("WWW.Reuters.com.").unwrap().id, "reuters");
        assert!(shipped.for_host("fakenews.cn").is_none());
        assert!(shipped.for_host("cn").is_none());
        assert!(shipped.for_host("").is_none());
    }

    #[test]
    fn the_language_decides_between_agencies_of_one_name() {
        let two = Agencies::parse(TWO).unwrap();
        assert_eq!(two.by_name("ACM", Some("de")).unwrap().0.id, "acme_de");
        assert_eq!(two.by_name("ACM", Some("en")).unwrap().0.id, "acme");
        assert_eq!(two.by_name("ACM", None).unwrap().0.id, "acme");
    }

    #[test]
    fn a_local_token_is_read_in_its_home_language_only() {
        let two = Agencies::parse(TWO).unwrap();
        assert!(two.by_name("AD", Some("en")).is_none());
        assert!(two.by_name("AD", None).is_none());
        assert_eq!(two.by_name("AD", Some("de")).unwrap().0.id, "acme_de");
    }

    #[test]
    fn an_addition_with_a_known_id_replaces_the_entry_and_changes_the_version() {
        let two = Agencies::parse(TWO).unwrap();
        let more = Agencies::parse(
            r#"[[agency]]
            id = "acme"
            name = "Acme Newswire"
            kind = "pr_wire"
            country = "GB"
            languages = ["en"]
            credit_tokens = ["ACMN"]"#,
        )
        .unwrap();
        let merged = two.with_additions(&more);
        assert_eq!(merged.iter().count(), 2);
        assert_eq!(merged.by_id("acme").unwrap().kind, AgencyKind::PrWire);
        assert!(merged.for_host("acme.example").is_none());
        assert_eq!(merged.by_name("ACM", Some("en")).unwrap().0.id, "acme_de");
        assert_ne!(merged.version(), two.version());
        assert_eq!(two.version(), Agencies::parse(TWO).unwrap().version());
    }
}
