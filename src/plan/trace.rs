//! Where an expression of the configuration in a plan leads: through variables, module arguments, outputs and
//! `each`, to resources.
//!
//! A plan lists the objects that an expression mentions, not what it does with them. So a trace says what a
//! value may have been read from, never what it is.

use std::borrow::Cow;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};
use serde_json::Value as Json;
use serde_json::value::RawValue;

use super::address::{Address, Step, block_and_key, steps, within};
use super::configuration::Configuration;
use super::document::tree;
use crate::model::{Reference, Via};

/// An argument may be passed down and an output up so many times.
const MAX_DEPTH: usize = 24;

/// A reference to a block with more instances than this, which does not say which one it means, links
/// nothing: it would link all with all.
const MAX_INSTANCES: usize = 32;

/// No more mentions than this are followed for one expression.
const MAX_STEPS: usize = 512;

/// All that a reference may lead to.
#[derive(Debug)]
pub(super) struct Map<'a> {
    pub(super) configuration: Configuration<'a>,
    /// The addresses of all resources of the plan.
    pub(super) resources: FxHashSet<Cow<'a, str>>,
    /// How many instances blocks with instances have, by address.
    pub(super) counts: FxHashMap<String, usize>,
    /// The instances of module calls, `module.db["eu"]`, by the module that calls and the name of the call.
    pub(super) instances: FxHashMap<(String, String), Vec<String>>,
}

/// A place in the configuration, as one instance sees it.
#[derive(Clone, Debug)]
pub(super) struct Scope<'a> {
    /// The position of the module in the configuration.
    position: usize,
    /// The calls that lead to it: `module.db["eu"]`.
    modules: Vec<String>,
    /// The instance key of the resource, or of the call, that holds the expression.
    key: String,
    /// What that repeats over.
    for_each: Option<&'a RawValue>,
}

/// Where an expression leads.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Trace {
    /// To these resources.
    pub(super) references: Vec<Reference>,
    /// To these variables of the root module.
    pub(super) variables: Vec<String>,
    /// Whether it also leads to a block of more instances than can be meant, without saying which.
    pub(super) crowd: bool,
    /// To the defaults of these variables, of any module: position of the module and name.
    pub(super) defaults: Vec<(usize, String)>,
    /// Whether it mentions a local value, which a plan does not hold.
    pub(super) local: bool,
}

impl<'a> Map<'a> {
    /// The scope of a resource at `address`, which repeats over `for_each`.
    pub(super) fn scope(&self, address: &str, for_each: Option<&'a RawValue>) -> Option<Scope<'a>> {
        let address = Address::parse(address);
        let (_, key) = block_and_key(address.local);
        Some(Scope {
            position: self.configuration.module(&address.modules)?,
            modules: address
                .modules
                .iter()
                .map(|step| step.text.to_owned())
                .collect(),
            key: key.to_owned(),
            for_each,
        })
    }

    /// What the call that leads to a scope passes for a variable, and the scope of that.
    pub(super) fn argument(&self, scope: &Scope<'a>, name: &str) -> Option<(Json, Scope<'a>)> {
        let (parent, call) = self.configuration.node(scope.position)?.caller.as_ref()?;
        let argument = tree(call.expressions).get_mut(name).map(Json::take)?;
        Some((argument, scope.caller(*parent, call.for_each)?))
    }

    /// The default of a variable.
    pub(super) fn default(&self, scope: &Scope<'a>, name: &str) -> Option<&'a RawValue> {
        let node = self.configuration.node(scope.position)?;
        node.variables.get(name)?.default
    }

    /// Where an expression leads.
    pub(super) fn trace(&self, expression: &Json, scope: &Scope<'a>) -> Trace {
        let mut tracing = Tracing {
            map: self,
            trace: Trace::default(),
            left: MAX_STEPS,
        };
        tracing.expression(expression, scope, 0);
        tracing.trace
    }

    /// `depends_on`, as references.
    pub(super) fn dependencies(&self, texts: &[Cow<'_, str>], scope: &Scope<'a>) -> Vec<Reference> {
        let mut tracing = Tracing {
            map: self,
            trace: Trace::default(),
            left: MAX_STEPS,
        };
        let texts: Vec<&str> = texts.iter().map(|text| &**text).collect();
        tracing.mentions(&texts, scope, 0);
        tracing.trace.references
    }
}

/// The mentions in an expression, each once: the format lists `a.b.c`, then `a.b` for the same.
pub(super) fn mentions(expression: &Json) -> Vec<&str> {
    let references = expression.get("references").and_then(Json::as_array);
    let mut found: Vec<&str> = Vec::new();
    let mut previous = "";
    for text in references.into_iter().flatten().filter_map(Json::as_str) {
        let shorter = previous
            .strip_prefix(text)
            .is_some_and(|rest| rest.starts_with(['.', '[']));
        if !shorter && !found.contains(&text) && found.len() < MAX_STEPS {
            found.push(text);
        }
        previous = text;
    }
    found
}

struct Tracing<'m, 'a> {
    map: &'m Map<'a>,
    trace: Trace,
    left: usize,
}

impl<'a> Tracing<'_, 'a> {
    fn expression(&mut self, expression: &Json, scope: &Scope<'a>, depth: usize) {
        self.mentions(&mentions(expression), scope, depth);
    }

    fn mentions(&mut self, mentions: &[&str], scope: &Scope<'a>, depth: usize) {
        let each = mentions
            .iter()
            .any(|text| text.starts_with("each.") || text.starts_with("count.") || *text == "each");
        for mention in mentions {
            if self.left == 0 || depth > MAX_DEPTH {
                return;
            }
            self.left -= 1;
            self.mention(&steps(mention), each, scope, depth);
        }
    }

    fn mention(&mut self, steps: &[Step<'_>], each: bool, scope: &Scope<'a>, depth: usize) {
        match steps {
            [first, name, ..] if first.text == "var" => self.variable(name.text, scope, depth),
            [first, ..] if first.text == "local" => self.trace.local = true,
            [first, value, rest @ ..] if first.text == "each" && value.text == "value" => {
                self.each_value(rest, scope, depth);
            }
            [first, name, rest @ ..] if first.text == "module" => {
                self.output(name.text, rest, scope, depth);
            }
            [first, kind, name, rest @ ..] if first.text == "data" => {
                self.resource(
                    &format!("data.{}.{}", kind.text, name.text),
                    rest,
                    each,
                    scope,
                );
            }
            [first, ..]
                if matches!(
                    first.text,
                    "each" | "count" | "path" | "terraform" | "tofu" | "self"
                ) => {}
            [kind, name, rest @ ..] if !name.is_key() => {
                self.resource(&format!("{}.{}", kind.text, name.text), rest, each, scope);
            }
            _ => {}
        }
    }

    /// A variable: of the root, or what the call passes for it.
    fn variable(&mut self, name: &str, scope: &Scope<'a>, depth: usize) {
        let Some(node) = self.map.configuration.node(scope.position) else {
            return;
        };
        let declared = (scope.position, name.to_owned());
        if !self.trace.defaults.contains(&declared) {
            self.trace.defaults.push(declared);
        }
        if node.caller.is_none() {
            if !self.trace.variables.iter().any(|known| known == name) {
                self.trace.variables.push(name.to_owned());
            }
        } else if let Some((argument, caller)) = self.map.argument(scope, name) {
            self.expression(&argument, &caller, depth + 1);
        }
    }

    /// `each.value`: when the collection is a resource with instances, the one of the same key.
    fn each_value(&mut self, rest: &[Step<'_>], scope: &Scope<'a>, depth: usize) {
        let collection = tree(scope.for_each);
        let outer = Scope {
            for_each: None,
            ..scope.clone()
        };
        let before = self.trace.references.len();
        self.expression(&collection, &outer, depth + 1);
        let Some(attribute) = rest.first().filter(|step| !step.is_key()) else {
            return;
        };
        for reference in self.trace.references.iter_mut().skip(before) {
            let keyed = format!("{}{}", reference.address, scope.key);
            if reference.attribute.is_empty() && self.map.resources.contains(keyed.as_str()) {
                reference.address = keyed.into();
                reference.attribute = attribute.text.into();
            }
        }
    }

    /// `module.db["eu"].arn`: through the output, of one instance or of all.
    fn output(&mut self, name: &str, rest: &[Step<'_>], scope: &Scope<'a>, depth: usize) {
        let configuration = &self.map.configuration;
        let (key, rest) = match rest {
            [key, rest @ ..] if key.is_key() => (key.text, rest),
            _ => ("", rest),
        };
        let Some(position) = configuration.called(scope.position, name) else {
            return;
        };
        let node = configuration.node(position);
        let output = rest
            .first()
            .and_then(|output| node?.outputs.get(output.text));
        let Some(output) = output else { return };
        let expression = tree(output.expression);
        let call = (scope.module(), name.to_owned());
        let instances = self.map.instances.get(&call).map_or(&[][..], Vec::as_slice);
        let wanted = format!("module.{name}{key}");
        for instance in instances {
            if !key.is_empty() && *instance != wanted {
                continue;
            }
            let mut modules = scope.modules.clone();
            modules.push(instance.clone());
            let inner = Scope {
                position,
                modules,
                key: String::new(),
                for_each: None,
            };
            self.expression(&expression, &inner, depth + 1);
        }
    }

    /// A resource: the instance that is named, the one with our own key, or all.
    fn resource(&mut self, local: &str, rest: &[Step<'_>], each: bool, scope: &Scope<'a>) {
        let (key, rest) = match rest {
            [key, rest @ ..] if key.is_key() => (key.text, rest),
            _ => ("", rest),
        };
        let module = scope.module();
        let mut address = within(&module, &format!("{local}{key}"));
        if key.is_empty() && each && !scope.key.is_empty() {
            let keyed = format!("{address}{}", scope.key);
            if self.map.resources.contains(keyed.as_str()) {
                address = keyed;
            }
        }
        let count = self.map.counts.get(&address).copied();
        if count.is_some_and(|count| count > MAX_INSTANCES) {
            self.trace.crowd = true;
            return;
        }
        let attribute = rest.iter().find(|step| !step.is_key());
        let reference = Reference {
            address: address.into(),
            attribute: attribute.map_or("", |step| step.text).into(),
        };
        let references = &mut self.trace.references;
        if references.len() < Via::MAX_LENGTH && !references.contains(&reference) {
            references.push(reference);
        }
    }
}

impl<'a> Scope<'a> {
    /// The address of the module.
    pub(super) fn module(&self) -> String {
        self.modules.join(".")
    }

    pub(super) fn is_root(&self) -> bool {
        self.position == Configuration::ROOT
    }

    /// The scope of the arguments of the call that leads here.
    fn caller(&self, position: usize, for_each: Option<&'a RawValue>) -> Option<Scope<'a>> {
        let (last, outer) = self.modules.split_last()?;
        Some(Scope {
            position,
            modules: outer.to_vec(),
            key: block_and_key(last).1.to_owned(),
            for_each,
        })
    }
}

impl Trace {
    /// The history of a value that was read from here; none when it leads to no resource.
    pub(super) fn via(&self) -> Option<Arc<Via>> {
        (!self.references.is_empty()).then(|| {
            Arc::new(Via {
                references: self.references.clone(),
                ..Via::default()
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Map, mentions};
    use crate::plan::configuration::Configuration;
    use crate::plan::document::ConfigurationJson;

    const CONFIGURATION: &str = r#"{"root_module":{
        "resources":[{"address":"key.main"},{"address":"key.each"},{"address":"store.main"}],
        "module_calls":{
            "keys":{"module":{
                "outputs":{"arn":{"expression":{"references":["key.inner.arn","key.inner"]}}},
                "resources":[{"address":"key.inner"}]}},
            "store":{"expressions":{"key":{"references":["module.keys[\"eu\"].arn","module.keys[\"eu\"]"]}},
                "module":{"variables":{"key":{}},"resources":[{"address":"store.inner"}]}}}}}"#;

    fn traced(references: &[&str], from: &str, for_each: Option<&str>) -> Vec<String> {
        let json: ConfigurationJson<'_> = serde_json::from_str(CONFIGURATION).expect("it is JSON");
        let call = |name: &str| (String::new(), name.to_owned());
        let map = Map {
            configuration: Configuration::new(json),
            resources: ["key.main", r#"key.each["eu"]"#, r#"key.each["fr"]"#]
                .into_iter()
                .map(Into::into)
                .collect(),
            counts: [("key.each".to_owned(), 2), ("key.crowd".to_owned(), 100)]
                .into_iter()
                .collect(),
            instances: [
                (
                    call("keys"),
                    vec![
                        r#"module.keys["eu"]"#.to_owned(),
                        r#"module.keys["fr"]"#.to_owned(),
                    ],
                ),
                (call("store"), vec!["module.store".to_owned()]),
            ]
            .into_iter()
            .collect(),
        };
        let for_each = for_each.map(|text| serde_json::from_str(text).expect("it is JSON"));
        let scope = map.scope(from, for_each).expect("the module is there");
        let trace = map.trace(&json!({ "references": references }), &scope);
        let found = trace.references.iter();
        found
            .map(|reference| format!("{}.{}", reference.address, reference.attribute))
            .collect()
    }

    #[test]
    fn mentions_are_counted_once() {
        let expression =
            json!({"references": ["a.b[0].c", "a.b[0]", "a.b", "var.x", "a.b.c", "a.b"]});
        assert_eq!(mentions(&expression), ["a.b[0].c", "var.x", "a.b.c"]);
    }

    #[test]
    fn references_go_through_arguments_and_outputs() {
        assert_eq!(
            traced(&["key.main.arn", "key.main"], "store.main", None),
            ["key.main.arn"]
        );
        assert_eq!(
            traced(&["var.key"], "module.store.store.inner", None),
            [r#"module.keys["eu"].key.inner.arn"#]
        );
        assert_eq!(
            traced(&["module.keys"], "store.main", None),
            Vec::<String>::new()
        );
    }

    #[test]
    fn each_leads_to_the_instance_of_the_same_key() {
        let collection = Some(r#"{"references":["key.each"]}"#);
        assert_eq!(
            traced(
                &["each.value.arn", "each.value"],
                r#"store.main["fr"]"#,
                collection
            ),
            [r#"key.each["fr"].arn"#]
        );
        assert_eq!(
            traced(&["key.each", "each.key"], r#"store.main["eu"]"#, None),
            [r#"key.each["eu"]."#]
        );
        assert_eq!(
            traced(&["key.each"], r#"store.main["eu"]"#, None),
            ["key.each."]
        );
    }

    #[test]
    fn a_crowd_is_no_link() {
        assert_eq!(
            traced(&["key.crowd"], "store.main", None),
            Vec::<String>::new()
        );
        let one = ["key.crowd[3].arn", "key.crowd[3]", "key.crowd"];
        assert_eq!(traced(&one, "store.main", None), ["key.crowd[3].arn"]);
    }
}
