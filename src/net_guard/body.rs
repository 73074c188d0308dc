//! Reads a body within its limits of size and time, and undoes its content encoding.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use async_compression::tokio::bufread::{BrotliDecoder, GzipDecoder, ZlibDecoder, ZstdDecoder};
use futures_util::StreamExt;
use reqwest::header::{CONTENT_ENCODING, HeaderMap};
use tokio::io::{AsyncRead, AsyncReadExt, BufReader};
use tokio::time::timeout;
use tokio_util::io::StreamReader;
use url::Url;

use super::error::{self, FetchError};
use crate::model::ErrorClass;

/// The encodings that [`read`] undoes, as a header.
pub(super) const ACCEPTED: &str = "gzip, br, deflate, zstd";

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
    /// After decoding.
    pub(super) bytes_max: usize,
    /// As it travels, of a body that is compressed.
    pub(super) encoded_bytes_max: usize,
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
/// Bytes decoded at once.
const PIECE_BYTES: usize = 32 * 1024;
/// Decoded bytes for one that came, above which, behind [`RATIO_FREE_BYTES`], a body is a bomb. Text shrinks to
/// a fifth; only what repeats itself shrinks more.
const RATIO_MAX: usize = 100;
/// Decoded bytes for which no ratio is asked: small documents of one repeated line are honest.
const RATIO_FREE_BYTES: usize = 1024 * 1024;
/// Encodings one on the other that are undone; more is nonsense.
const CODINGS_MAX: usize = 2;

/// Reads all of `response`'s body. Bytes are counted as they come and again after decoding, piece by piece, so
/// that a bomb takes neither more memory than the limit nor more time than a body of that size.
pub(super) async fn read(response: reqwest::Response, url: &Url, limits: Limits) -> Result<Body, FetchError> {
    let status = response.status().as_u16();
    let fail = |class, detail: String| FetchError {
        status: Some(status),
        ..FetchError::new(class, detail)
    };
    let codings =
        codings(response.headers()).map_err(|why| fail(ErrorClass::BadBody, format!("{url}: {why}")))?;
    let encoded_max = if codings.is_empty() {
        limits.bytes_max
    } else {
        limits.encoded_bytes_max
    };
    let announced = response.content_length().unwrap_or(0);
    let too_large = |what: &str| {
        let detail = format!("{url}: {what}; raise the limit if it is meant");
        fail(ErrorClass::TooLarge, detail)
    };
    let over_encoded = || too_large(&format!("body larger than {encoded_max} bytes on its way"));
    if limits.when_too_large == WhenTooLarge::Fail && announced > encoded_max as u64 {
        return Err(over_encoded());
    }
    let came = Arc::new(AtomicUsize::new(0));
    let mut reader = decoded(response, &codings, Arc::clone(&came));
    let mut body = Body::default();
    body.bytes
        .reserve(usize::try_from(announced.min(RESERVE_BYTES_MAX)).unwrap_or(0));
    let mut piece = vec![0; PIECE_BYTES];
    loop {
        let read = match timeout(limits.idle, reader.read(&mut piece)).await {
            Ok(Ok(0)) => return Ok(body),
            Ok(Ok(read)) => read,
            // A compressed body of no bytes at all is an empty body.
            Ok(Err(error))
                if came.load(Ordering::Relaxed) == 0 && error::find::<reqwest::Error>(&error).is_none() =>
            {
                return Ok(body);
            }
            Ok(Err(error)) => return Err(error::from_body(url, status, &error)),
            Err(_) => {
                let detail = format!("{url}: nothing more came for {} ms", limits.idle.as_millis());
                return Err(fail(ErrorClass::Timeout, detail));
            }
        };
        let encoded = came.load(Ordering::Relaxed);
        let room = limits.bytes_max - body.bytes.len();
        let whole = body.bytes.len() + read;
        let is_bomb = whole > RATIO_FREE_BYTES && whole / RATIO_MAX > encoded;
        if read > room || encoded > encoded_max || is_bomb {
            if limits.when_too_large == WhenTooLarge::CutOff {
                body.bytes.extend_from_slice(&piece[..read.min(room)]);
                body.truncated = true;
                return Ok(body);
            }
            return Err(if is_bomb {
                let detail = format!("{url}: {whole} bytes out of {encoded}: a compression bomb");
                fail(ErrorClass::TooLarge, detail)
            } else if read > room {
                too_large(&format!("body larger than {} bytes", limits.bytes_max))
            } else {
                over_encoded()
            });
        }
        body.bytes.extend_from_slice(&piece[..read]);
    }
}

/// One content encoding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Coding {
    Gzip,
    Brotli,
    Deflate,
    Zstd,
}

type Reader = Pin<Box<dyn AsyncRead + Send>>;

/// The body of `response` with `codings` undone; `came` counts what travels.
fn decoded(response: reqwest::Response, codings: &[Coding], came: Arc<AtomicUsize>) -> Reader {
    let pieces = response.bytes_stream().map(move |piece| {
        let piece = piece.map_err(io::Error::other)?;
        came.fetch_add(piece.len(), Ordering::Relaxed);
        Ok::<_, io::Error>(piece)
    });
    let mut reader: Reader = Box::pin(StreamReader::new(pieces));
    // The last one applied is the first to be undone.
    for coding in codings.iter().rev() {
        let inner = BufReader::new(reader);
        reader = match coding {
            Coding::Gzip => {
                let mut decoder = GzipDecoder::new(inner);
                // Servers that compress piece by piece send one member after the other.
                decoder.multiple_members(true);
                Box::pin(decoder)
            }
            Coding::Brotli => Box::pin(BrotliDecoder::new(inner)),
            Coding::Deflate => Box::pin(ZlibDecoder::new(inner)),
            Coding::Zstd => {
                let mut decoder = ZstdDecoder::new(inner);
                decoder.multiple_members(true);
                Box::pin(decoder)
            }
        };
    }
    reader
}

/// The encodings of a body, in the order they were applied. What is no encoding at all, often a misplaced
/// charset, is passed over.
fn codings(headers: &HeaderMap) -> Result<Vec<Coding>, String> {
    let mut codings = Vec::new();
    for value in headers.get_all(CONTENT_ENCODING) {
        let value = String::from_utf8_lossy(value.as_bytes()).to_ascii_lowercase();
        for encoding in value.split(',').map(str::trim) {
            let coding = match encoding {
                "gzip" | "x-gzip" => Coding::Gzip,
                "br" => Coding::Brotli,
                "deflate" => Coding::Deflate,
                "zstd" => Coding::Zstd,
                "" | "identity" | "none" | "binary" | "7bit" | "8bit" => continue,
                charset
                    if charset.starts_with("utf")
                        || charset.starts_with("iso-")
                        || charset.starts_with("windows-") =>
                {
                    continue;
                }
                _ => return Err(format!("content encoding `{encoding}` cannot be undone")),
            };
            codings.push(coding);
        }
    }
    if codings.len() > CODINGS_MAX {
        return Err(format!("{} content encodings one on the other", codings.len()));
    }
    Ok(codings)
}
