//! Base64, data URIs and URIs.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use super::arguments::{of_text, text};
use super::conversion::from_json;
use super::{Function, Outcome, Refusal};
use crate::model::Value;

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("base64", 1, 1, |arguments| {
        Ok(of_text(STANDARD.encode(text(arguments, 0)?)))
    }),
    Function::new("base64ToJson", 1, 1, base64_to_json),
    Function::new("base64ToString", 1, 1, |arguments| {
        Ok(of_text(decoded(text(arguments, 0)?)?))
    }),
    Function::new("dataUri", 1, 1, |arguments| {
        let encoded = STANDARD.encode(text(arguments, 0)?);
        Ok(of_text(format!(
            "data:text/plain;charset=utf8;base64,{encoded}"
        )))
    }),
    Function::new("dataUriToString", 1, 1, data_uri_to_string),
    Function::new("uri", 2, 2, uri),
    Function::new("uriComponent", 1, 1, |arguments| {
        let encoded = utf8_percent_encode(text(arguments, 0)?, ESCAPED);
        Ok(of_text(encoded.to_string()))
    }),
    Function::new(
        "uriComponentToString",
        1,
        1,
        |arguments| match percent_decode_str(text(arguments, 0)?).decode_utf8() {
            Ok(decoded) => Ok(of_text(decoded)),
            Err(_) => Err(Refusal::wrong("the text does not decode to UTF-8")),
        },
    ),
];

/// What a component of a URI may not hold as it is (RFC 3986, section 2.3).
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~');

fn decoded(encoded: &str) -> Result<String, Refusal> {
    let bytes = STANDARD
        .decode(encoded)
        .map_err(|_| Refusal::wrong("the text is no base64"))?;
    String::from_utf8(bytes).map_err(|_| Refusal::wrong("the bytes are no text"))
}

fn base64_to_json(arguments: &[Value]) -> Outcome {
    let decoded = decoded(text(arguments, 0)?)?;
    match serde_json::from_str(&decoded) {
        Ok(json) => Ok(from_json(&json)),
        // Resource Manager takes more than JSON allows, such as single quotes.
        Err(_) => Err(Refusal::Unfixed),
    }
}

fn data_uri_to_string(arguments: &[Value]) -> Outcome {
    let uri = text(arguments, 0)?;
    let parts = uri
        .strip_prefix("data:")
        .and_then(|rest| rest.split_once(','));
    match parts {
        Some((kind, data)) if kind.ends_with(";base64") => Ok(of_text(decoded(data)?)),
        Some((_, data)) => match percent_decode_str(data).decode_utf8() {
            Ok(decoded) => Ok(of_text(decoded)),
            Err(_) => Err(Refusal::wrong("the data is no text")),
        },
        None => Err(Refusal::wrong("the text is no data URI")),
    }
}

/// A path relative to a base: what comes after the last slash of the base gives way to it.
fn uri(arguments: &[Value]) -> Outcome {
    let (base, relative) = (text(arguments, 0)?, text(arguments, 1)?);
    if relative.starts_with('/') || relative.contains("://") || relative.contains("..") {
        return Err(Refusal::Unfixed);
    }
    let Some(authority) = base.find("://").map(|at| at + 3) else {
        return Err(Refusal::wrong("argument 1 should be an absolute URI"));
    };
    let path = base.get(authority..).and_then(|rest| rest.rfind('/'));
    let directory = match path {
        Some(slash) => base
            .get(..=authority + slash)
            .unwrap_or_default()
            .to_owned(),
        None => format!("{base}/"),
    };
    Ok(of_text(directory + relative))
}
