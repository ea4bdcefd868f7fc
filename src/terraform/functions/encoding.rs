//! Base64, gzip and URL encodings.

use std::fmt::Write as _;
use std::io::Read;

use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};
use flate2::read::MultiGzDecoder;

use super::arguments::Arguments;
use super::table::STRING;
use super::{CallError, Function, limits};
use crate::model::Value;

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("base64decode", &[STRING], decode_text),
    Function::new("base64encode", &[STRING], |args| {
        args.string(to_base64(args.text(0)?.as_bytes()))
    }),
    Function::new("base64gunzip", &[STRING], gunzip),
    Function::new("urldecode", &[STRING], url_decode),
    Function::new("urlencode", &[STRING], |args| {
        args.string(url_encode(args.text(0)?))
    }),
];

/// Padding is required; what the last character encodes beyond the last byte is ignored, as in Go.
const CODEC: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_allow_trailing_bits(true),
);

/// The base64 text of some bytes.
pub(super) fn to_base64(bytes: &[u8]) -> String {
    CODEC.encode(bytes)
}

/// The bytes of a base64 text, which may be broken in lines.
pub(super) fn from_base64(text: &str) -> Result<Vec<u8>, CallError> {
    let text: String = text
        .chars()
        .filter(|character| !matches!(character, '\r' | '\n'))
        .collect();
    CODEC
        .decode(text)
        .map_err(|_| CallError::of(0, "the text is not valid base64"))
}

fn decode_text(args: &Arguments) -> Result<Value, CallError> {
    match String::from_utf8(from_base64(args.text(0)?)?) {
        Ok(text) => args.string(text),
        Err(_) => Err(CallError::of(0, "the decoded text is not valid UTF-8")),
    }
}

/// Reads no more than may be returned, however large the bomb.
fn gunzip(args: &Arguments) -> Result<Value, CallError> {
    let compressed = from_base64(args.text(0)?)?;
    let mut bytes = Vec::new();
    let limit = u64::try_from(limits::MAX_TEXT).unwrap_or(u64::MAX);
    MultiGzDecoder::new(compressed.as_slice())
        .take(limit.saturating_add(1))
        .read_to_end(&mut bytes)
        .map_err(|_| CallError::of(0, "the data is not valid gzip"))?;
    limits::check_text(bytes.len())?;
    args.string(String::from_utf8_lossy(&bytes))
}

/// As the query part of a URL: a space is a plus sign.
fn url_encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                encoded.push(char::from(byte));
            }
            b' ' => encoded.push('+'),
            _ => {
                let _ = write!(encoded, "%{byte:02X}");
            }
        }
    }
    encoded
}

fn url_decode(args: &Arguments) -> Result<Value, CallError> {
    let mut decoded = Vec::new();
    let mut rest = args.text(0)?.bytes();
    while let Some(byte) = rest.next() {
        decoded.push(match byte {
            b'+' => b' ',
            b'%' => {
                let mut digit = || rest.next().and_then(|digit| char::from(digit).to_digit(16));
                match (digit(), digit()) {
                    (Some(high), Some(low)) => u8::try_from(high * 16 + low).unwrap_or(0),
                    _ => {
                        return Err(CallError::of(
                            0,
                            "a percent sign must be followed by two hexadecimal digits",
                        ));
                    }
                }
            }
            other => other,
        });
    }
    args.string(String::from_utf8_lossy(&decoded))
}
