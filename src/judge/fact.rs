//! Facts and answers: values and verdicts with the notes that prove them.

use std::sync::Arc;

use crate::catalog::Effective;
use crate::model::{Span, Value};
use crate::policy::definition::{Exists, Matcher, Path, Pseudo, Scalar};
use crate::text::Text;

/// The value of an attribute, a facet or a pseudo-attribute.
#[derive(Clone, Debug)]
pub(crate) struct Fact<'a> {
    pub(crate) data: FactData<'a>,
    /// What made it so.
    pub(crate) notes: Vec<Note<'a>>,
}

/// See [`Fact`].
#[derive(Clone, Debug)]
pub(crate) enum FactData<'a> {
    /// Not set, and without a default.
    Absent,
    /// The question does not arise for the resource.
    NotApplicable,
    /// Not decided by the files; a note says why.
    Undecided,
    /// A value of the model, possibly unknown itself.
    Value(Value),
    /// Above every number.
    Unlimited,
    /// A place, several of a multi-region, or why there is none.
    Place(Arc<Effective<'a>>),
    /// Several facts.
    List(Vec<Fact<'a>>),
}

impl<'a> Fact<'a> {
    pub(crate) fn new(data: FactData<'a>) -> Self {
        Fact {
            data,
            notes: Vec::new(),
        }
    }

    pub(crate) fn with_note(data: FactData<'a>, note: Note<'a>) -> Self {
        Fact {
            data,
            notes: vec![note],
        }
    }

    pub(crate) fn constant(scalar: &Scalar) -> Self {
        Fact::new(match super::scalar::to_value(scalar) {
            Some(value) => FactData::Value(value),
            None => FactData::Unlimited,
        })
    }

    pub(crate) fn bool(bool: bool, notes: Vec<Note<'a>>) -> Self {
        Fact {
            data: FactData::Value(Value::new(crate::model::Data::Bool(bool), Span::NOWHERE)),
            notes,
        }
    }

    /// Whether the files leave it open.
    pub(crate) fn is_undecided(&self) -> bool {
        match &self.data {
            FactData::Undecided => true,
            FactData::Value(value) => value.as_unknown().is_some(),
            FactData::Place(location) => super::place::is_unknown(location),
            _ => false,
        }
    }
}

/// An answer to a question, with the notes that prove it.
#[derive(Clone, Debug)]
pub(crate) struct Answer<'a> {
    pub(crate) truth: Truth,
    pub(crate) notes: Vec<Note<'a>>,
}

/// Whether something holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Truth {
    Yes,
    No,
    Unknown,
    /// The question does not arise.
    NotApplicable,
}

impl<'a> Answer<'a> {
    pub(crate) fn new(truth: Truth, notes: Vec<Note<'a>>) -> Self {
        Answer { truth, notes }
    }

    /// All hold. What proves a failure is the failures, what proves a doubt the doubts.
    pub(crate) fn all(answers: impl IntoIterator<Item = Answer<'a>>) -> Self {
        combine(answers, Truth::No, Truth::Yes)
    }

    /// At least one holds; nothing holds of nothing.
    pub(crate) fn any(answers: impl IntoIterator<Item = Answer<'a>>) -> Self {
        combine(answers, Truth::Yes, Truth::No)
    }

    pub(crate) fn negated(mut self) -> Self {
        self.truth = match self.truth {
            Truth::Yes => Truth::No,
            Truth::No => Truth::Yes,
            same => same,
        };
        // The contrary of the matchers was asked, which they do not say.
        forget_asked(&mut self.notes);
        self
    }

    /// The answer as a boolean fact.
    pub(crate) fn into_fact(self) -> Fact<'a> {
        let data = match self.truth {
            Truth::Yes => return Fact::bool(true, self.notes),
            Truth::No => return Fact::bool(false, self.notes),
            Truth::Unknown => FactData::Undecided,
            Truth::NotApplicable => FactData::NotApplicable,
        };
        Fact {
            data,
            notes: self.notes,
        }
    }

    /// As an answer about a condition that merely narrows: what does not arise does not hold.
    pub(crate) fn arising(mut self) -> Self {
        if self.truth == Truth::NotApplicable {
            self.truth = Truth::No;
        }
        self
    }
}

/// `decisive` settles the whole at once; `rest` is the answer when all others agree. Parts that do
/// not arise have no say, unless no part arises.
fn combine<'a>(
    answers: impl IntoIterator<Item = Answer<'a>>,
    decisive: Truth,
    rest: Truth,
) -> Answer<'a> {
    let (mut decided, mut doubts, mut others, mut moot) =
        (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let (mut any_decided, mut any_doubt, mut any_other, mut any_moot) =
        (false, false, false, false);
    for answer in answers {
        if answer.truth == decisive {
            any_decided = true;
            gather(&mut decided, answer.notes);
        } else if answer.truth == Truth::Unknown {
            any_doubt = true;
            gather(&mut doubts, answer.notes);
        } else if answer.truth == Truth::NotApplicable {
            any_moot = true;
            gather(&mut moot, answer.notes);
        } else {
            any_other = true;
            gather(&mut others, answer.notes);
        }
    }
    if any_decided {
        Answer::new(decisive, decided)
    } else if any_doubt {
        Answer::new(Truth::Unknown, doubts)
    } else if any_moot && !any_other {
        Answer::new(Truth::NotApplicable, moot)
    } else {
        Answer::new(rest, others)
    }
}

/// Adds notes to notes; the first to come need not be copied.
fn gather<'a>(into: &mut Vec<Note<'a>>, notes: Vec<Note<'a>>) {
    if into.is_empty() {
        *into = notes;
    } else {
        into.extend(notes);
    }
}

/// One observation.
#[derive(Clone, Debug)]
pub(crate) struct Note<'a> {
    /// Index of the resource it was made on.
    pub(crate) owner: usize,
    /// What was looked at.
    pub(crate) subject: NoteSubject<'a>,
    /// What was seen there.
    pub(crate) seen: Seen<'a>,
    /// Where: the value, or the header of the block that lacks it.
    pub(crate) at: Span,
    /// What was asked of the value that this is, or that was derived from it; innermost matcher.
    pub(crate) asked: Option<&'a Matcher>,
    /// Whether what was seen is that very value.
    pub(crate) direct: bool,
    /// The facet that was derived from it.
    pub(crate) facet: Option<&'a str>,
}

/// Makes notes tell what was seen only.
pub(crate) fn forget_asked(notes: &mut [Note<'_>]) {
    for note in notes {
        note.asked = None;
        note.direct = false;
    }
}

impl Note<'_> {
    /// The note without what it saw: what must not be written out must not be repeated either.
    pub(crate) fn hidden(mut self) -> Self {
        self.seen = match self.seen {
            Seen::Value(value) => Seen::Value(value.marked_sensitive()),
            Seen::Outside(Some(value)) => Seen::Outside(Some(value.marked_sensitive())),
            seen => seen,
        };
        self
    }
}

/// What a [`Note`] looks at.
#[derive(Clone, Debug)]
pub(crate) enum NoteSubject<'a> {
    Path(&'a Path),
    /// A path inside another value, such as a JSON text.
    Inner(&'a Path, Arc<str>),
    Facet(&'a str),
    Pseudo(&'a Pseudo),
    /// The resource itself.
    Whole,
}

/// What a [`Note`] saw.
#[derive(Clone, Debug)]
pub(crate) enum Seen<'a> {
    /// A value, known or not.
    Value(Value),
    /// Nothing.
    Absent,
    /// Nothing, and what the provider then takes.
    Default(String),
    /// No resource of these types points here.
    NoSatellite(&'a [String]),
    /// This resource may point here: its link is not known, or it may not exist.
    PerhapsSatellite(usize),
    /// The target is not in the files.
    Outside(Option<Value>),
    /// A place.
    Place(Arc<Effective<'a>>),
    /// A question for the team.
    Ask(&'a Text),
    /// Why the question does not arise.
    Moot(&'a Text),
    /// A text that is not what it should be, such as broken JSON.
    Malformed(Arc<str>),
    /// That the resource is there.
    There,
    /// That no such resource is there.
    NoneThere(&'a Exists),
    /// References among resources go deeper than rempart follows.
    TooDeep,
}
