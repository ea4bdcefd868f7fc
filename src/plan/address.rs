//! Addresses and references, taken apart: `module.db["eu"].aws_db_instance.main[0].arn`.

/// One step of a traversal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Step<'a> {
    /// A name, or a key with its brackets: `["eu"]`.
    pub(super) text: &'a str,
    /// Where it ends in the traversal.
    end: usize,
}

impl Step<'_> {
    pub(super) fn is_key(self) -> bool {
        self.text.starts_with('[')
    }
}

/// The address of a resource or of a module, taken apart.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Address<'a> {
    /// The modules that lead to it, outermost first.
    pub(super) modules: Vec<ModuleStep<'a>>,
    /// The rest: `aws_db_instance.main[0]`, `data.aws_region.here`; empty for a module.
    pub(super) local: &'a str,
}

/// An instance of a module call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ModuleStep<'a> {
    /// The name of the call: `db`.
    pub(super) name: &'a str,
    /// With its key: `module.db["eu"]`.
    pub(super) text: &'a str,
}

/// The steps of a traversal. What does not follow the form becomes one step.
pub(super) fn steps(text: &str) -> Vec<Step<'_>> {
    let mut steps = Vec::new();
    let mut start = 0;
    while let Some(rest) = text.get(start..).filter(|rest| !rest.is_empty()) {
        let length = if rest.starts_with('[') {
            key_length(rest)
        } else {
            rest.find(['.', '[']).unwrap_or(rest.len())
        };
        let end = start + length;
        steps.push(Step {
            text: &text[start..end],
            end,
        });
        start = end + usize::from(text[end..].starts_with('.'));
    }
    steps
}

/// The length of the key, with its brackets, that `text` begins with.
fn key_length(text: &str) -> usize {
    if !text.starts_with("[\"") {
        return text.find(']').map_or(text.len(), |end| end + 1);
    }
    let mut escaped = false;
    for (offset, character) in text.char_indices().skip(2) {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => {
                let end = offset + 1;
                return end + usize::from(text[end..].starts_with(']'));
            }
            _ => {}
        }
    }
    text.len()
}

impl<'a> Address<'a> {
    pub(super) fn parse(text: &'a str) -> Self {
        let steps = steps(text);
        let mut modules = Vec::new();
        let mut start = 0;
        let mut rest = steps.as_slice();
        while let [first, name, after @ ..] = rest {
            if first.text != "module" || name.is_key() {
                break;
            }
            let (end, after) = match after {
                [key, after @ ..] if key.is_key() => (key.end, after),
                _ => (name.end, after),
            };
            modules.push(ModuleStep {
                name: name.text,
                text: &text[start..end],
            });
            start = (end + 1).min(text.len());
            rest = after;
        }
        Address {
            modules,
            local: &text[start..],
        }
    }

    /// The address of the module it lies in; empty for the root.
    pub(super) fn module<'t>(&self, text: &'t str) -> &'t str {
        let end = text.len() - self.local.len();
        text[..end].strip_suffix('.').unwrap_or(&text[..end])
    }
}

/// An address in two: the block, and the key of the instance with its brackets, or nothing.
pub(super) fn block_and_key(address: &str) -> (&str, &str) {
    match steps(address).last() {
        Some(last) if last.is_key() => address.split_at(address.len() - last.text.len()),
        _ => (address, ""),
    }
}

/// Something declared in a module: `module.db` and `aws_kms_key.main` give `module.db.aws_kms_key.main`.
pub(super) fn within(module: &str, local: &str) -> String {
    if module.is_empty() {
        local.to_owned()
    } else {
        format!("{module}.{local}")
    }
}

#[cfg(test)]
mod tests {
    use super::{Address, ModuleStep, block_and_key, steps};

    #[test]
    fn keys_may_hold_anything() {
        let text = r#"a.b["x.y[\"]"].c[0].d"#;
        let parts: Vec<&str> = steps(text).iter().map(|step| step.text).collect();
        assert_eq!(parts, ["a", "b", r#"["x.y[\"]"]"#, "c", "[0]", "d"]);
        assert_eq!(
            block_and_key(r#"module.m["a"].a.b["c.d"]"#),
            (r#"module.m["a"].a.b"#, r#"["c.d"]"#)
        );
        assert_eq!(
            block_and_key(r#"module.m["a"].a.b"#),
            (r#"module.m["a"].a.b"#, "")
        );
    }

    #[test]
    fn modules_come_first() {
        let text = r#"module.a["k"].module.b.data.t.n[1]"#;
        let address = Address::parse(text);
        let module = |name, text| ModuleStep { name, text };
        assert_eq!(
            address.modules,
            [module("a", r#"module.a["k"]"#), module("b", "module.b")]
        );
        assert_eq!(address.local, "data.t.n[1]");
        assert_eq!(address.module(text), r#"module.a["k"].module.b"#);
        let root = Address::parse("t.n");
        assert_eq!((root.modules.len(), root.module("t.n")), (0, ""));
        let whole = Address::parse("module.a[0]");
        assert_eq!(whole.local, "");
        assert_eq!(whole.module("module.a[0]"), "module.a[0]");
    }

    #[test]
    fn broken_texts_end() {
        for text in [
            "", ".", "[", "[\"", "a[\"b", "a..b", "module", "module.", "[]]", "é[\"é",
        ] {
            let _ = (steps(text), Address::parse(text), block_and_key(text));
        }
    }
}
