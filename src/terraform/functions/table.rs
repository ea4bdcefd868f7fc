//! The table of functions, gathered from the families.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::arguments::Arguments;
use super::{
    CallError, Function, History, Kind, Parameter, cidr, collections, conversion, csv, datetime,
    encoding, files, format, hash, json, lists, maps, numeric, pattern, sets, strings,
    text_encoding, yaml,
};
use crate::model::{Reason, Value};

/// A text.
pub(super) const STRING: Parameter = Parameter::of(Kind::String);
/// A number.
pub(super) const NUMBER: Parameter = Parameter::of(Kind::Number);
/// Anything wholly known.
pub(super) const ANY: Parameter = Parameter::of(Kind::Any);
/// Anything but null whose parts may be unknown.
pub(super) const SHALLOW: Parameter = ANY.partly_known();

const FAMILIES: &[&[Function]] = &[
    OPAQUE,
    numeric::FUNCTIONS,
    strings::FUNCTIONS,
    pattern::FUNCTIONS,
    format::FUNCTIONS,
    collections::FUNCTIONS,
    lists::FUNCTIONS,
    maps::FUNCTIONS,
    sets::FUNCTIONS,
    conversion::FUNCTIONS,
    encoding::FUNCTIONS,
    text_encoding::FUNCTIONS,
    json::FUNCTIONS,
    yaml::FUNCTIONS,
    csv::FUNCTIONS,
    datetime::FUNCTIONS,
    hash::FUNCTIONS,
    cidr::FUNCTIONS,
    files::FUNCTIONS,
];

/// Functions whose result the arguments do not fix: the clock, chance, a private key that should
/// not be there, or the way a compressor happens to work.
const OPAQUE: &[Function] = &[
    Function::new("timestamp", &[], opaque),
    Function::new("plantimestamp", &[], opaque),
    Function::new("uuid", &[], opaque),
    Function::new("base64gzip", &[STRING], opaque),
    Function::new("bcrypt", &[STRING], opaque).variadic(NUMBER),
    Function::new("rsadecrypt", &[STRING, STRING], opaque),
];

/// The function of that name.
pub(super) fn find(name: &str) -> Option<&'static Function> {
    static BY_NAME: LazyLock<FxHashMap<&str, &Function>> =
        LazyLock::new(|| all().map(|function| (function.name, function)).collect());
    BY_NAME.get(name).copied()
}

/// All functions.
pub(super) fn all() -> impl Iterator<Item = &'static Function> {
    FAMILIES.iter().flat_map(|family| family.iter())
}

#[allow(clippy::unnecessary_wraps)] // the type of all bodies
fn opaque(args: &Arguments) -> Result<Value, CallError> {
    Ok(Value::unknown(Reason::Function("".into()), args.span))
}

impl Function {
    /// A function of exactly these parameters, whose result is made from its arguments and not null.
    pub(super) const fn new(
        name: &'static str,
        parameters: &'static [Parameter],
        body: fn(&Arguments) -> Result<Value, CallError>,
    ) -> Self {
        Function {
            name,
            parameters,
            variadic: None,
            history: History::OfParts,
            may_be_null: false,
            body,
        }
    }

    /// The same function, taking any number of further arguments.
    pub(super) const fn variadic(mut self, parameter: Parameter) -> Self {
        self.variadic = Some(parameter);
        self
    }

    /// The same function, whose result holds parts of its arguments as they are.
    pub(super) const fn passes_parts(mut self) -> Self {
        self.history = History::OfWholes;
        self
    }

    /// The same function, whose body has seen to the history of the result.
    pub(super) const fn own_history(mut self) -> Self {
        self.history = History::Own;
        self
    }

    /// The same function, whose result may be null.
    pub(super) const fn may_be_null(mut self) -> Self {
        self.may_be_null = true;
        self
    }
}
