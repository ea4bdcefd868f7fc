//! One text for all ways to write a value, so that equal values are found without comparing all with all.

use std::fmt::Write as _;

use crate::model::{Data, Value};

/// The text; none of a value of which a part is not known.
pub(super) fn canonical(value: &Value) -> Option<String> {
    let mut text = String::new();
    write(value, &mut text)?;
    Some(text)
}

fn write(value: &Value, text: &mut String) -> Option<()> {
    match &value.data {
        Data::Null => text.push('n'),
        Data::Bool(bool) => text.push(if *bool { 't' } else { 'f' }),
        Data::Number(number) => write!(text, "{number};").ok()?,
        Data::String(own) => write!(text, "{}:{own}", own.len()).ok()?,
        Data::List(_, items) => {
            text.push('[');
            for item in items.iter() {
                write(item, text)?;
            }
            text.push(']');
        }
        Data::Map(_, members) => {
            let mut members: Vec<_> = members.iter().collect();
            members.sort_by(|a, b| a.0.cmp(b.0));
            text.push('{');
            for (key, member) in members {
                write!(text, "{}:{key}", key.len()).ok()?;
                write(member, text)?;
            }
            text.push('}');
        }
        Data::Unknown(_) => return None,
    }
    Some(())
}
