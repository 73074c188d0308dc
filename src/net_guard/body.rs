//! Reads a body within its limits of size and time.

use std::time::Duration;

use reqwest::header::{CONTENT_ENCODING, HeaderMap};
use tokio::time::timeout;
use url::Url;

use super::error::{self, FetchError};
use crate::model::ErrorClass;

/// What to do with a body that is larger than allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum WhenTooLarge {
    /// Half a feed is no feed.
    Fail,
    /// The first part of a page or robots.txt is worth having.
    CutOff,
}

/// The limits of one body.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    pub(super) bytes_max: usize,
    pub(super) idle: Duration,
    pub(super) when_too_large: WhenTooLarge,
}

/// A body after its content encoding was undone.
#[derive(Debug, Default)]
pub(super) struct Body {
    pub(super) bytes: Vec<u8>,
    pub(super) truncated: bool,
}

/// Most memory set aside on a server's word alone, in bytes.
const RESERVE_BYTES_MAX: u64 = 256 * 1024;

/// Reads all of `response`'s body. Bytes are counted after decoding, piece by piece, so that a bomb never
/// takes more memory than the limit.
pub(super) async fn read(
    mut response: reqwest::Response,
    url: &Url,
    limits: Limits,
) -> Result<Body, FetchError> {
    let status = response.status().as_u16();
    let fail = |class, detail: String| FetchError {
        status: Some(status),
        ..FetchError::new(class, detail)
    };
    refuse_unknown_encoding(response.headers())
        .map_err(|why| fail(ErrorClass::BadBody, format!("{url}: {why}")))?;
    let announced = response.content_length().unwrap_or(0);
    let too_large = || {
        let detail = format!(
            "{url}: body larger than {} bytes; raise the limit if it is meant",
            limits.bytes_max
        );
        fail(ErrorClass::TooLarge, detail)
    };
    if limits.when_too_large == WhenTooLarge::Fail && announced > limits.bytes_max as u64 {
        return Err(too_large());
    }
    let mut body = Body::default();
    body.bytes
        .reserve(usize::try_from(announced.min(RESERVE_BYTES_MAX)).unwrap_or(0));
    loop {
        let chunk = match timeout(limits.idle, response.chunk()).await {
            Ok(Ok(Some(chunk))) => chunk,
            Ok(Ok(None)) => return Ok(body),
            Ok(Err(error)) => return Err(error::from_body(url, status, &error)),
            Err(_) => {
                let detail = format!("{url}: nothing more came for {} ms", limits.idle.as_millis());
                return Err(fail(ErrorClass::Timeout, detail));
            }
        };
        let room = limits.bytes_max - body.bytes.len();
        if chunk.len() > room {
            if limits.when_too_large == WhenTooLarge::Fail {
                return Err(too_large());
            }
            body.bytes.extend_from_slice(&chunk[..room]);
            body.truncated = true;
            return Ok(body);
        }
        body.bytes.extend_from_slice(&chunk);
    }
}

/// Encodings that the HTTP library knows are undone and their header is gone. What is left is either no
/// encoding at all, often a misplaced charset, or one that would give rubbish.
fn refuse_unknown_encoding(headers: &HeaderMap) -> Result<(), String> {
    for value in headers.get_all(CONTENT_ENCODING) {
        let value = String::from_utf8_lossy(value.as_bytes()).to_ascii_lowercase();
        for encoding in value.split(',').map(str::trim) {
            let is_harmless = matches!(encoding, "" | "identity" | "none" | "binary" | "7bit" | "8bit")
                || encoding.starts_with("utf")
                || encoding.starts_with("iso-")
                || encoding.starts_with("windows-");
            if !is_harmless {
                return Err(format!("content encoding `{encoding}` cannot be undone"));
            }
        }
    }
    Ok(())
}
