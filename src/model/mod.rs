//! Plain types that travel between the rooms, one file each.
//!
//! Nothing here reads a clock, waits, or knows a database. Words are those of the
//! field: see `docs/architecture.md`.

mod article;
mod claim;
mod copy;
mod credit;
mod entity;
mod entry;
mod event;
mod fact;
mod feed;
mod instant;
mod poll;
mod reading;
mod span;

pub use article::{
    Article, Dateline, MetadataField, MetadataValue, PageMetadata, Section, SectionKind, TextFrom,
    ValueSource,
};
pub use claim::{Amount, Clause, ConflictKind, Happened, Quoted, Said, Statement};
pub use copy::{
    Anchor, Candidate, Corroboration, Evidence, Exemplar, Fingerprint, FirstReport, Grade, Habit, LineSeen,
    Link, LinkKind, Member, Merged, Origin, OriginKind, Placement, Relation, ReportLine, Setting, Sign,
    Signal, StoredText,
};
pub use credit::{Credit, CreditKind};
pub use entity::{Entity, EntityChoice, KnownBy, KnownName, NameForm, NameKey, Role};
pub use entry::{ClaimedTime, DateQuality, Entry, FeedDocument, FeedHints, SkipDays, SkipHours};
pub use event::{EventCandidate, EventChoice, Gist};
pub use fact::{
    Approximation, Attribution, DateFact, Fact, FactDetail, FactKind, Figure, FigureKind, Granularity,
    Happening, Mention, Modality, Polarity, Quote, QuoteForm, TimexKind,
};
pub use feed::{FeedHistory, FeedState, LeasedFeed, Validators};
pub use instant::{day, parse_instant, stamp};
pub use poll::{ErrorClass, FeedGap, Moved, NextPoll, PollObservation, PollOutcome};
pub use reading::{ACCOUNT_OF, ArchiveItem, PRESS_RELEASE, PageSource, ReadInput, Reading};
pub use span::Span;
