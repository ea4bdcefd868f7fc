//! What Terraform's language defines at each place of a JSON configuration.

/// A kind of body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BodyKind {
    /// A configuration file.
    File,
    /// A file of variable values.
    Values,
    /// `terraform`.
    Settings,
    /// `required_providers`.
    ProviderRequirements,
    /// OpenTofu's `encryption`.
    Encryption,
    /// `variable`.
    Variable,
    /// `output`.
    Output,
    /// `module`.
    Module,
    /// `resource`, `data` and `ephemeral`.
    Resource,
    /// `lifecycle`.
    Lifecycle,
    /// `action_trigger`, in `lifecycle`.
    ActionTrigger,
    /// `provisioner`.
    Provisioner,
    /// `dynamic`.
    Dynamic,
    /// The `content` of a `dynamic` block.
    Content,
    /// `check`.
    Check,
    /// `moved`.
    Moved,
    /// `import`.
    Import,
    /// `removed`.
    Removed,
    /// A body whose attributes are given by a provider, a backend or the user.
    Open,
    /// A body of expressions that Terraform defines, such as `precondition`.
    Plain,
}

/// How a property of a body is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Property {
    /// One or more blocks, below this many levels of labels.
    Block(usize, BodyKind),
    /// A value whose strings are templates.
    Value,
    /// The same, where `"//"` is a comment at any depth, because any object may be a block.
    OpenValue,
    /// A value whose strings are just strings.
    Literal,
    /// A value whose strings are expressions: references, types, keywords.
    Reference,
    /// A provider requirement: literal but for its `configuration_aliases`.
    Requirement,
}

/// How the property `name` of a body is read.
#[allow(clippy::match_same_arms)] // a table in the order of the language
pub(super) fn property(body: BodyKind, name: &str) -> Property {
    use BodyKind as Kind;
    use Property::{Block, Literal, OpenValue, Reference, Requirement, Value};
    match (body, name) {
        (Kind::File, "terraform") => Block(0, Kind::Settings),
        (Kind::File, "variable") => Block(1, Kind::Variable),
        (Kind::File, "output") => Block(1, Kind::Output),
        (Kind::File, "locals") => Block(0, Kind::Plain),
        (Kind::File, "provider") => Block(1, Kind::Open),
        (Kind::File, "module") => Block(1, Kind::Module),
        (Kind::File, "resource" | "data" | "ephemeral") | (Kind::Check, "data") => {
            Block(2, Kind::Resource)
        }
        (Kind::File, "action") => Block(2, Kind::Open),
        (Kind::File, "check") => Block(1, Kind::Check),
        (Kind::File, "moved") => Block(0, Kind::Moved),
        (Kind::File, "import") => Block(0, Kind::Import),
        (Kind::File, "removed") => Block(0, Kind::Removed),
        (Kind::Settings, "required_providers") => Block(0, Kind::ProviderRequirements),
        (Kind::Settings, "backend" | "provider_meta") => Block(1, Kind::Open),
        (Kind::Settings, "cloud") => Block(0, Kind::Open),
        (Kind::Settings, "encryption") => Block(0, Kind::Encryption),
        (Kind::Encryption, "key_provider" | "method") => Block(2, Kind::Open),
        (Kind::Encryption, _) => Block(0, Kind::Open),
        (Kind::ProviderRequirements, _) => Requirement,
        (Kind::Values, _) | (Kind::Variable, "default") => Literal,
        (Kind::Variable, "validation")
        | (Kind::Output, "precondition")
        | (Kind::Lifecycle, "precondition" | "postcondition")
        | (Kind::Check, "assert") => Block(0, Kind::Plain),
        (Kind::Lifecycle, "action_trigger") => Block(0, Kind::ActionTrigger),
        (Kind::Resource | Kind::Removed, "lifecycle") => Block(0, Kind::Lifecycle),
        (Kind::Resource | Kind::Removed, "provisioner") => Block(1, Kind::Provisioner),
        (Kind::Resource | Kind::Provisioner, "connection") => Block(0, Kind::Open),
        (Kind::Resource | Kind::Content, "dynamic") => Block(1, Kind::Dynamic),
        (Kind::Dynamic, "content") => Block(0, Kind::Content),
        (Kind::Variable, "type")
        | (Kind::Output | Kind::Module | Kind::Resource, "depends_on")
        | (Kind::Module, "providers")
        | (Kind::Resource | Kind::Import, "provider")
        | (Kind::Lifecycle, "ignore_changes" | "replace_triggered_by")
        | (Kind::ActionTrigger, "events" | "actions")
        | (Kind::Dynamic, "iterator")
        | (Kind::Moved, "from" | "to")
        | (Kind::Import, "for_each" | "to")
        | (Kind::Removed, "from") => Reference,
        (Kind::Resource | Kind::Content | Kind::Open | Kind::Provisioner, _) => OpenValue,
        _ => Value,
    }
}
