//! Arguments: converted to what the parameters ask, and read by the bodies.

use std::sync::Arc;

use super::{CallError, Files, Function, History, Kind, Parameter, limits, propagate};
use crate::model::{Data, ListKind, Map, MapKind, Number, Span, Unknown, Value};
use crate::terraform::text::normalised;
use crate::terraform::types::{Type, convert};

/// Which unknowns a body copes with.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Known {
    /// None: an unknown part makes the result unknown.
    Wholly,
    /// Unknown parts, but not an unknown whole.
    Itself,
    /// Any.
    Not,
}

/// The arguments of a call, prepared for its body.
pub(super) struct Arguments<'a> {
    pub(super) values: Vec<Value>,
    /// The place of the call.
    pub(super) span: Span,
    pub(super) files: &'a dyn Files,
}

/// Converts the arguments; the inner error is an unknown that makes the result unknown.
pub(super) fn prepare(
    function: &Function,
    args: &[Value],
) -> Result<Result<Vec<Value>, Arc<Unknown>>, CallError> {
    let mut prepared = Vec::with_capacity(args.len());
    let mut unknown = None;
    for (position, arg) in args.iter().enumerate() {
        let Some(parameter) = function
            .parameters
            .get(position)
            .or(function.variadic.as_ref())
        else {
            return Err(CallError::new("too many arguments"));
        };
        if arg.is_null() && !parameter.allow_null {
            return Err(CallError::of(position, "the argument must not be null"));
        }
        if parameter.known == Known::Wholly
            || parameter.kind != Kind::Any
            || function.history == History::OfParts
        {
            limits::check_parts(std::slice::from_ref(arg))?;
        }
        prepared.push(convert_argument(position, arg, *parameter)?);
        if unknown.is_none() {
            unknown = match parameter.known {
                Known::Wholly => propagate::first_unknown(arg).cloned(),
                Known::Itself => match &arg.data {
                    Data::Unknown(unknown) => Some(Arc::clone(unknown)),
                    _ => None,
                },
                Known::Not => None,
            };
        }
    }
    Ok(match unknown {
        Some(unknown) => Err(unknown),
        None => Ok(prepared),
    })
}

fn convert_argument(
    position: usize,
    arg: &Value,
    parameter: Parameter,
) -> Result<Value, CallError> {
    let any = || Box::new(Type::Any);
    let ty = match parameter.kind {
        Kind::Any => return Ok(arg.clone()),
        Kind::Number => Type::Number,
        Kind::String => Type::String,
        Kind::List => Type::List(any()),
        Kind::ListOfBool => Type::List(Box::new(Type::Bool)),
        Kind::ListOfString => Type::List(Box::new(Type::String)),
        Kind::Set => Type::Set(any()),
        Kind::MapOfLists => Type::Map(Box::new(Type::List(Box::new(Type::String)))),
    };
    convert(arg, &ty).map_err(|error| CallError::of(position, error.to_string()))
}

impl Parameter {
    /// An argument of `kind`, neither null nor unknown in any part.
    pub(super) const fn of(kind: Kind) -> Self {
        Parameter {
            kind,
            known: Known::Wholly,
            allow_null: false,
        }
    }

    /// The same parameter when unknown parts do not matter to the body, the whole being known.
    pub(super) const fn partly_known(mut self) -> Self {
        self.known = Known::Itself;
        self
    }

    /// The same parameter when the body copes with any unknown.
    pub(super) const fn maybe_unknown(mut self) -> Self {
        self.known = Known::Not;
        self
    }

    /// The same parameter when the body copes with null.
    pub(super) const fn maybe_null(mut self) -> Self {
        self.allow_null = true;
        self
    }
}

impl Arguments<'_> {
    /// How many there are.
    pub(super) fn count(&self) -> usize {
        self.values.len()
    }

    /// The argument at `position`, which the table of functions promises.
    pub(super) fn get(&self, position: usize) -> Result<&Value, CallError> {
        self.values
            .get(position)
            .ok_or_else(|| CallError::new("not enough arguments"))
    }

    /// A text argument.
    pub(super) fn text(&self, position: usize) -> Result<&str, CallError> {
        self.get(position)?
            .as_str()
            .ok_or_else(|| CallError::of(position, "a string is required"))
    }

    /// A boolean argument.
    pub(super) fn number(&self, position: usize) -> Result<&Number, CallError> {
        match &self.get(position)?.data {
            Data::Number(number) => Ok(number),
            _ => Err(CallError::of(position, "a number is required")),
        }
    }

    /// A number argument that is an integer of reasonable size.
    pub(super) fn integer(&self, position: usize) -> Result<i64, CallError> {
        let number = self.number(position)?;
        if !number.is_integer() {
            return Err(CallError::of(position, "a whole number is required"));
        }
        number
            .as_i64()
            .ok_or_else(|| CallError::of(position, "the number is too large"))
    }

    /// The items of a list, set or tuple argument.
    pub(super) fn items(&self, position: usize) -> Result<&[Value], CallError> {
        self.get(position)?
            .as_list()
            .ok_or_else(|| CallError::of(position, "a list is required"))
    }

    /// The members of a map or object argument.
    pub(super) fn members(&self, position: usize) -> Result<&Map, CallError> {
        self.get(position)?
            .as_map()
            .ok_or_else(|| CallError::of(position, "a map or an object is required"))
    }

    /// A text as result.
    pub(super) fn string(&self, text: impl AsRef<str>) -> Result<Value, CallError> {
        let text = text.as_ref();
        limits::check_text(text.len())?;
        Ok(Value::string(normalised(text), self.span))
    }

    /// A boolean as result.
    #[allow(clippy::unnecessary_wraps)] // so that bodies end alike
    pub(super) fn bool(&self, bool: bool) -> Result<Value, CallError> {
        Ok(Value::new(Data::Bool(bool), self.span))
    }

    /// A number as result; none is one out of bounds.
    pub(super) fn numeric(&self, number: impl Into<Option<Number>>) -> Result<Value, CallError> {
        match number.into() {
            Some(number) => Ok(Value::new(Data::Number(number), self.span)),
            None => Err(CallError::new(
                "the result is not a number, or out of bounds",
            )),
        }
    }

    /// A list as result.
    pub(super) fn list(&self, kind: ListKind, items: Vec<Value>) -> Result<Value, CallError> {
        limits::check_items(items.len())?;
        Ok(Value::new(Data::List(kind, items.into()), self.span))
    }

    /// A list of texts as result.
    pub(super) fn strings<T: AsRef<str>>(
        &self,
        texts: impl IntoIterator<Item = T>,
    ) -> Result<Value, CallError> {
        let items = texts
            .into_iter()
            .map(|text| self.string(text))
            .collect::<Result<Vec<_>, _>>()?;
        self.list(ListKind::List, items)
    }

    /// A map as result.
    pub(super) fn map(&self, kind: MapKind, members: Map) -> Result<Value, CallError> {
        limits::check_items(members.len())?;
        Ok(Value::new(Data::Map(kind, Arc::new(members)), self.span))
    }

    /// What a text argument that is not known would say, when it is a document partly known; an
    /// unknown as result when nothing is known of it; none when the text is known.
    pub(super) fn document(&self, position: usize) -> Result<Option<Value>, CallError> {
        match self.get(position)?.as_unknown() {
            None => Ok(None),
            Some(unknown) => match unknown.document() {
                Some(document) => Ok(Some(decoded_form(document))),
                // It may be the document of a null.
                None => Ok(Some(propagate::unknown_result(
                    unknown,
                    &self.values,
                    self.span,
                    false,
                ))),
            },
        }
    }

    /// The encoding of an argument that is not wholly known: unknown, but with what it would say.
    /// None when the argument is known.
    pub(super) fn undecided_document(&self, position: usize) -> Result<Option<Value>, CallError> {
        let value = self.get(position)?;
        if value.is_wholly_known() {
            return Ok(None);
        }
        let mut result = self.unknown()?;
        if value.as_unknown().is_none()
            && let Data::Unknown(unknown) = &mut result.data
        {
            Arc::make_mut(unknown).document = Some(Box::new(value.clone()));
        }
        Ok(Some(result))
    }

    /// An unknown as result, for the reason of the first unknown among the arguments.
    pub(super) fn unknown(&self) -> Result<Value, CallError> {
        match self.values.iter().find_map(propagate::first_unknown) {
            Some(unknown) => Ok(propagate::unknown_result(
                unknown,
                &self.values,
                self.span,
                true,
            )),
            None => Err(CallError::new("the result cannot be known")),
        }
    }
}

/// The value as decoding its encoded form gives it: tuples and objects instead of other collections.
fn decoded_form(value: &Value) -> Value {
    let data = match &value.data {
        Data::List(_, items) => {
            Data::List(ListKind::Tuple, items.iter().map(decoded_form).collect())
        }
        Data::Map(_, members) => {
            let members: Map = members
                .iter()
                .map(|(name, member)| (Arc::clone(name), decoded_form(member)))
                .collect();
            Data::Map(MapKind::Object, Arc::new(members))
        }
        data => data.clone(),
    };
    Value {
        data,
        origin: value.origin.clone(),
    }
}
