//! The functions of the language, those of Terraform and those of OpenTofu.
//!
//! A function is a row of a table: its parameters, with the conversions and the treatment of null
//! and unknown arguments that Terraform gives them, and a body over arguments prepared accordingly.
//! `try`, `can`, `templatefile` and `templatestring` are not here: they evaluate expressions, which
//! is the evaluator's work.

mod arguments;
mod cidr;
mod collections;
mod conversion;
mod csv;
mod datetime;
mod encoding;
mod files;
mod format;
mod hash;
pub(super) mod json;
mod limits;
mod lists;
mod maps;
mod numeric;
mod pattern;
mod propagate;
mod returns;
mod sets;
mod strings;
mod table;
mod text_encoding;
mod yaml;

#[cfg(test)]
pub(super) mod tests;

use std::fmt;
use std::sync::Arc;

use crate::model::{Data, Presence, Reason, Span, Unknown, Value};
use arguments::{Arguments, Known, prepare};

/// The functions that the evaluator implements.
const EVALUATED: [&str; 4] = ["can", "templatefile", "templatestring", "try"];

/// What the functions that read files may see.
pub(crate) trait Files {
    /// The directory of the run, absolute.
    fn working_directory(&self) -> &str;
    /// The bytes of a file. `path` is absolute, or relative to the working directory of the run.
    fn read(&self, path: &str) -> Result<Vec<u8>, FileError>;
    /// Whether there is a regular file at `path`.
    fn exists(&self, path: &str) -> Result<bool, FileError>;
    /// The regular files below the directory that match a pattern of `fileset` (`**`, `*`, `?`,
    /// `[a-z]`, `{a,b}`), as sorted paths relative to it with `/` between components.
    fn glob(&self, directory: &str, pattern: &str) -> Result<Vec<String>, FileError>;
}

/// Why a file cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FileError {
    /// Outside the root that may be read.
    OutsideRoot,
    /// There is nothing at the path.
    NotFound,
    /// Something other than a regular file, or one that the system refuses to read.
    Unreadable,
    /// Larger than what is read.
    TooLarge,
}

/// What a call may use besides its arguments.
pub(crate) struct Context<'a> {
    pub(crate) files: &'a dyn Files,
}

/// A call that Terraform would refuse.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CallError {
    /// The argument at fault, from zero, when it is one.
    pub(crate) argument: Option<usize>,
    /// What is wrong, in English, without the name of the function.
    pub(crate) message: String,
    /// The file, as written, when what is wrong is that it is missing or cannot be read.
    pub(crate) file: Option<Arc<str>>,
}

/// A function of the language.
struct Function {
    name: &'static str,
    parameters: &'static [Parameter],
    /// The parameter that takes any further arguments.
    variadic: Option<Parameter>,
    history: History,
    /// Whether the result may be null.
    may_be_null: bool,
    body: fn(&Arguments) -> Result<Value, CallError>,
}

/// What a result takes of the histories of the arguments.
#[derive(Clone, Copy, PartialEq, Eq)]
enum History {
    /// Those of all their parts.
    OfParts,
    /// Those of the arguments as wholes: their parts keep their own, as parts of the result.
    OfWholes,
    /// None: the body has seen to it.
    Own,
}

/// What a function asks of an argument.
#[derive(Clone, Copy)]
struct Parameter {
    kind: Kind,
    known: Known,
    allow_null: bool,
}

/// What an argument is converted to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Any,
    Number,
    String,
    /// A list of elements of one type, whichever.
    List,
    ListOfBool,
    ListOfString,
    /// A set of elements of one type, whichever.
    Set,
    MapOfLists,
}

/// Calls a function. Its result stands at `span`, the place of the call.
pub(crate) fn call(
    name: &str,
    args: &[Value],
    span: Span,
    context: &Context,
) -> Result<Value, CallError> {
    let local = name.strip_prefix("core::").unwrap_or(name);
    if name.starts_with("provider::") {
        return Ok(propagate::opaque(name, args, span));
    }
    let Some(function) = table::find(local) else {
        let hint =
            nearest(local).map_or_else(String::new, |known| format!("; did you mean {known}?"));
        return Err(CallError::new(format!(
            "there is no function named \"{name}\"{hint}"
        )));
    };
    check_count(function, args.len())?;
    let result = match unknowable(local) {
        Some(reason) => {
            let unknown = Unknown {
                presence: Presence::Certain,
                ..Unknown::new(reason, span)
            };
            Value::new(Data::Unknown(Arc::new(unknown)), span).made_from(args)
        }
        None => call_knowable(function, args, span, context)?,
    };
    Ok(returns::returned(local, result))
}

fn call_knowable(
    function: &Function,
    args: &[Value],
    span: Span,
    context: &Context,
) -> Result<Value, CallError> {
    let result = call_known(function, args, span, context)?;
    if result
        .as_unknown()
        .is_some_and(|unknown| unknown.candidates.is_empty())
    {
        // The length of a collection is within bounds.
        let by_bounds = function.name == "length" && !args.iter().any(propagate::may_be_text);
        let by_candidate = propagate::over_candidates(args, &result, by_bounds, |args| {
            call_known(function, args, span, context)
        });
        return Ok(by_candidate.unwrap_or(result));
    }
    Ok(result)
}

/// The known name nearest to a wrong one.
fn nearest(name: &str) -> Option<&'static str> {
    table::all()
        .map(|function| function.name)
        .chain(EVALUATED)
        .map(|known| (strsim::damerau_levenshtein(name, known), known))
        .min()
        .filter(|(distance, _)| *distance <= 2)
        .map(|(_, known)| known)
}

/// Why the result of a function is not fixed by its arguments.
fn unknowable(name: &str) -> Option<Reason> {
    matches!(
        name,
        "timestamp" | "plantimestamp" | "uuid" | "bcrypt" | "rsadecrypt" | "base64gzip"
    )
    .then(|| Reason::Function(name.into()))
}

fn check_count(function: &Function, given: usize) -> Result<(), CallError> {
    let least = function.parameters.len();
    let (problem, wanted) = match function.variadic {
        Some(_) if given < least => ("at least ", least),
        None if given != least => ("", least),
        _ => return Ok(()),
    };
    let plural = if wanted == 1 { "" } else { "s" };
    Err(CallError::new(format!(
        "{problem}{wanted} argument{plural} expected, {given} given"
    )))
}

fn call_known(
    function: &Function,
    args: &[Value],
    span: Span,
    context: &Context,
) -> Result<Value, CallError> {
    let prepared = match prepare(function, args)? {
        Ok(prepared) => prepared,
        Err(unknown) => {
            return Ok(propagate::unknown_result(
                &unknown,
                args,
                span,
                !function.may_be_null,
            ));
        }
    };
    let arguments = Arguments {
        values: prepared,
        span,
        files: context.files,
    };
    let result = (function.body)(&arguments)?;
    limits::check_result(&result)?;
    let result = result.used_at(span);
    Ok(match function.history {
        History::OfParts => propagate::made_from_all_of(result, args),
        History::OfWholes => result.made_from(args),
        History::Own => result,
    })
}

impl CallError {
    /// An error of the call as a whole.
    fn new(message: impl Into<String>) -> Self {
        CallError {
            argument: None,
            message: message.into(),
            file: None,
        }
    }

    /// An error of one argument.
    fn of(argument: usize, message: impl Into<String>) -> Self {
        CallError {
            argument: Some(argument),
            message: message.into(),
            file: None,
        }
    }
}

impl fmt::Display for CallError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}
