//! Reading strict JSON into values, numbers exactly.

use std::sync::Arc;

use super::super::{CallError, limits};
use crate::model::{Data, ListKind, Map, MapKind, Number, Span, Value};
use crate::terraform::text::normalised;
use crate::terraform::types::type_of;

/// The value of a JSON text, all of whose parts stand at `span`.
pub(in crate::terraform) fn decode(text: &str, span: Span) -> Result<Value, CallError> {
    let mut reader = Reader {
        text,
        position: 0,
        span,
    };
    let value = reader.value(0)?;
    reader.skip_spaces();
    if reader.position < text.len() {
        return reader.fail("there is something after the JSON value");
    }
    Ok(value)
}

/// A reader of strict JSON.
struct Reader<'a> {
    text: &'a str,
    position: usize,
    span: Span,
}

impl Reader<'_> {
    fn value(&mut self, depth: usize) -> Result<Value, CallError> {
        if depth > limits::MAX_DEPTH {
            return self.fail("it is nested too deeply");
        }
        self.skip_spaces();
        let data = match self.peek() {
            Some(b'{') => self.object(depth)?,
            Some(b'[') => self.array(depth)?,
            Some(b'"') => Data::String(normalised(&self.string()?)),
            Some(b'-' | b'0'..=b'9') => Data::Number(self.number()?),
            Some(b't') => self.word("true", Data::Bool(true))?,
            Some(b'f') => self.word("false", Data::Bool(false))?,
            Some(b'n') => self.word("null", Data::Null)?,
            Some(_) => return self.fail("a value cannot begin with this character"),
            None => return self.fail("it ends too early"),
        };
        Ok(Value::new(data, self.span))
    }

    fn object(&mut self, depth: usize) -> Result<Data, CallError> {
        self.position += 1;
        let mut members = Map::default();
        self.skip_spaces();
        if self.take(b'}') {
            return Ok(Data::Map(MapKind::Object, Arc::new(members)));
        }
        loop {
            self.skip_spaces();
            if self.peek() != Some(b'"') {
                return self.fail("a name in double quotes is expected");
            }
            let name = normalised(&self.string()?);
            self.skip_spaces();
            if !self.take(b':') {
                return self.fail("a colon is expected after a name");
            }
            let value = self.value(depth + 1)?;
            if let Some(earlier) = members.get(&name)
                && type_of(earlier) != type_of(&value)
            {
                return self.fail("a name is used twice, for values of different types");
            }
            members.insert(name, value);
            limits::check_items(members.len())?;
            self.skip_spaces();
            if self.take(b'}') {
                return Ok(Data::Map(MapKind::Object, Arc::new(members)));
            }
            if !self.take(b',') {
                return self.fail("a comma or a closing brace is expected");
            }
        }
    }

    fn array(&mut self, depth: usize) -> Result<Data, CallError> {
        self.position += 1;
        let mut items = Vec::new();
        self.skip_spaces();
        if self.take(b']') {
            return Ok(Data::List(ListKind::Tuple, items.into()));
        }
        loop {
            items.push(self.value(depth + 1)?);
            limits::check_items(items.len())?;
            self.skip_spaces();
            if self.take(b']') {
                return Ok(Data::List(ListKind::Tuple, items.into()));
            }
            if !self.take(b',') {
                return self.fail("a comma or a closing bracket is expected");
            }
        }
    }

    fn string(&mut self) -> Result<String, CallError> {
        self.position += 1;
        let mut string = String::new();
        loop {
            let rest = self.rest();
            let plain = rest.find(['"', '\\']).unwrap_or(rest.len());
            let part = rest.get(..plain).unwrap_or("");
            if part.bytes().any(|byte| byte < 0x20) {
                return self.fail("a control character in a string must be escaped");
            }
            string.push_str(part);
            self.position += plain;
            match self.peek() {
                Some(b'"') => {
                    self.position += 1;
                    return Ok(string);
                }
                Some(_) => string.push(self.escape()?),
                None => return self.fail("a string is not closed"),
            }
        }
    }

    /// A half of a surrogate pair without the other becomes a replacement character.
    fn escape(&mut self) -> Result<char, CallError> {
        let escaped = self.rest().as_bytes().get(1).copied();
        self.position += 2;
        Ok(match escaped {
            Some(plain @ (b'"' | b'\\' | b'/')) => char::from(plain),
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => {
                let first = self.hexadecimal()?;
                if (0xd800..0xdc00).contains(&first) && self.rest().starts_with("\\u") {
                    let before = self.position;
                    self.position += 2;
                    let second = self.hexadecimal()?;
                    if (0xdc00..0xe000).contains(&second) {
                        let code = 0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00);
                        return Ok(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER));
                    }
                    self.position = before;
                }
                char::from_u32(first).unwrap_or(char::REPLACEMENT_CHARACTER)
            }
            _ => return self.fail("there is no such escape"),
        })
    }

    fn hexadecimal(&mut self) -> Result<u32, CallError> {
        let digits = self
            .rest()
            .get(..4)
            .filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()));
        match digits.and_then(|digits| u32::from_str_radix(digits, 16).ok()) {
            Some(code) => {
                self.position += 4;
                Ok(code)
            }
            None => self.fail("four hexadecimal digits are expected"),
        }
    }

    fn number(&mut self) -> Result<Number, CallError> {
        let rest = self.rest();
        let length = rest
            .find(|character: char| !matches!(character, '0'..='9' | '+' | '-' | '.' | 'e' | 'E'))
            .unwrap_or(rest.len());
        let text = rest.get(..length).unwrap_or("");
        if !is_json_number(text) {
            return self.fail("this is not a number");
        }
        match Number::parse(text) {
            Some(number) => {
                self.position += length;
                Ok(number)
            }
            None => self.fail("the number is out of bounds"),
        }
    }

    fn word(&mut self, word: &str, data: Data) -> Result<Data, CallError> {
        if self.rest().starts_with(word) {
            self.position += word.len();
            return Ok(data);
        }
        self.fail("there is no such word")
    }

    fn skip_spaces(&mut self) {
        let rest = self.rest();
        self.position += rest.len() - rest.trim_start_matches([' ', '\t', '\n', '\r']).len();
    }

    fn take(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.position += usize::from(found);
        found
    }

    fn peek(&self) -> Option<u8> {
        self.rest().bytes().next()
    }

    fn rest(&self) -> &str {
        self.text.get(self.position..).unwrap_or("")
    }

    fn fail<T>(&self, what: &str) -> Result<T, CallError> {
        Err(CallError::of(
            0,
            format!("invalid JSON at byte {}: {what}", self.position),
        ))
    }
}

/// Neither superfluous zeros, nor a point or an exponent without digits.
fn is_json_number(text: &str) -> bool {
    let magnitude = text.strip_prefix('-').unwrap_or(text);
    let (mantissa, exponent) = match magnitude.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (magnitude, None),
    };
    let (integer, fraction) = match mantissa.split_once('.') {
        Some((integer, fraction)) => (integer, Some(fraction)),
        None => (mantissa, None),
    };
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits(integer)
        && (integer == "0" || !integer.starts_with('0'))
        && fraction.is_none_or(digits)
        && exponent
            .is_none_or(|exponent| digits(exponent.strip_prefix(['+', '-']).unwrap_or(exponent)))
}
