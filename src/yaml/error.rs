//! What can be wrong with a YAML text.

use std::ops::Range;

use crate::text::Text;

/// An error, and the bytes it is about.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.message().en)]
pub struct YamlError {
    /// The bytes it is about; may be empty, never outside the text.
    pub span: Range<usize>,
    /// What is wrong.
    pub kind: YamlErrorKind,
}

/// The kinds of [`YamlError`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum YamlErrorKind {
    /// The text is not YAML; the parser's own words.
    Syntax(String),
    /// The text is longer than the limit, in bytes.
    TooLong(usize),
    /// Nodes are nested deeper than the limit.
    TooDeep(usize),
    /// There are more nodes than the limit once aliases are replaced.
    TooMany(usize),
    /// A key occurs twice in one mapping.
    DuplicateKey {
        /// The key.
        key: String,
        /// Where it occurs first.
        first: Range<usize>,
    },
    /// A key is a sequence or a mapping.
    ComplexKey,
    /// An alias stands inside the node that it names.
    CyclicAlias,
    /// An alias names an anchor of another document.
    UnknownAlias,
    /// One document was asked for and there are several.
    SeveralDocuments,
    /// A tag of the core schema does not suit the scalar.
    Tag(String),
}

impl YamlError {
    /// The error in words: lower case, no final dot.
    pub fn message(&self) -> Text {
        match &self.kind {
            YamlErrorKind::Syntax(words) => Text::new(
                format!("invalid YAML: {words}"),
                format!("YAML invalide : {words}"),
            ),
            YamlErrorKind::TooLong(limit) => Text::new(
                format!("the text is longer than {limit} bytes"),
                format!("le texte dépasse {limit} octets"),
            ),
            YamlErrorKind::TooDeep(limit) => Text::new(
                format!("nested deeper than {limit} levels"),
                format!("plus de {limit} niveaux d'imbrication"),
            ),
            YamlErrorKind::TooMany(limit) => Text::new(
                format!("more than {limit} nodes once aliases are replaced"),
                format!("plus de {limit} nœuds une fois les alias remplacés"),
            ),
            YamlErrorKind::DuplicateKey { key, .. } => Text::new(
                format!("the key `{key}` is already given in this mapping"),
                format!("la clé `{key}` est déjà donnée dans ce bloc"),
            ),
            YamlErrorKind::ComplexKey => Text::new(
                "a key must be a scalar, not a list or a mapping",
                "une clé doit être un scalaire, pas une liste ni un bloc",
            ),
            YamlErrorKind::CyclicAlias => Text::new(
                "the alias stands inside the node that it names",
                "l'alias se trouve dans le nœud qu'il désigne",
            ),
            YamlErrorKind::UnknownAlias => Text::new(
                "the alias names no anchor of this document",
                "l'alias ne désigne aucune ancre de ce document",
            ),
            YamlErrorKind::SeveralDocuments => Text::new(
                "one document is expected and a second one starts here",
                "un seul document est attendu et un second commence ici",
            ),
            YamlErrorKind::Tag(tag) => Text::new(
                format!("the tag `{tag}` does not suit this value"),
                format!("l'étiquette `{tag}` ne convient pas à cette valeur"),
            ),
        }
    }
}
