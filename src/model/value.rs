//! Values: known or unknown, each with its origin.

use std::sync::Arc;

use indexmap::IndexMap;

use super::{Number, Reason, Reference, Span, Type, Unknown};

/// A node of a resource body.
///
/// Equality compares what a value is, not where it comes from.
#[derive(Clone, Debug)]
pub struct Value {
    /// What it is.
    pub data: Data,
    /// Where it comes from.
    pub origin: Origin,
}

/// What a value is. Collections are shared: cloning a value is cheap.
#[derive(Clone, Debug)]
pub enum Data {
    /// Set to null, which for most languages means not set.
    Null,
    /// A boolean.
    Bool(bool),
    /// A number.
    Number(Number),
    /// A text.
    String(Arc<str>),
    /// Items in order; a set is ordered and free of duplicates.
    List(ListKind, Arc<[Value]>),
    /// Named members.
    Map(MapKind, Arc<Map>),
    /// Not known before deployment.
    Unknown(Arc<Unknown>),
}

/// The members of a map or of a block body, in source order.
pub type Map = IndexMap<Arc<str>, Value, rustc_hash::FxBuildHasher>;

/// What sort of list a [`Data::List`] is; rules do not see the difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ListKind {
    /// Items of any types, as `[…]` writes them.
    Tuple,
    /// Items of one type.
    List,
    /// Items of one type, without order or duplicates.
    Set,
    /// The nested blocks of one type, each a [`MapKind::Block`].
    Blocks,
}

/// What sort of map a [`Data::Map`] is; rules do not see the difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MapKind {
    /// Members of any types, as `{…}` writes them.
    Object,
    /// Members of one type.
    Map,
    /// The body of a nested block; its span is the block's header.
    Block,
}

/// Where a value comes from.
#[derive(Clone, Debug)]
pub struct Origin {
    /// Where the value is written, or used: for an argument `a = var.b`, the expression `var.b`.
    pub span: Span,
    /// What it was made from, when it is not a literal.
    pub via: Option<Arc<Via>>,
}

/// The history of a computed value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Via {
    /// The definitions the value went through, nearest first: the variable, then the assignment in
    /// `terraform.tfvars` or the module argument that set it, and so on.
    pub definitions: Vec<Definition>,
    /// The resources the value was read from, also when the value itself is known.
    pub references: Vec<Reference>,
    /// Whether any part of it is marked sensitive: it is then never printed.
    pub sensitive: bool,
    /// Whether nobody wrote it: the provider or the service chose it, and a plan or state shows it.
    /// It is what holds, but it is not a setting that somebody made.
    pub unwritten: bool,
    /// The type it was given, when its content does not tell: that of a null, of an unknown, of a
    /// collection without items. It is the value's own, and nothing made from the value has it.
    pub ty: Option<Arc<Type>>,
}

/// A place where a value got a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Definition {
    /// How the language names it: `var.region`, `local.name`, `module.db.arn`.
    pub label: Arc<str>,
    /// Where it is defined or assigned.
    pub span: Span,
}

impl Via {
    /// Histories are cut beyond this many definitions and as many references.
    pub const MAX_LENGTH: usize = 16;

    /// Adds what `other` has and this has not.
    pub fn merge(&mut self, other: &Via) {
        for definition in &other.definitions {
            self.define(definition.clone());
        }
        for reference in &other.references {
            self.refer(reference.clone());
        }
        self.sensitive |= other.sensitive;
    }

    /// Adds a definition at the far end.
    pub fn define(&mut self, definition: Definition) {
        if self.definitions.len() < Self::MAX_LENGTH && !self.definitions.contains(&definition) {
            self.definitions.push(definition);
        }
    }

    /// Adds a reference.
    pub fn refer(&mut self, reference: Reference) {
        if self.references.len() < Self::MAX_LENGTH && !self.references.contains(&reference) {
            self.references.push(reference);
        }
    }
}

impl Value {
    /// A value written literally at `span`.
    pub fn new(data: Data, span: Span) -> Self {
        Value {
            data,
            origin: Origin { span, via: None },
        }
    }

    /// A text at `span`.
    pub fn string(text: impl Into<Arc<str>>, span: Span) -> Self {
        Self::new(Data::String(text.into()), span)
    }

    /// Null at `span`.
    pub fn null(span: Span) -> Self {
        Self::new(Data::Null, span)
    }

    /// An unknown at `span`, for a reason that stands there too.
    pub fn unknown(reason: Reason, span: Span) -> Self {
        Self::new(Data::Unknown(Arc::new(Unknown::new(reason, span))), span)
    }

    /// The text, when it is a known string.
    pub fn as_str(&self) -> Option<&str> {
        match &self.data {
            Data::String(text) => Some(text),
            _ => None,
        }
    }

    /// The boolean, when it is one.
    pub fn as_bool(&self) -> Option<bool> {
        match &self.data {
            Data::Bool(bool) => Some(*bool),
            _ => None,
        }
    }

    /// The items, when it is a known list.
    pub fn as_list(&self) -> Option<&[Value]> {
        match &self.data {
            Data::List(_, items) => Some(items),
            _ => None,
        }
    }

    /// The members, when it is a known map.
    pub fn as_map(&self) -> Option<&Map> {
        match &self.data {
            Data::Map(_, members) => Some(members),
            _ => None,
        }
    }

    /// What is known of it, when it is unknown itself; its parts may be all the same.
    pub fn as_unknown(&self) -> Option<&Unknown> {
        match &self.data {
            Data::Unknown(unknown) => Some(unknown),
            _ => None,
        }
    }

    /// Whether it is null.
    pub fn is_null(&self) -> bool {
        matches!(self.data, Data::Null)
    }

    /// Whether it and all its parts are known.
    pub fn is_wholly_known(&self) -> bool {
        match &self.data {
            Data::Unknown(_) => false,
            Data::List(_, items) => items.iter().all(Value::is_wholly_known),
            Data::Map(_, members) => members.values().all(Value::is_wholly_known),
            _ => true,
        }
    }

    /// The resources it was read from.
    pub fn references(&self) -> &[Reference] {
        self.origin.via.as_ref().map_or(&[], |via| &via.references)
    }

    /// The definitions it went through, nearest first.
    pub fn definitions(&self) -> &[Definition] {
        self.origin.via.as_ref().map_or(&[], |via| &via.definitions)
    }

    /// Whether it is marked sensitive.
    pub fn is_sensitive(&self) -> bool {
        self.origin.via.as_ref().is_some_and(|via| via.sensitive)
    }

    /// Whether the provider or the service chose it, and no file.
    pub fn is_unwritten(&self) -> bool {
        self.origin.via.as_ref().is_some_and(|via| via.unwritten)
    }

    /// The type it was given, when its content does not tell.
    pub fn given_type(&self) -> Option<&Arc<Type>> {
        self.origin.via.as_ref()?.ty.as_ref()
    }

    /// The same value, of a type that its content does not tell.
    #[must_use]
    pub fn of_type(mut self, ty: Arc<Type>) -> Self {
        if self.given_type() != Some(&ty) {
            let mut via = self.origin.via.as_deref().cloned().unwrap_or_default();
            via.ty = Some(ty);
            self.origin.via = Some(Arc::new(via));
        }
        self
    }

    /// The same value used at `span`.
    #[must_use]
    pub fn used_at(mut self, span: Span) -> Self {
        self.origin.span = span;
        self
    }

    /// The same value after it went through the definition `label`: the place where it was written
    /// so far becomes part of its history.
    #[must_use]
    pub fn defined_as(mut self, label: Arc<str>) -> Self {
        let span = self.origin.span;
        let mut via = Via {
            ty: self.given_type().cloned(),
            ..Via::default()
        };
        via.define(Definition { label, span });
        if let Some(history) = &self.origin.via {
            via.merge(history);
        }
        self.origin.via = Some(Arc::new(via));
        self
    }

    /// The same value, known to be read from `reference`.
    #[must_use]
    pub fn read_from(mut self, reference: Reference) -> Self {
        let mut via = self.origin.via.as_deref().cloned().unwrap_or_default();
        via.refer(reference);
        self.origin.via = Some(Arc::new(via));
        self
    }

    /// The same value, marked sensitive.
    #[must_use]
    pub fn marked_sensitive(mut self) -> Self {
        if !self.is_sensitive() {
            let mut via = self.origin.via.as_deref().cloned().unwrap_or_default();
            via.sensitive = true;
            self.origin.via = Some(Arc::new(via));
        }
        self
    }

    /// The same value with the histories of the operands it was computed from added to its own.
    #[must_use]
    pub fn made_from<'a>(mut self, operands: impl IntoIterator<Item = &'a Value>) -> Self {
        let mut merged: Option<Via> = None;
        for history in operands
            .into_iter()
            .filter_map(|operand| operand.origin.via.as_ref())
        {
            match &mut merged {
                Some(via) => via.merge(history),
                None => match &self.origin.via {
                    Some(own) if !Arc::ptr_eq(own, history) && **own != **history => {
                        let mut via = (**own).clone();
                        via.merge(history);
                        merged = Some(via);
                    }
                    Some(_) => {}
                    None if history.ty.is_none() => self.origin.via = Some(Arc::clone(history)),
                    None => {
                        let mut via = (**history).clone();
                        via.ty = None;
                        self.origin.via = Some(Arc::new(via));
                    }
                },
            }
        }
        if let Some(via) = merged {
            self.origin.via = Some(Arc::new(via));
        }
        self
    }
}

impl PartialEq for Value {
    fn eq(&self, other: &Self) -> bool {
        match (&self.data, &other.data) {
            (Data::Null, Data::Null) => true,
            (Data::Bool(a), Data::Bool(b)) => a == b,
            (Data::Number(a), Data::Number(b)) => a == b,
            (Data::String(a), Data::String(b)) => a == b,
            (Data::List(_, a), Data::List(_, b)) => a == b,
            (Data::Map(_, a), Data::Map(_, b)) => a == b,
            (Data::Unknown(a), Data::Unknown(b)) => a == b,
            _ => false,
        }
    }
}

impl Eq for Value {}
