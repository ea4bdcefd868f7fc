//! Functions whose result follows from their arguments, as "ARM template functions" of Microsoft describes them.
//!
//! They know nothing of templates. An argument that is not known gives a result that is not known, or one of a few
//! when the argument is; only those that `takes_unknown` see such arguments, since they may decide all the same.

mod arguments;
mod canonical;
mod cidr;
mod collections;
mod comparison;
mod conversion;
mod date;
mod encoding;
mod format;
mod numeric;
mod objects;
mod strings;

use std::sync::{Arc, OnceLock};

use rustc_hash::FxHashMap;

use crate::model::{Data, Presence, Span, Unknown, Value};

/// A function.
pub(super) struct Function {
    /// As the documentation writes it.
    pub(super) name: &'static str,
    /// The fewest arguments.
    pub(super) least: usize,
    /// The most arguments.
    pub(super) most: usize,
    /// Whether it decides on arguments that are not known itself.
    takes_unknown: bool,
    call: fn(&[Value]) -> Outcome,
}

/// What a call comes to; its place and history are for the caller to add.
type Outcome = Result<Value, Refusal>;

/// Why a call comes to nothing.
#[derive(Debug)]
pub(super) enum Refusal {
    /// The arguments do not suit: what is wrong with them.
    Wrong(String),
    /// It hangs on this value, which is not known.
    Open(Value),
    /// It is not fixed by what Microsoft documents, or not computed here.
    Unfixed,
}

impl Refusal {
    fn wrong(message: impl Into<String>) -> Self {
        Refusal::Wrong(message.into())
    }
}

impl Function {
    const fn new(
        name: &'static str,
        least: usize,
        most: usize,
        call: fn(&[Value]) -> Outcome,
    ) -> Self {
        Function {
            name,
            least,
            most,
            takes_unknown: false,
            call,
        }
    }

    const fn takes_unknown(mut self) -> Self {
        self.takes_unknown = true;
        self
    }
}

/// Any number of arguments.
const MANY: usize = usize::MAX;

/// The function of this name, in lower case.
pub(super) fn find(name: &str) -> Option<&'static Function> {
    static FUNCTIONS: OnceLock<FxHashMap<String, &'static Function>> = OnceLock::new();
    let functions = FUNCTIONS.get_or_init(|| {
        let groups = [
            cidr::FUNCTIONS,
            collections::FUNCTIONS,
            comparison::FUNCTIONS,
            conversion::FUNCTIONS,
            date::FUNCTIONS,
            encoding::FUNCTIONS,
            format::FUNCTIONS,
            numeric::FUNCTIONS,
            objects::FUNCTIONS,
            strings::FUNCTIONS,
        ];
        let all = groups.into_iter().flatten();
        all.map(|function| (function.name.to_lowercase(), function))
            .collect()
    });
    functions.get(name).copied()
}

/// The pieces of a pattern of `format` whose fields write their argument as it is: texts, and the positions of
/// arguments; none of other patterns.
pub(super) fn pieces_of_format(pattern: &str) -> Option<Vec<Result<String, usize>>> {
    let pieces = format::pieces(pattern).ok()?.into_iter();
    let pieces = pieces.map(|piece| match piece {
        format::Piece::Text(text) => Some(Ok(text)),
        format::Piece::Field(field) => field.is_plain().then_some(Err(field.index)),
    });
    pieces.collect()
}

/// Calls a function. Of arguments that may be a few values, each is tried.
pub(super) fn lifted(function: &Function, arguments: &[Value]) -> Outcome {
    if function.takes_unknown {
        return (function.call)(arguments);
    }
    let mut tried: Vec<Vec<Value>> = vec![Vec::new()];
    let mut open: Option<&Value> = None;
    for argument in arguments {
        let Some(unknown) = argument.as_unknown() else {
            for one in &mut tried {
                one.push(argument.clone());
            }
            continue;
        };
        let possible = unknown.candidates.len();
        if possible == 0 || tried.len() * possible > Unknown::MAX_CANDIDATES {
            return Err(Refusal::Open(argument.clone()));
        }
        open.get_or_insert(argument);
        tried = tried
            .iter()
            .flat_map(|one| {
                let candidates = unknown.candidates.iter();
                candidates.map(move |candidate| {
                    let mut one = one.clone();
                    one.push(candidate.clone());
                    one
                })
            })
            .collect();
    }
    let Some(open) = open else {
        return (function.call)(arguments);
    };
    let mut candidates: Vec<Value> = Vec::new();
    for one in tried {
        match (function.call)(&one) {
            Ok(value) if value.is_wholly_known() => {
                if !candidates.contains(&value) {
                    candidates.push(value);
                }
            }
            // What is wrong with one value may not be the one that is given.
            _ => return Err(Refusal::Open(open.clone())),
        }
    }
    match (&candidates[..], open.as_unknown()) {
        ([one], _) => Ok(one.clone()),
        (_, Some(why)) => {
            let mut unknown = Unknown::new(why.reason.clone(), why.at);
            unknown.presence = Presence::certain_if(candidates.iter().all(|one| !one.is_null()));
            unknown.candidates = candidates;
            Ok(Value::new(Data::Unknown(Arc::new(unknown)), Span::NOWHERE))
        }
        (_, None) => Err(Refusal::Open(open.clone())),
    }
}
