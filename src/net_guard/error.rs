//! Why a fetch failed, sorted into the classes that the polling policy knows.

use std::error::Error as StdError;
use std::fmt::Write as _;

use crate::model::ErrorClass;

/// Why a feed, page or robots.txt could not be had.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{detail}")]
pub struct FetchError {
    pub class: ErrorClass,
    /// One line for people: what, where, and what to do when something can be done.
    pub detail: String,
    /// The status, when the server answered at all.
    pub status: Option<u16>,
    /// Seconds that the server asked us to stay away.
    pub retry_after_s: Option<i64>,
}

impl FetchError {
    /// A failure without an answer.
    pub fn new(class: ErrorClass, detail: impl Into<String>) -> Self {
        Self {
            class,
            detail: one_line(&detail.into()),
            status: None,
            retry_after_s: None,
        }
    }
}

/// Why no client could be made.
#[derive(Debug, thiserror::Error)]
pub enum NetError {
    /// A setting cannot be used.
    #[error("setting {field}: {message}")]
    Setting { field: &'static str, message: String },
    /// The TLS or HTTP machinery could not be set up.
    #[error("cannot set up the HTTP client: {reason}")]
    Setup { reason: String },
}

/// A refusal or a failed look-up on its way out through the HTTP library, found again by its type.
#[derive(Debug, thiserror::Error)]
#[error("{detail}")]
pub(super) struct NameError {
    pub(super) class: ErrorClass,
    pub(super) detail: String,
}

/// Longest `detail`, in bytes; it is stored with every failed poll.
const DETAIL_BYTES_MAX: usize = 400;

/// `text` on one line, bounded; control characters become blanks.
pub(super) fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len().min(DETAIL_BYTES_MAX));
    for word in text
        .split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty())
    {
        if line.len() + word.len() + 1 > DETAIL_BYTES_MAX {
            let room = DETAIL_BYTES_MAX.saturating_sub(line.len() + 1);
            let cut = (0..=room.min(word.len()))
                .rev()
                .find(|&at| word.is_char_boundary(at))
                .unwrap_or(0);
            let _ = write!(line, " {}…", &word[..cut]);
            break;
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    line
}

/// Sorts an error that came before the head of the answer.
pub(super) fn from_request(url: &url::Url, error: &reqwest::Error) -> FetchError {
    if let Some(name_error) = find::<NameError>(error) {
        return FetchError::new(name_error.class, format!("{url}: {}", name_error.detail));
    }
    if let Some(tls) = find::<rustls::Error>(error) {
        let detail = format!("{url}: TLS refused: {tls}; the site's certificate or its port is wrong");
        return FetchError::new(ErrorClass::Tls, detail);
    }
    if error.is_timeout() {
        return FetchError::new(
            ErrorClass::Timeout,
            format!("{url}: no connection within the time limit"),
        );
    }
    let stage = if error.is_connect() {
        "cannot connect"
    } else {
        "connection cut before an answer"
    };
    FetchError::new(
        ErrorClass::Connect,
        format!("{url}: {stage}: {}", root_cause(error)),
    )
}

/// Sorts an error that came while the body was read.
pub(super) fn from_body(url: &url::Url, status: u16, error: &std::io::Error) -> FetchError {
    let is_timeout = find::<reqwest::Error>(error).is_some_and(reqwest::Error::is_timeout);
    let (class, what) = if is_timeout {
        (ErrorClass::Timeout, "body too slow")
    } else {
        (ErrorClass::BadBody, "body broken or cut short")
    };
    let detail = format!("{url}: {what}: {}", root_cause(error));
    FetchError {
        status: Some(status),
        ..FetchError::new(class, detail)
    }
}

/// Whether a connection in HTTP/2 broke: in HTTP/1.1 the two sides may still understand each other.
pub(super) fn is_about_http2(error: &(dyn StdError + 'static)) -> bool {
    find::<h2::Error>(error).is_some()
}

/// The innermost cause: the outer layers only say "error sending request".
fn root_cause(error: &(dyn StdError + 'static)) -> String {
    let mut innermost = error.to_string();
    each_cause(error, &mut |cause| {
        innermost = cause.to_string();
        false
    });
    innermost
}

/// The first cause of type `T`, also inside `std::io::Error`, whose own `source` skips what it wraps.
pub(super) fn find<'a, T: StdError + 'static>(error: &'a (dyn StdError + 'static)) -> Option<&'a T> {
    let mut found = None;
    each_cause(error, &mut |cause| {
        found = cause.downcast_ref::<T>();
        found.is_some()
    });
    found
}

/// Longest chain of causes that is followed.
const CAUSES_MAX: usize = 32;

/// Calls `stop` with `error` and each of its causes until it says so.
fn each_cause<'a>(
    error: &'a (dyn StdError + 'static),
    stop: &mut dyn FnMut(&'a (dyn StdError + 'static)) -> bool,
) {
    let mut next = Some(error);
    for _ in 0..CAUSES_MAX {
        let Some(cause) = next else { return };
        if stop(cause) {
            return;
        }
        next = match cause
            .downcast_ref::<std::io::Error>()
            .and_then(std::io::Error::get_ref)
        {
            Some(inner) => Some(inner),
            None => cause.source(),
        };
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{DETAIL_BYTES_MAX, NameError, find, one_line};
    use crate::model::ErrorClass;

    #[test]
    fn a_cause_inside_an_io_error_is_found() {
        let inner = NameError {
            class: ErrorClass::DnsNotFound,
            detail: "x".into(),
        };
        let outer = std::io::Error::other(std::io::Error::other(inner));
        assert_eq!(find::<NameError>(&outer).unwrap().class, ErrorClass::DnsNotFound);
    }

    #[test]
    fn details_are_one_line() {
        assert_eq!(one_line(" a\r\nb\u{7}c  d "), "a b c d");
    }

    proptest! {
        #[test]
        fn details_are_bounded(text in "\\PC*", times in 1_usize..200) {
            let line = one_line(&text.repeat(times));
            prop_assert!(line.len() <= DETAIL_BYTES_MAX + "…".len() + 1);
            prop_assert!(!line.contains(['\n', '\r']));
        }
    }
}
