//! `dateline feeds why`: how one feed is asked, and why so.

use anyhow::bail;
use clap::Args;

use super::{StoreOption, output};
use crate::config::Config;
use crate::store::{self, DossierFeed, FeedDossier};
use crate::telemetry::field;

const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

#[derive(Debug, Args)]
pub(super) struct Options {
    #[command(flatten)]
    pub(super) store: StoreOption,
    /// A feed's number or address; a former one will do
    #[arg(value_name = "FEED")]
    name: String,
    /// Everything as one JSON line
    #[arg(long)]
    json: bool,
}

pub(super) async fn run(config: &Config, options: &Options) -> anyhow::Result<()> {
    let address = options.store.address(config);
    let name = options.name.trim();
    // In its normal spelling, as it was stored.
    let url = url::Url::parse(name).map_or_else(|_| name.to_owned(), Into::into);
    let store = store::open_to_read(address).await?;
    let found = store.feed(name.parse().ok(), &url).await;
    store.close().await;
    let Some(dossier) = found? else {
        bail!(
            "{address} holds no feed of that number or address: `{}`; `dateline feeds list` shows all",
            field(name)
        );
    };
    if options.json {
        output::print_json(&serde_json::to_value(&dossier)?)
    } else {
        output::print(&page(&dossier))
    }
}

fn page(dossier: &FeedDossier) -> String {
    let feed = &dossier.feed;
    let mut lines = Lines::default();
    lines.say("feed", &format!("{} {}", feed.feed_id, field(&feed.url)));
    lines.maybe("title", feed.title.as_deref());
    lines.maybe("home", feed.home_url.as_deref());
    lines.say("state", &feed.state);
    if let Some(error) = &feed.last_error {
        let since = feed.fail_since_at.as_deref().unwrap_or("-");
        lines.say(
            "failing",
            &format!("{error}, {} times since {since}", feed.fail_count),
        );
        lines.maybe("", feed.last_error_detail.as_deref());
    }
    let asked = if feed.state == "paused" {
        "never: it is paused".to_owned()
    } else {
        format!("{}, every {}", feed.next_at, span(feed.interval_s))
    };
    lines.say("next", &asked);
    lines.maybe("host on hold", feed.host_hold_until.as_deref());
    lines.maybe_span("between entries", feed.gap_ewma_s);
    lines.maybe_span("reaches back", feed.window_s);
    wishes(&mut lines, feed);
    lines.maybe("hub", feed.hub_url.as_deref());
    lines.maybe("cloud", feed.cloud_url.as_deref());
    if feed.self_url.as_ref() != Some(&feed.url) {
        lines.maybe("calls itself", feed.self_url.as_deref());
    }
    if let (Some(to), Some(since)) = (&feed.redirect_to, &feed.redirect_since_at) {
        let times = feed.redirect_count;
        lines.say(
            "redirects to",
            &format!("{}, {times} times since {since}", field(to)),
        );
    }
    for moved in &dossier.moves {
        lines.say("moved", &format!("{} from {}", moved.at, field(&moved.was)));
    }
    lines.say(
        "so far",
        &format!(
            "{} polls, {} not modified, {} failed; {} entries, {} gaps",
            feed.polls, feed.not_modified, feed.failures, feed.entries, feed.gaps
        ),
    );
    lines.say(
        "conditional",
        if feed.has_validators {
            "yes"
        } else {
            "no: it gives no validators"
        },
    );
    let mut text = lines.text;
    for event in &dossier.events {
        let change = [event.was.as_deref(), event.now.as_deref()].map(|word| word.unwrap_or("-"));
        let detail = event.detail.as_deref().map(field).unwrap_or_default();
        text.push_str(&format!(
            "{}  {}: {} -> {} {detail}\n",
            event.at, event.kind, change[0], change[1]
        ));
    }
    text.push_str(&polls(dossier));
    text
}

/// What the feed asks for, and whether it is heeded.
fn wishes(lines: &mut Lines, feed: &DossierFeed) {
    lines.maybe_span("ttl", feed.ttl_s);
    lines.maybe_span("update period", feed.update_period_s);
    lines.maybe_span("floor by these", feed.hint_floor_s);
    let hours = (0..24).filter(|hour| feed.skip_hours >> hour & 1 == 1);
    let hours: Vec<String> = hours.map(|hour: i32| hour.to_string()).collect();
    let days = (0..7).filter(|day| feed.skip_days >> day & 1 == 1);
    let days: Vec<&str> = days.filter_map(|day: usize| DAYS.get(day).copied()).collect();
    if hours.is_empty() && days.is_empty() {
        return;
    }
    lines.say(
        "rests (GMT)",
        format!("{} {}", hours.join(","), days.join(",")).trim(),
    );
    lines.maybe("published in rest", feed.skip_broken_at.as_deref());
}

fn polls(dossier: &FeedDossier) -> String {
    let head = [
        "poll", "outcome", "status", "entries", "new", "changed", "dropped", "detail",
    ];
    let mut rows = vec![head.map(str::to_owned).to_vec()];
    rows.extend(dossier.recent.iter().map(|poll| {
        vec![
            poll.started_at.clone(),
            poll.error_class.clone().unwrap_or_else(|| poll.outcome.clone()),
            poll.http_status
                .map_or_else(|| "-".to_owned(), |status| status.to_string()),
            poll.entries.to_string(),
            poll.new_entries.to_string(),
            poll.changed_entries.to_string(),
            poll.entries_dropped.to_string(),
            poll.detail.as_deref().map(field).unwrap_or_default(),
        ]
    }));
    output::table(&rows)
}

/// Lines of a name and what it is.
#[derive(Default)]
struct Lines {
    text: String,
}

impl Lines {
    fn say(&mut self, name: &str, what: &str) {
        self.text.push_str(&format!("{name:<18}{what}\n"));
    }

    fn maybe(&mut self, name: &str, what: Option<&str>) {
        if let Some(what) = what {
            self.say(name, &field(what));
        }
    }

    fn maybe_span(&mut self, name: &str, seconds: Option<i64>) {
        if let Some(seconds) = seconds {
            self.say(name, &span(seconds));
        }
    }
}

/// `90 s`, `15 min`, `6.0 h`, `2.5 d`.
fn span(seconds: i64) -> String {
    match seconds {
        ..600 => format!("{seconds} s"),
        600..7_200 => format!("{} min", seconds / 60),
        7_200..172_800 => format!("{:.1} h", seconds as f64 / 3_600.0),
        _ => format!("{:.1} d", seconds as f64 / 86_400.0),
    }
}

#[cfg(test)]
mod tests {
    use super::span;

    #[test]
    fn spans_are_told_in_a_fitting_unit() {
        assert_eq!(
            [90, 900, 21_600, 216_000].map(span),
            ["90 s", "15 min", "6.0 h", "2.5 d"]
        );
    }
}
