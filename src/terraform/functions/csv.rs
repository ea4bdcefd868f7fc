//! `csvdecode`: RFC 4180, as strictly as Go reads it.

use std::sync::Arc;

use super::table::STRING;
use super::{CallError, Function, limits};
use crate::model::{Data, ListKind, Map, MapKind, Span, Value};
use crate::terraform::text::normalised;

pub(super) const FUNCTIONS: &[Function] = &[Function::new("csvdecode", &[STRING], |args| {
    decode(args.text(0)?, args.span)
})];

/// One object per row, whose attributes the first row names.
pub(crate) fn decode(text: &str, span: Span) -> Result<Value, CallError> {
    let mut reader = Reader {
        rest: text,
        line: 1,
    };
    let Some(names) = reader.record()? else {
        return Err(CallError::of(0, "the header line is missing"));
    };
    let names: Vec<Arc<str>> = names.iter().map(|name| normalised(name)).collect();
    for (position, name) in names.iter().enumerate() {
        if names
            .get(..position)
            .is_some_and(|before| before.contains(name))
        {
            return Err(CallError::of(
                0,
                format!("the column name \"{name}\" is used twice"),
            ));
        }
    }
    let mut rows = Vec::new();
    loop {
        let line = reader.line;
        let Some(fields) = reader.record()? else {
            break;
        };
        if fields.len() != names.len() {
            return Err(CallError::of(
                0,
                format!(
                    "line {line} has {} fields, the header {}",
                    fields.len(),
                    names.len()
                ),
            ));
        }
        let fields = fields
            .iter()
            .map(|field| Value::string(normalised(field), span));
        let members: Map = names.iter().cloned().zip(fields).collect();
        rows.push(Value::new(
            Data::Map(MapKind::Object, Arc::new(members)),
            span,
        ));
        limits::check_items(rows.len().saturating_mul(names.len()))?;
    }
    Ok(Value::new(Data::List(ListKind::List, rows.into()), span))
}

struct Reader<'a> {
    rest: &'a str,
    line: usize,
}

impl Reader<'_> {
    /// The fields of the next line that is not empty.
    fn record(&mut self) -> Result<Option<Vec<String>>, CallError> {
        while let Some(after) = self
            .rest
            .strip_prefix("\r\n")
            .or_else(|| self.rest.strip_prefix('\n'))
        {
            self.rest = after;
            self.line += 1;
        }
        if self.rest.is_empty() {
            return Ok(None);
        }
        let mut fields = Vec::new();
        loop {
            let field = match self.rest.strip_prefix('"') {
                Some(after) => {
                    self.rest = after;
                    self.quoted()?
                }
                None => self.plain()?,
            };
            fields.push(field);
            limits::check_items(fields.len())?;
            match self.rest.strip_prefix(',') {
                Some(after) => self.rest = after,
                None => break,
            }
        }
        self.rest = self.rest.strip_prefix('\n').unwrap_or(self.rest);
        self.line += 1;
        Ok(Some(fields))
    }

    /// Stops before the comma or the newline.
    fn plain(&mut self) -> Result<String, CallError> {
        let end = self.rest.find([',', '\n']).unwrap_or(self.rest.len());
        let (field, after) = self.rest.split_at(end);
        self.rest = after;
        // The carriage return of a line's end is no part of its last field.
        let field = if after.starts_with(',') {
            field
        } else {
            field.strip_suffix('\r').unwrap_or(field)
        };
        if field.contains('"') {
            return Err(CallError::of(
                0,
                format!("line {}: a bare \" in a field without quotes", self.line),
            ));
        }
        Ok(field.to_owned())
    }

    /// After the opening quote; newlines within are written `\n`.
    fn quoted(&mut self) -> Result<String, CallError> {
        let mut field = String::new();
        loop {
            let Some((part, after)) = self.rest.split_once('"') else {
                return Err(CallError::of(
                    0,
                    format!("line {}: a quoted field is not closed", self.line),
                ));
            };
            self.line += part.matches('\n').count();
            field.push_str(&part.replace("\r\n", "\n"));
            if let Some(after) = after.strip_prefix('"') {
                field.push('"');
                self.rest = after;
                continue;
            }
            self.rest = after;
            if self.rest.starts_with("\r\n") {
                self.rest = self.rest.get(1..).unwrap_or("");
            }
            if self.rest.is_empty() || self.rest.starts_with([',', '\n']) {
                return Ok(field);
            }
            return Err(CallError::of(
                0,
                format!("line {}: text after a closing quote", self.line),
            ));
        }
    }
}
