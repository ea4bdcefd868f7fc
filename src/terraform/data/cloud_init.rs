//! `cloudinit_config` and `template_cloudinit_config`: several parts as one MIME document.

use std::fmt::Write;

use super::{DataSource, blocks};
use crate::model::{Map, Value};

/// `rendered`: a text when it is not compressed, which depends on the compressor.
pub(super) fn attributes(source: &DataSource) -> Map {
    let flag = |name: &str, default: bool| match source.given(name) {
        None => Some(default),
        Some(value) => value.as_bool(),
    };
    let (Some(false), Some(base64)) = (flag("gzip", true), flag("base64_encode", true)) else {
        return Map::default();
    };
    let boundary = match source.given("boundary") {
        None => Some("MIMEBOUNDARY"),
        Some(value) => value.as_str(),
    };
    let parts = blocks(source.config.get("part"), |_, config| part(config));
    let (Some(boundary), Some(parts)) = (boundary, parts) else {
        return Map::default();
    };
    let mut text = format!(
        "Content-Type: multipart/mixed; boundary=\"{boundary}\"\nMIME-Version: 1.0\r\n\r\n"
    );
    let mut written = Vec::with_capacity(parts.len());
    for (position, part) in parts.iter().enumerate() {
        if position > 0 {
            text.push_str("\r\n");
        }
        let _ = write!(text, "--{boundary}\r\n");
        text.push_str(part.as_str().unwrap_or_default());
        written.push(part);
    }
    let _ = write!(text, "\r\n--{boundary}--\r\n");
    let rendered = Value::string(text, source.header).made_from(written);
    let rendered = if base64 {
        (source.call)("base64encode", &rendered)
    } else {
        Some(rendered)
    };
    rendered
        .map(|rendered| Map::from_iter([("rendered".into(), rendered)]))
        .unwrap_or_default()
}

/// The headers of a part, in the order of their names, and its content; none when one is not known.
fn part(config: &Map) -> Option<Value> {
    let text = |name: &str| match config.get(name) {
        None => Some(""),
        Some(value) if value.is_null() => Some(""),
        Some(value) => value.as_str(),
    };
    let content = config.get("content")?;
    let mut headers = String::new();
    match text("filename")? {
        "" => {}
        name => {
            let _ = write!(
                headers,
                "Content-Disposition: attachment; filename=\"{name}\"\r\n"
            );
        }
    }
    headers.push_str("Content-Transfer-Encoding: 7bit\r\n");
    let kind = match text("content_type")? {
        "" => "text/plain",
        kind => kind,
    };
    let _ = write!(headers, "Content-Type: {kind}\r\nMime-Version: 1.0\r\n");
    match text("merge_type")? {
        "" => {}
        merge => {
            let _ = write!(headers, "X-Merge-Type: {merge}\r\n");
        }
    }
    let body = content.as_str()?;
    let value = Value::string(format!("{headers}\r\n{body}"), content.origin.span);
    Some(value.made_from(config.values()))
}
