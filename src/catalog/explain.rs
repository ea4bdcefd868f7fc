//! Why a place is not known, and what decided it, in words.

use super::{Basis, Unlocated};
use crate::text::Text;

impl Unlocated {
    /// What is not known and how to settle it, as a sentence without a final dot.
    pub fn explain(&self) -> Text {
        match self {
            Unlocated::NotSaid {
                attributes,
                environment,
            } => not_said(attributes, environment),
            Unlocated::Elsewhere(name) => Text::new(
                format!("`{name}` names a file that is not read and that may say the place"),
                format!("`{name}` désigne un fichier qui n'est pas lu et qui peut fixer le lieu"),
            ),
            Unlocated::Value(_) => Text::new(
                "the value that says the place is not known before deployment",
                "la valeur qui fixe le lieu n'est pas connue avant le déploiement",
            ),
            Unlocated::NotText(_) => Text::new(
                "the value that says the place is not a text",
                "la valeur qui fixe le lieu n'est pas un texte",
            ),
            Unlocated::NotListed {
                provider,
                code,
                nearest,
                elsewhere,
            } => not_listed(provider, code.as_deref(), nearest.as_deref(), elsewhere),
            Unlocated::Name(name) => {
                let (en, fr) = quoted(name.as_deref(), "the name", "le nom");
                Text::new(
                    format!("{en} does not say in which region it is"),
                    format!("{fr} ne dit pas dans quelle région il se trouve"),
                )
            }
            Unlocated::Members { provider, name } => Text::new(
                format!("{provider} does not document every place behind `{name}`: name a region"),
                format!(
                    "{provider} ne documente pas tous les lieux que recouvre `{name}` : nommer une région"
                ),
            ),
            Unlocated::Host(host) => {
                let (en, fr) = quoted(host.as_deref(), "the host", "l'hôte");
                Text::new(
                    format!(
                        "{en} does not tell who operates it, or where: is it in the zone asked for?"
                    ),
                    format!(
                        "{fr} ne permet pas de savoir qui l'exploite, ni où : se trouve-t-il dans la zone demandée ?"
                    ),
                )
            }
            Unlocated::Reference(_) => Text::new(
                "it sits where another resource sits, which is not in this configuration",
                "il se trouve au même lieu qu'une autre ressource, absente de cette configuration",
            ),
            Unlocated::Provider => Text::new(
                "the catalogue does not know this provider: who operates it, and where?",
                "le catalogue ne connaît pas ce fournisseur : qui l'exploite, et où ?",
            ),
        }
    }
}

impl Basis {
    /// What decided, in a few words.
    pub fn explain(&self) -> Text {
        match self {
            Basis::Attribute(name) => {
                Text::new(format!("attribute `{name}`"), format!("attribut `{name}`"))
            }
            Basis::Configuration(name) => Text::new(
                format!("`{name}` of the provider's configuration"),
                format!("`{name}` de la configuration du fournisseur"),
            ),
            Basis::Endpoint(name) => Text::new(
                format!("host of the endpoint `{name}`"),
                format!("hôte du point d'accès `{name}`"),
            ),
            Basis::Environment(name) => Text::new(
                format!("environment variable {name}"),
                format!("variable d'environnement {name}"),
            ),
            Basis::Default(source) => Text::new(
                format!("the provider's default ({source})"),
                format!("valeur par défaut du fournisseur ({source})"),
            ),
            Basis::Pair(code) => Text::new(
                format!("the operator, which pairs it with `{code}`"),
                format!("l'opérateur, qui l'apparie à `{code}`"),
            ),
            Basis::Type => Text::new("the type of the resource", "le type de la ressource"),
            Basis::Nothing => Text::new("nothing says it", "rien ne l'indique"),
        }
    }
}

fn not_said(attributes: &[String], environment: &[String]) -> Text {
    let mut text = Text::new(
        "nothing in the files says the place",
        "rien dans les fichiers n'indique le lieu",
    );
    if !attributes.is_empty() {
        append(
            &mut text,
            &format!(": set {}", listed(attributes, "or")),
            &format!(" : renseigner {}", listed(attributes, "ou")),
        );
    }
    if !environment.is_empty() {
        append(
            &mut text,
            &format!(" ({} may say it)", listed(environment, "or")),
            &format!(" ({} peut l'indiquer)", listed(environment, "ou")),
        );
    }
    text
}

fn not_listed(
    provider: &str,
    code: Option<&str>,
    nearest: Option<&str>,
    elsewhere: &[String],
) -> Text {
    let (en, fr) = quoted(code, "the code", "le code");
    let mut text = Text::new(
        format!("{en} is not a place that the catalogue lists for {provider}"),
        format!("{fr} ne figure pas parmi les lieux que le catalogue connaît pour {provider}"),
    );
    if let Some(nearest) = nearest {
        append(
            &mut text,
            &format!("; did you mean `{nearest}`?"),
            &format!(" ; vouliez-vous dire `{nearest}` ?"),
        );
    } else if elsewhere.is_empty() {
        append(&mut text, ": where is it?", " : où se trouve-t-il ?");
    } else {
        let shown = elsewhere.get(..3).unwrap_or(elsewhere).join(", ");
        append(
            &mut text,
            &format!("; it is one of {shown}"),
            &format!(" ; c'est un code de {shown}"),
        );
    }
    text
}

fn append(text: &mut Text, en: &str, fr: &str) {
    text.en.push_str(en);
    text.fr.push_str(fr);
}

/// The text between backquotes, cut when it is long; `otherwise` when it must not be shown.
fn quoted(text: Option<&str>, en: &str, fr: &str) -> (String, String) {
    const SHOWN: usize = 80;
    match text {
        Some(text) if text.chars().count() > SHOWN => {
            let cut: String = text.chars().take(SHOWN).collect();
            (format!("`{cut}…`"), format!("`{cut}…`"))
        }
        Some(text) => (format!("`{text}`"), format!("`{text}`")),
        None => (en.to_owned(), fr.to_owned()),
    }
}

fn listed(names: &[String], or: &str) -> String {
    let mut quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    quoted.dedup();
    match quoted.pop() {
        Some(last) if quoted.is_empty() => last,
        Some(last) => format!("{} {or} {last}", quoted.join(", ")),
        None => String::new(),
    }
}
