//! How long what is kept.

use serde::{Deserialize, Serialize};

/// A hundred years, beyond which nobody means a number of days.
const DAYS_MAX: u32 = 36_500;

/// After how many days what is given up; 0 keeps it for ever.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct RetentionSettings {
    /// What feeds and sites sent: entries, pages, documents that could not be read; from the entry's last change.
    pub raw_days: u32,
    /// Texts of former revisions, from the article's first sight.
    pub old_text_days: u32,
    /// Texts of all revisions, from the same.
    pub text_days: u32,
    /// Facts and claims, from the last article of their event.
    pub facts_days: u32,
    /// Rows for single polls and changes of a feed's state.
    pub log_days: u32,
}

impl RetentionSettings {
    /// See [`super::PageSettings::problems`].
    pub fn problems(&self) -> Vec<(&'static str, String)> {
        let mut found = Vec::new();
        for (key, days) in [
            ("raw_days", self.raw_days),
            ("old_text_days", self.old_text_days),
            ("text_days", self.text_days),
            ("facts_days", self.facts_days),
            ("log_days", self.log_days),
        ] {
            if days > DAYS_MAX {
                found.push((key, format!("must be from 1 to {DAYS_MAX} days, or 0 for ever")));
            }
        }
        if self.text_days != 0 && self.old_text_days > self.text_days {
            let problem = format!(
                "must be from 0 to text_days ({}): with the current text of an article all former ones go",
                self.text_days
            );
            found.push(("old_text_days", problem));
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn former_texts_cannot_outlive_all_texts_and_no_number_is_absurd() {
        let keys = |settings: &RetentionSettings| {
            let problems = settings.problems();
            problems.into_iter().map(|(key, _)| key).collect::<Vec<_>>()
        };
        let mut settings = RetentionSettings::default();
        assert!(keys(&settings).is_empty());
        settings.old_text_days = 400;
        assert!(keys(&settings).is_empty());
        settings.text_days = 365;
        settings.log_days = 40_000;
        assert_eq!(keys(&settings), ["log_days", "old_text_days"]);
    }
}
