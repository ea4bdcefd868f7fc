//! From the blocks of a directory to its declarations.

use std::sync::{Arc, OnceLock};

use camino::Utf8PathBuf;

use super::cycles::find_cycles;
use super::declaration::{
    Argument, Local, Module, ModuleCall, Output, ProviderBlock, Repeat, ResourceBlock, ResourceKey,
    Variable,
};
use super::mentions::{find_in_body, find_in_expr};
use super::requirements::read_requirements;
use crate::model::{Diagnostic, Gravity, ResourceMode, Span, Text};
use crate::terraform::ast::{Access, Attribute, Block, Body, Expr, ExprKind};

/// The block types that may stand at the top level of a file.
const TOP_LEVEL: [&str; 14] = [
    "action",
    "check",
    "data",
    "ephemeral",
    "import",
    "locals",
    "module",
    "moved",
    "output",
    "provider",
    "removed",
    "resource",
    "terraform",
    "variable",
];

/// Arguments of a resource that the language itself reads.
const RESOURCE_META: [&str; 4] = ["count", "for_each", "provider", "depends_on"];

/// Arguments of a module call that the language itself reads.
const CALL_META: [&str; 6] = [
    "source",
    "version",
    "count",
    "for_each",
    "providers",
    "depends_on",
];

/// The declarations of the top-level blocks of a directory.
pub(crate) fn read_module(
    directory: Utf8PathBuf,
    blocks: Vec<Block>,
    problems: Vec<Diagnostic>,
) -> Module {
    let mut module = Module {
        directory,
        problems,
        ..Module::default()
    };
    for block in blocks {
        read_block(&mut module, &block);
    }
    module.cycles = find_cycles(&module);
    // It is kept until all is evaluated, and nothing is added any more.
    module.variables.shrink_to_fit();
    module.locals.shrink_to_fit();
    module.outputs.shrink_to_fit();
    module.calls.shrink_to_fit();
    module.resources.shrink_to_fit();
    module
}

/// Reports arguments outside any block, which Terraform refuses.
pub(crate) fn stray_attributes(body: &Body) -> impl Iterator<Item = Diagnostic> + '_ {
    body.attributes.iter().map(|attribute| {
        let name = &attribute.name;
        Diagnostic::at(
            Gravity::Warning,
            "argument-outside-block",
            attribute.name_span,
            Text::new(
                format!("`{name}` stands outside any block and is ignored; variable values belong in a .tfvars file"),
                format!("`{name}` est hors de tout bloc et ignoré ; les valeurs de variables vont dans un fichier .tfvars"),
            ),
        )
    })
}

fn read_block(module: &mut Module, block: &Block) {
    match (&*block.kind, block.labels.len()) {
        ("locals", 0) => read_locals(module, block),
        ("terraform", 0) => read_settings(module, block),
        ("variable", 1) => read_variable(module, block),
        ("output", 1) => read_output(module, block),
        ("module", 1) => read_call(module, block),
        ("provider", 1) => read_provider(module, block),
        ("resource", 2) => read_resource(module, block, ResourceMode::Managed),
        ("data", 2) => read_resource(module, block, ResourceMode::Data),
        // They change the state or check it, and declare nothing that rules judge.
        ("action" | "ephemeral" | "import" | "moved" | "removed", _) => {}
        // Nor does a check, but for the data source that it may hold, which is one of the module.
        ("check", _) => {
            for nested in &block.body.blocks {
                if &*nested.kind == "data" && nested.labels.len() == 2 {
                    read_resource(module, nested, ResourceMode::Data);
                }
            }
        }
        (kind, labels) => module
            .problems
            .push(unexpected_block(kind, labels, block.header)),
    }
}

fn read_locals(module: &mut Module, block: &Block) {
    for attribute in &block.body.attributes {
        let local = Local {
            label: format!("local.{}", attribute.name).into(),
            name_span: attribute.name_span,
            value: Arc::clone(&attribute.expr),
        };
        if let Some(first) = module.locals.get(&attribute.name) {
            let problem = duplicate(&local.label, attribute.name_span, first.name_span);
            module.problems.push(problem);
        } else {
            module.locals.insert(Arc::clone(&attribute.name), local);
        }
    }
}

fn read_settings(module: &mut Module, block: &Block) {
    for nested in &block.body.blocks {
        match &*nested.kind {
            "required_providers" => read_requirements(module, &nested.body),
            "backend" | "cloud" | "encryption" => module.settings.push(nested.clone()),
            _ => {}
        }
    }
}

fn read_variable(module: &mut Module, block: &Block) {
    let Some(label) = block.labels.first() else {
        return;
    };
    let variable = Variable {
        label: format!("var.{}", label.text).into(),
        header: block.header,
        constraint: expression(&block.body, "type"),
        parsed_type: OnceLock::new(),
        default: expression(&block.body, "default"),
        default_value: OnceLock::new(),
        nullable: flag(&block.body, "nullable").unwrap_or(true),
        sensitive: flag(&block.body, "sensitive").unwrap_or(false),
    };
    if let Some(first) = module.variables.get(&label.text) {
        let problem = duplicate(&variable.label, block.header, first.header);
        module.problems.push(problem);
    } else {
        module.variables.insert(Arc::clone(&label.text), variable);
    }
}

fn read_output(module: &mut Module, block: &Block) {
    let Some(label) = block.labels.first() else {
        return;
    };
    let output = Output {
        label: format!("output.{}", label.text).into(),
        header: block.header,
        value: expression(&block.body, "value"),
        sensitive: flag(&block.body, "sensitive").unwrap_or(false),
    };
    if let Some(first) = module.outputs.get(&label.text) {
        let problem = duplicate(&output.label, block.header, first.header);
        module.problems.push(problem);
    } else {
        module.outputs.insert(Arc::clone(&label.text), output);
    }
}

fn read_call(module: &mut Module, block: &Block) {
    let Some(label) = block.labels.first() else {
        return;
    };
    let arguments = block
        .body
        .attributes
        .iter()
        .filter(|attribute| !CALL_META.contains(&&*attribute.name));
    let call = ModuleCall {
        header: block.header,
        source: expression(&block.body, "source"),
        repeat: repeat(&block.body),
        arguments: arguments
            .map(|attribute| {
                let argument = Argument {
                    name_span: attribute.name_span,
                    value: Arc::clone(&attribute.expr),
                };
                (Arc::clone(&attribute.name), argument)
            })
            .collect(),
        providers: expression(&block.body, "providers"),
    };
    if let Some(first) = module.calls.get(&label.text) {
        let problem = duplicate(
            &format!("module.{}", label.text),
            block.header,
            first.header,
        );
        module.problems.push(problem);
    } else {
        module.calls.insert(Arc::clone(&label.text), call);
    }
}

fn read_provider(module: &mut Module, block: &Block) {
    let Some(label) = block.labels.first() else {
        return;
    };
    let alias = attribute(&block.body, "alias").and_then(|alias| literal_string(&alias.expr));
    let key: Arc<str> = match alias {
        Some(alias) => format!("{}.{alias}", label.text).into(),
        None => Arc::clone(&label.text),
    };
    let provider = ProviderBlock {
        header: block.header,
        for_each: expression(&block.body, "for_each"),
        body: Arc::new(Body {
            attributes: without(&block.body.attributes, &["alias", "for_each", "version"]),
            blocks: block.body.blocks.clone(),
        }),
    };
    if let Some(first) = module.providers.get(&key) {
        let problem = duplicate(&format!("provider.{key}"), block.header, first.header);
        module.problems.push(problem);
    } else {
        module.providers.insert(key, provider);
    }
}

fn read_resource(module: &mut Module, block: &Block, mode: ResourceMode) {
    let [kind, name] = block.labels.as_slice() else {
        return;
    };
    let data = mode == ResourceMode::Data;
    let address: Arc<str> = if data {
        format!("data.{}.{}", kind.text, name.text).into()
    } else {
        format!("{}.{}", kind.text, name.text).into()
    };
    let body = Body {
        attributes: without(&block.body.attributes, &RESOURCE_META),
        blocks: block
            .body
            .blocks
            .iter()
            .filter(|nested| !matches!(&*nested.kind, "lifecycle" | "provisioner" | "connection"))
            .cloned()
            .collect(),
    };
    let mut varies = |name: &str, _: &[Access]| matches!(name, "each" | "count" | "self");
    let provider = expression(&block.body, "provider");
    let resource = ResourceBlock {
        mode,
        kind: Arc::clone(&kind.text),
        address: Arc::clone(&address),
        header: block.header,
        repeat: repeat(&block.body),
        depends_on: expression(&block.body, "depends_on"),
        lifecycle: block
            .body
            .blocks
            .iter()
            .find(|nested| &*nested.kind == "lifecycle")
            .cloned(),
        varies: find_in_body(&body, &mut varies)
            || provider
                .as_deref()
                .is_some_and(|provider| find_in_expr(provider, &mut varies)),
        provider,
        body: Arc::new(body),
    };
    let key = ResourceKey {
        data,
        kind: Arc::clone(&kind.text),
        name: Arc::clone(&name.text),
    };
    if let Some(first) = module.resources.get(&key) {
        let problem = duplicate(&address, block.header, first.header);
        module.problems.push(problem);
    } else {
        module.resources.insert(key, resource);
    }
}

fn repeat(body: &Body) -> Repeat {
    if let Some(each) = expression(body, "for_each") {
        return Repeat::ForEach(each);
    }
    if let Some(count) = expression(body, "count") {
        return Repeat::Count(count);
    }
    let lifecycle = body
        .blocks
        .iter()
        .find(|nested| &*nested.kind == "lifecycle");
    match lifecycle.and_then(|lifecycle| expression(&lifecycle.body, "enabled")) {
        Some(enabled) => Repeat::Enabled(enabled),
        None => Repeat::Once,
    }
}

fn attribute<'a>(body: &'a Body, name: &str) -> Option<&'a Attribute> {
    body.attributes
        .iter()
        .find(|attribute| &*attribute.name == name)
}

fn expression(body: &Body, name: &str) -> Option<Arc<Expr>> {
    attribute(body, name).map(|attribute| Arc::clone(&attribute.expr))
}

fn flag(body: &Body, name: &str) -> Option<bool> {
    match &attribute(body, name)?.expr.kind {
        ExprKind::Bool(value) => Some(*value),
        ExprKind::String(text) => text.parse().ok(),
        _ => None,
    }
}

/// The text of a string without interpolation.
pub(crate) fn literal_string(expr: &Expr) -> Option<&Arc<str>> {
    match &expr.kind {
        ExprKind::String(text) => Some(text),
        ExprKind::Parenthesis(inner) => literal_string(inner),
        _ => None,
    }
}

fn without(attributes: &[Attribute], names: &[&str]) -> Vec<Attribute> {
    let mut others = Vec::with_capacity(attributes.len());
    let is_other = |attribute: &&Attribute| !names.contains(&&*attribute.name);
    others.extend(attributes.iter().filter(is_other).cloned());
    others
}

fn duplicate(what: &str, again: Span, first: Span) -> Diagnostic {
    Diagnostic::at(
        Gravity::Error,
        "duplicate-declaration",
        again,
        Text::new(
            format!("`{what}` is declared twice; only the first declaration is read"),
            format!("`{what}` est déclaré deux fois ; seule la première déclaration est lue"),
        ),
    )
    .label(
        first,
        Text::new("first declared here", "déclaré ici d'abord"),
    )
}

fn unexpected_block(kind: &str, labels: usize, header: Span) -> Diagnostic {
    if TOP_LEVEL.contains(&kind) {
        return Diagnostic::at(
            Gravity::Error,
            "wrong-block-labels",
            header,
            Text::new(
                format!("a `{kind}` block does not take {labels} labels; it is not read"),
                format!("un bloc `{kind}` ne prend pas {labels} étiquettes ; il n'est pas lu"),
            ),
        );
    }
    let nearest = nearest_name(kind, TOP_LEVEL.into_iter());
    let (hint_en, hint_fr) = match nearest {
        Some(name) => (
            format!("; did you mean `{name}`?"),
            format!(" ; vouliez-vous dire `{name}` ?"),
        ),
        None => (String::new(), String::new()),
    };
    Diagnostic::at(
        Gravity::Warning,
        "unknown-block-type",
        header,
        Text::new(
            format!("no block type is named `{kind}`, so this block is not read{hint_en}"),
            format!("aucun type de bloc ne s'appelle `{kind}`, ce bloc n'est donc pas lu{hint_fr}"),
        ),
    )
}

/// The known name most like `name`, when one is alike enough to be meant.
pub(crate) fn nearest_name<'a>(
    name: &str,
    known: impl Iterator<Item = &'a str>,
) -> Option<&'a str> {
    /// Comparing takes time that grows with both lengths, and no long text is a misspelt name.
    const LONGEST: usize = 64;
    if name.len() > LONGEST {
        return None;
    }
    known
        .filter(|candidate| candidate.len() <= LONGEST)
        .map(|candidate| {
            (
                strsim::normalized_damerau_levenshtein(name, candidate),
                candidate,
            )
        })
        .filter(|(likeness, _)| *likeness >= 0.6)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, candidate)| candidate)
}
