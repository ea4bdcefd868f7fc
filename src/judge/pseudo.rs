//! Pseudo-attributes: what the engine knows of a resource besides its body.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::fact::{Fact, FactData, Note, NoteSubject, Seen};
use super::{Eye, Judge};
use crate::catalog::{Effective, Location, Property};
use crate::model::{Data, ListKind, Map, MapKind, Number, ResourceMode, Span, Value};
use crate::policy::definition::Pseudo;

impl<'a> Eye<'_, 'a> {
    /// The value of a pseudo-attribute.
    pub(crate) fn pseudo(&self, pseudo: &'a Pseudo) -> Fact<'a> {
        let resource = &self.judge.resources[self.owner];
        let text = |text: &str| self.told(pseudo, Data::String(text.into()), resource.span);
        match pseudo {
            Pseudo::Region => self.at_place(pseudo),
            Pseudo::Country => self.of_places(pseudo, |place| Some(place.country)),
            Pseudo::Town => self.of_places(pseudo, |place| place.town),
            Pseudo::Zone => {
                let effective = self.judge.location(self.owner);
                match &effective.zone {
                    Some(zone) => self.told(
                        pseudo,
                        Data::String(Arc::clone(zone)),
                        effective.span().unwrap_or(resource.span),
                    ),
                    None => Fact::with_note(
                        FactData::Absent,
                        self.note(NoteSubject::Pseudo(pseudo), Seen::Absent),
                    ),
                }
            }
            Pseudo::Provider => match self.judge.provider_name(self.owner) {
                Some(name) => text(&name),
                None => Fact::with_note(
                    FactData::Absent,
                    self.note(NoteSubject::Pseudo(pseudo), Seen::Absent),
                ),
            },
            Pseudo::ProviderMajor => match resource
                .provider
                .as_ref()
                .and_then(|provider| provider.major)
            {
                Some(major) => self.told(
                    pseudo,
                    Data::Number(Number::from(i64::from(major))),
                    resource.span,
                ),
                None => Fact::with_note(
                    FactData::Undecided,
                    self.note(NoteSubject::Pseudo(pseudo), Seen::Absent),
                ),
            },
            Pseudo::Operator(property) => self.operator(pseudo, property.as_deref()),
            Pseudo::Tags(key) => self.tag(pseudo, key.as_deref()),
            Pseudo::Type => text(&resource.kind),
            Pseudo::Address => text(&resource.address),
            Pseudo::Name => {
                let block = super::index::block_address(&resource.address);
                text(block.rsplit('.').next().unwrap_or(block))
            }
            Pseudo::Mode => text(match resource.mode {
                ResourceMode::Managed => "managed",
                ResourceMode::Data => "data",
                ResourceMode::Setting => "setting",
            }),
        }
    }

    fn told(&self, pseudo: &'a Pseudo, data: Data, at: Span) -> Fact<'a> {
        let value = Value::new(data, at);
        let mut note = self.note(NoteSubject::Pseudo(pseudo), Seen::Value(value.clone()));
        note.at = at;
        Fact::with_note(FactData::Value(value), note)
    }

    fn at_place(&self, pseudo: &'a Pseudo) -> Fact<'a> {
        let effective = self.judge.location(self.owner);
        let note = self.place_note(pseudo, &effective);
        // What has no place of its own is not concerned by rules about places.
        let data = match effective.location {
            Location::Nowhere => FactData::NotApplicable,
            _ => FactData::Place(effective),
        };
        Fact::with_note(data, note)
    }

    /// A note at the value that decided the place, else at the resource.
    fn place_note(&self, pseudo: &'a Pseudo, effective: &Arc<Effective<'a>>) -> Note<'a> {
        let mut note = self.note(
            NoteSubject::Pseudo(pseudo),
            Seen::Place(Arc::clone(effective)),
        );
        if let Some(span) = effective.span() {
            note.at = span;
        }
        note
    }

    /// A property of each place of the resource: one text, or several.
    fn of_places(
        &self,
        pseudo: &'a Pseudo,
        property: impl Fn(&crate::catalog::Place<'a>) -> Option<&'a str>,
    ) -> Fact<'a> {
        let effective = self.judge.location(self.owner);
        let note = self.place_note(pseudo, &effective);
        if super::place::is_unknown(&effective) {
            return Fact::with_note(FactData::Undecided, note);
        }
        let mut texts: Vec<&str> = Vec::new();
        for place in effective.location.places() {
            match property(&place) {
                Some(text) if !texts.contains(&text) => texts.push(text),
                Some(_) => {}
                None => return Fact::with_note(FactData::Undecided, note),
            }
        }
        let value = |text: &str| Value::string(text, note.at);
        let data = match texts.as_slice() {
            [] => FactData::Absent,
            [text] => FactData::Value(value(text)),
            texts => {
                let items: Vec<Value> = texts.iter().map(|text| value(text)).collect();
                FactData::Value(Value::new(
                    Data::List(ListKind::List, items.into()),
                    note.at,
                ))
            }
        };
        Fact::with_note(data, note)
    }

    fn operator(&self, pseudo: &'a Pseudo, property: Option<&str>) -> Fact<'a> {
        let resource = &self.judge.resources[self.owner];
        let absent = || {
            Fact::with_note(
                FactData::Absent,
                self.note(NoteSubject::Pseudo(pseudo), Seen::Absent),
            )
        };
        let Some(operated) = self.judge.operated(self.owner) else {
            return absent();
        };
        let effective = self.judge.location(self.owner);
        let at = operated
            .endpoint
            .as_ref()
            .map_or(resource.span, |endpoint| endpoint.value.origin.span);
        let mut at = if at.is_nowhere() { resource.span } else { at };
        let evidence = self.judge.catalog.evidence(operated, property);
        if let Some(evidence) = evidence {
            at = evidence.span;
            if let Some(question) = &evidence.expired {
                let mut note = self.note(NoteSubject::Pseudo(pseudo), Seen::Ask(question));
                note.at = at;
                return Fact::with_note(FactData::Undecided, note);
            }
        }
        let told = |data: Data| {
            let mut value = Value::new(data, at);
            if let Some(evidence) = evidence {
                value = value.defined_as(evidence.label.as_str().into());
            }
            let mut note = self.note(NoteSubject::Pseudo(pseudo), Seen::Value(value.clone()));
            note.at = at;
            Fact::with_note(FactData::Value(value), note)
        };
        match self
            .judge
            .catalog
            .property(operated, property, resource, &effective.location)
        {
            Property::Text(text) => told(Data::String(text.into())),
            Property::Prose(text) => told(Data::String(text.en.into())),
            Property::Numbers(numbers) => {
                let items: Vec<Value> = numbers
                    .into_iter()
                    .map(|number| Value::new(Data::Number(Number::from(i64::from(number))), at))
                    .collect();
                told(Data::List(ListKind::List, items.into()))
            }
            Property::Absent | Property::NoSuchProperty => absent(),
            Property::Unknown(why) => {
                let unlocated = Arc::new(Effective {
                    location: Location::Unknown(why),
                    zone: None,
                    basis: crate::catalog::Basis::Nothing,
                    value: None,
                    conflict: None,
                });
                Fact::with_note(
                    FactData::Undecided,
                    self.note(NoteSubject::Pseudo(pseudo), Seen::Place(unlocated)),
                )
            }
        }
    }

    fn tag(&self, pseudo: &'a Pseudo, key: Option<&str>) -> Fact<'a> {
        let resource = &self.judge.resources[self.owner];
        let tags = self.judge.tags(self.owner);
        let Some(key) = key else {
            let members: Map = tags.into_iter().collect();
            return self.told(
                pseudo,
                Data::Map(MapKind::Map, Arc::new(members)),
                resource.span,
            );
        };
        match tags.get(key) {
            Some(value) => {
                let mut note = self.note(NoteSubject::Pseudo(pseudo), Seen::Value(value.clone()));
                note.at = value.origin.span;
                Fact::with_note(FactData::Value(value.clone()), note)
            }
            None => Fact::with_note(
                FactData::Absent,
                self.note(NoteSubject::Pseudo(pseudo), Seen::Absent),
            ),
        }
    }
}

impl Judge<'_> {
    /// The tags a resource carries, those of its provider's configuration included; the nearer wins.
    pub(crate) fn tags(&self, owner: usize) -> FxHashMap<Arc<str>, Value> {
        let mut tags: FxHashMap<Arc<str>, Value> = FxHashMap::default();
        for source in self.catalog.tags(&self.resources[owner]) {
            for (key, value) in source.named {
                tags.entry(key).or_insert(value);
            }
        }
        tags
    }
}
