//! What is bound where an expression stands: loops, variables of lambdas, arguments of functions.

use rustc_hash::FxHashMap;

use crate::model::Value;

/// The bindings around an expression, innermost first.
#[derive(Clone, Copy, Default)]
pub(super) struct Frame<'f>(Option<&'f Binding<'f>>);

/// One binding within others.
pub(super) struct Binding<'f> {
    around: Frame<'f>,
    bound: Bound,
}

/// What is bound.
pub(super) enum Bound {
    /// A copy loop.
    Loop(Loop),
    /// The variables of a lambda.
    Lambda(Vec<(String, Value)>),
    /// The arguments of a function that the template defines, by name in lower case: nothing around it counts.
    Function(FxHashMap<String, Value>),
}

/// One turn of a copy loop.
#[derive(Clone)]
pub(super) struct Loop {
    /// In lower case.
    pub(super) name: String,
    /// Which turn, from 0; none when it is not known how often the loop turns.
    pub(super) index: Option<i64>,
    /// Whether it repeats a resource, as opposed to a property or a variable.
    pub(super) is_resource: bool,
}

impl<'f> Frame<'f> {
    /// The frame with one more binding.
    pub(super) fn with(self, bound: Bound) -> Binding<'f> {
        Binding {
            around: self,
            bound,
        }
    }

    fn bindings(self) -> impl Iterator<Item = &'f Bound> {
        std::iter::successors(self.0, |binding| binding.around.0).map(|binding| &binding.bound)
    }

    /// The loop of this name; without a name, that of the resource, else the innermost.
    pub(super) fn turn(self, name: Option<&str>) -> Option<&'f Loop> {
        let mut loops = self.bindings().filter_map(|bound| match bound {
            Bound::Loop(turn) => Some(turn),
            _ => None,
        });
        match name {
            Some(name) => loops.find(|turn| turn.name == name),
            None => {
                let first = loops.next()?;
                if first.is_resource {
                    return Some(first);
                }
                Some(loops.find(|turn| turn.is_resource).unwrap_or(first))
            }
        }
    }

    /// The variable of a lambda.
    pub(super) fn lambda(self, name: &str) -> Option<&'f Value> {
        let mut all = self.bindings().filter_map(|bound| match bound {
            Bound::Lambda(variables) => variables
                .iter()
                .find(|(own, _)| own.eq_ignore_ascii_case(name))
                .map(|(_, value)| value),
            _ => None,
        });
        all.next()
    }

    /// The arguments of the function that the expression is the body of.
    pub(super) fn arguments(self) -> Option<&'f FxHashMap<String, Value>> {
        self.bindings().find_map(|bound| match bound {
            Bound::Function(arguments) => Some(arguments),
            _ => None,
        })
    }
}

impl<'f> Binding<'f> {
    /// The frame inside of this binding.
    pub(super) fn frame(&'f self) -> Frame<'f> {
        Frame(Some(self))
    }
}
