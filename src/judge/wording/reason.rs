//! Why a value is not known, in words, and what to do about it.

use crate::model::Reason;
use crate::text::Text;

/// The reason, as the end of a sentence.
pub fn reason(reason: &Reason) -> Text {
    match reason {
        Reason::Variable(name) => {
            let name = named("var.", name);
            Text::new(
                format!("`{name}` has no value here"),
                format!("`{name}` n'a pas de valeur ici"),
            )
        }
        Reason::Computed(attribute) => Text::new(
            format!("`{attribute}` is known only after deployment"),
            format!("`{attribute}` n'est connu qu'après le déploiement"),
        ),
        Reason::DataSource(address) => Text::new(
            format!("`{address}` is read from outside the files"),
            format!("`{address}` est lu en dehors des fichiers"),
        ),
        Reason::Module(address) => Text::new(
            format!("`{address}` comes from a module whose sources are not at hand"),
            format!("`{address}` vient d'un module dont les sources ne sont pas disponibles"),
        ),
        Reason::Function(name) => Text::new(
            format!("the result of `{name}` is not fixed by the files"),
            format!("le résultat de `{name}` n'est pas fixé par les fichiers"),
        ),
        Reason::Error(message) => Text::new(
            format!("the expression is in error: {message}"),
            format!("l'expression est en erreur : {message}"),
        ),
        Reason::Cycle(names) => Text::new(
            format!("the definition depends on itself: {names}"),
            format!("la définition dépend d'elle-même : {names}"),
        ),
        Reason::File(path) => Text::new(
            format!("the file `{path}` cannot be read"),
            format!("le fichier `{path}` ne peut pas être lu"),
        ),
        Reason::Repetition(address) => Text::new(
            format!("the instances of `{address}` are not known"),
            format!("les instances de `{address}` ne sont pas connues"),
        ),
        Reason::Unsupported(construct) => Text::new(
            format!("rempart does not evaluate {construct}"),
            format!("rempart n'évalue pas cette construction : {construct}"),
        ),
        Reason::Limit(budget) => Text::new(
            format!("a limit of the evaluation was reached: {budget}"),
            format!("une limite de l'évaluation est atteinte : {budget}"),
        ),
        Reason::Ambient(name) => Text::new(
            format!("`{name}` is set by the command line or the environment"),
            format!("`{name}` est fixé par la ligne de commande ou l'environnement"),
        ),
    }
}

/// What settles it, in whole sentences.
pub(crate) fn next_step(reason: &Reason) -> Text {
    match reason {
        Reason::Variable(name) => {
            let name = name.strip_prefix("var.").unwrap_or(name);
            Text::new(
                format!("Give `{name}` a value with `--var {name}=…` or `--var-file`."),
                format!("Donnez une valeur à `{name}` avec `--var {name}=…` ou `--var-file`."),
            )
        }
        Reason::Module(_) => Text::new(
            "Run `tofu init` or `terraform init` first, so that the module's sources are at hand.",
            "Lancez d'abord `tofu init` ou `terraform init`, pour que les sources du module soient disponibles.",
        ),
        Reason::Ambient(name) if name.contains("workspace") => Text::new(
            "Name the workspace with `--workspace`.",
            "Nommez l'espace de travail avec `--workspace`.",
        ),
        Reason::Ambient(name) if name.ends_with("().location") => Text::new(
            "Give the region with `--region`.",
            "Donnez la région avec `--region`.",
        ),
        Reason::Error(_) | Reason::Cycle(_) | Reason::File(_) => Text::new(
            "Correct the expression and run rempart again.",
            "Corrigez l'expression et relancez rempart.",
        ),
        _ => written_out(),
    }
}

/// The next step where nothing more precise can be said.
pub(super) fn written_out() -> Text {
    Text::new(
        "Write the value out in the configuration, or check this point by hand.",
        "Écrivez la valeur dans la configuration, ou vérifiez ce point à la main.",
    )
}

fn named(prefix: &str, name: &str) -> String {
    if name.starts_with(prefix) {
        name.to_owned()
    } else {
        format!("{prefix}{name}")
    }
}
