//! Deployments within a template: their templates are evaluated where they are deployed.
//!
//! A template that lies elsewhere than in the files is not fetched, and is reported.

use camino::{Utf8Path, Utf8PathBuf};
use rustc_hash::FxHashMap;

use super::body::Made;
use super::frame::Frame;
use super::parameters::{Values, given};
use super::scope::{Scope, member};
use super::walk::{Aim, Met, Position, Walk};
use crate::model::{CallSite, Coverage, CoverageStatus, Reason, Value};
use crate::text::Text;
use crate::yaml::Node;

impl<'s> Walk<'_, 's> {
    /// Goes into a nested deployment.
    pub(super) fn nested(
        &mut self,
        scope: &Scope<'s>,
        met: &Met<'_, 's>,
        frame: Frame<'_>,
        position: &Position,
    ) {
        let Some(properties) = member(met.node, "properties") else {
            return;
        };
        let mut calls = position.calls.clone();
        calls.push(CallSite {
            address: met.label.clone(),
            span: met.header,
        });
        let prefix = format!("{}{}/", position.prefix, met.called.shown);
        let inside = Position {
            path: position.path.clone(),
            prefix,
            calls,
            symbolic: met.symbolic,
        };
        if let Some(template) = member(properties, "template") {
            if is_inner(properties) {
                let given = given_by(scope, properties, frame);
                let prefix = format!("{}|", inside.prefix);
                let own = Scope::new(scope.run, template, scope.reader, prefix, given);
                self.template(&own, template, Frame::default(), &inside);
            } else {
                // Its expressions are those of the template around it.
                self.template(scope, template, frame, &inside);
            }
            return;
        }
        let Some(link) = member(properties, "templateLink") else {
            return;
        };
        let path = linked(scope, link, frame, &position.path);
        let sheet = path.as_ref().ok().and_then(|path| {
            let is_own = inside.path == *path;
            self.sheets.get(path.as_path()).filter(|_| !is_own)
        });
        let Some(sheet) = sheet else {
            if let Aim::Make(made) = &mut self.aim {
                elsewhere(made, met, &position.path, path);
            }
            return;
        };
        self.deploys.insert(sheet.path.clone());
        let given = given_by(scope, properties, frame);
        let prefix = format!("{}|", inside.prefix);
        let own = Scope::new(scope.run, &sheet.node, sheet.reader(), prefix, given);
        let inside = Position {
            path: sheet.path.clone(),
            ..inside
        };
        self.template(&own, &sheet.node, Frame::default(), &inside);
    }
}

/// The values that a deployment gives to its template.
fn given_by<'s>(scope: &Scope<'s>, properties: &'s Node, frame: Frame<'_>) -> Values {
    match member(properties, "parameters") {
        Some(parameters) => given(scope, parameters, frame),
        None => FxHashMap::default(),
    }
}

/// Whether the expressions of a nested template see its own parameters; by default they see those around it.
fn is_inner(properties: &Node) -> bool {
    let scope = member(properties, "expressionEvaluationOptions")
        .and_then(|options| member(options, "scope"))
        .and_then(Node::as_text);
    scope.is_some_and(|scope| scope.eq_ignore_ascii_case("inner"))
}

/// The file that a link leads to; else what it leads to, as far as it is known.
fn linked<'s>(
    scope: &Scope<'s>,
    link: &'s Node,
    frame: Frame<'_>,
    from: &Utf8Path,
) -> Result<Utf8PathBuf, String> {
    let directory = from.parent().unwrap_or(Utf8Path::new(""));
    if let Some(relative) = member(link, "relativePath") {
        let relative = scope.name(relative, frame);
        return match relative.text() {
            Some(text) => Ok(clean(&directory.join(text))),
            None => Err(relative.shown()),
        };
    }
    let Some(uri) = member(link, "uri").or_else(|| member(link, "id")) else {
        return Err("templateLink".to_owned());
    };
    let name = scope.name(uri, frame);
    match beside(&scope.value(uri, frame), &name.shown()) {
        Some(relative) => Ok(clean(&directory.join(relative))),
        None => Err(name.shown()),
    }
}

/// The path of a template relative to the one that links it, when its address is made from that of the latter:
/// `uri(deployment().properties.templateLink.uri, 'shared.json')`.
fn beside(value: &Value, shown: &str) -> Option<String> {
    let Reason::Ambient(name) = &value.as_unknown()?.reason else {
        return None;
    };
    if !name
        .to_lowercase()
        .starts_with("deployment().properties.templatelink.uri")
    {
        return None;
    }
    // The last text of the expression.
    let call = shown
        .strip_prefix("uri(")
        .and_then(|call| call.strip_suffix(')'));
    let relative = match call {
        Some(arguments) => arguments.rsplit_once(", ")?.1.trim_matches('\''),
        None => shown.rsplit_once(')')?.1,
    };
    let is_path =
        Utf8Path::new(relative).extension() == Some("json") && !relative.contains(['(', '\'', ':']);
    is_path.then(|| relative.trim_start_matches('/').to_owned())
}

/// A path without `.` and `..`.
fn clean(path: &Utf8Path) -> Utf8PathBuf {
    let mut clean = Utf8PathBuf::new();
    for component in path.components() {
        match component.as_str() {
            "." => {}
            ".." if clean.file_name().is_some_and(|name| name != "..") => {
                clean.pop();
            }
            name => clean.push(name),
        }
    }
    clean
}

/// Says that the template of a deployment is not at hand.
fn elsewhere(
    made: &mut Made,
    met: &Met<'_, '_>,
    path: &Utf8Path,
    link: Result<Utf8PathBuf, String>,
) {
    let label = &met.label;
    let link = match link {
        Ok(path) => path.to_string(),
        Err(shown) => shown,
    };
    made.coverage.push(Coverage {
        subject: path.to_string(),
        status: CoverageStatus::Partial,
        why: Text::new(
            format!("the template that `{label}` deploys is not among the files ({link}): check it where it lies, or give it by `relativePath`"),
            format!("le modèle que déploie `{label}` n'est pas parmi les fichiers ({link}) : vérifiez-le là où il se trouve, ou donnez-le par `relativePath`"),
        ),
    });
}
