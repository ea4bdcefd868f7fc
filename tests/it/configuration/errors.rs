//! Every mistake has a caret, the nearest name where there is one, and exit code 2.

use super::with;

/// The problems that a configuration causes, in a language.
fn told(configuration: &str, language: &str) -> String {
    let ran = with(configuration)
        .run(&["check", "--lang", language])
        .exits(2);
    assert_eq!(ran.out, "", "nothing is judged");
    ran.err
}

#[test]
fn a_mistake_is_shown_where_it_stands() {
    assert_eq!(
        told("packs:\n  hds-v2:\n    paramters: {zones: 3}\n", "en"),
        "error: unknown key `paramters`
 --> rempart.yaml:3:5
  |
3 |     paramters: {zones: 3}
  |     ^^^^^^^^^
  = did you mean `parameters`?

rempart: rempart.yaml cannot be used; errors: 1
"
    );
    assert_eq!(
        told("sévérity: haute\nseverity: haute\n", "fr"),
        "erreur : clé inconnue `sévérity`
 --> rempart.yaml:1:1
  |
1 | sévérity: haute
  | ^^^^^^^^
  = vouliez-vous dire `severity` ?

erreur : mot inconnu `haute`
 --> rempart.yaml:2:11
  |
2 | severity: haute
  |           ^^^^^
  = connus ici : `low`, `medium`, `high`, `critical`

rempart : rempart.yaml est inutilisable ; erreurs : 2
"
    );
}

#[test]
fn every_mistake_is_named_with_its_place_and_the_way_out() {
    // (configuration, where, English, French)
    let cases = [
        (
            "pack: [hds-v2]\n",
            "1:1",
            "did you mean `packs`?",
            "vouliez-vous dire `packs` ?",
        ),
        (
            "packs: hds-v2\n",
            "1:8",
            "expected a list or a mapping",
            "liste ou bloc de clés attendu",
        ),
        (
            "packs: [hds]\n",
            "1:9",
            "there is no pack `hds`",
            "il n'y a aucun référentiel `hds`",
        ),
        (
            "packs: [hds-v2, hds-v2]\n",
            "1:8",
            "an item comes twice",
            "un élément figure deux fois",
        ),
        ("packs: []\n", "1:8", "it is empty", "c'est vide"),
        (
            "packs: {hds-v2: {parameters: {zone: 3}}}\n",
            "1:31",
            "did you mean `zones`?",
            "vouliez-vous dire `zones` ?",
        ),
        (
            "packs: {hds-v2: {parameters: {zones: three}}}\n",
            "1:38",
            "expected a number, or `unlimited`, and not `three`",
            "nombre ou `unlimited` attendu, et non `three`",
        ),
        (
            "packs: {hds-v2: {parameters: {zones: -1}}}\n",
            "1:38",
            "not negative",
            "positif ou nul",
        ),
        (
            "packs: {hds-v2: {parameters: {zones: [2, 3]}}}\n",
            "1:38",
            "has one value, not a list",
            "a une seule valeur, pas une liste",
        ),
        (
            "packs: {hds-v2: {parameters: {zones: {}}}}\n",
            "1:38",
            "expected `true` or `false` or a number or a text or a list",
            "nombre ou texte ou liste attendu",
        ),
        (
            "packs: {hds-v2: {parameters: {residency: frnace}}}\n",
            "1:42",
            "unknown zone of law or country `frnace`",
            "zone de droit ou pays inconnu : `frnace`",
        ),
        (
            "packs: {hds-v2: {parameters: {tls-minimum: 2}}}\n",
            "1:44",
            "`2` is no version of TLS",
            "`2` n'est pas une version de TLS",
        ),
        (
            "rules: {database-encrypt: {off: x}}\n",
            "1:9",
            "did you mean `database-encrypted`?",
            "vouliez-vous dire `database-encrypted` ?",
        ),
        (
            "rules: {database-encrypted: {}}\n",
            "1:29",
            "it is empty",
            "c'est vide",
        ),
        (
            "rules: {database-encrypted: {off: \" \"}}\n",
            "1:35",
            "the text is empty",
            "le texte est vide",
        ),
        (
            "rules: {database-encrypted: {off: true}}\n",
            "1:35",
            "expected a text",
            "texte attendu",
        ),
        (
            "rules: {database-encrypted: {off: x, severity: low}}\n",
            "1:35",
            "keep one of the two keys",
            "ne gardez qu'une des deux clés",
        ),
        (
            "rules: {database-encrypted: {severity: severe}}\n",
            "1:40",
            "unknown word `severe`",
            "mot inconnu `severe`",
        ),
        (
            "policy-dirs: [gone]\n",
            "1:15",
            "there is no directory `gone`",
            "il n'y a pas de répertoire `gone`",
        ),
        (
            "policy-dirs: [..]\n",
            "1:15",
            "leads out of the repository",
            "mène hors du dépôt",
        ),
        (
            "root: /\n",
            "1:7",
            "leads out of the repository",
            "mène hors du dépôt",
        ),
        (
            "baseline: ../base.json\n",
            "1:11",
            "leads out of the repository",
            "mène hors du dépôt",
        ),
        (
            "waivers: /etc/passwd\n",
            "1:10",
            "leads out of the repository",
            "mène hors du dépôt",
        ),
        (
            "paths: {exclude: ['a[']}\n",
            "1:19",
            "is not a glob",
            "n'est pas un motif de chemins",
        ),
        (
            "paths: {exclud: [a]}\n",
            "1:9",
            "did you mean `exclude`?",
            "vouliez-vous dire `exclude` ?",
        ),
        (
            "environments: {prod: {var-files: [gone.tfvars]}}\n",
            "1:35",
            "there is no file `gone.tfvars`",
            "il n'y a pas de fichier `gone.tfvars`",
        ),
        (
            "environments: {prod: {var-file: [x]}}\n",
            "1:23",
            "did you mean `var-files`?",
            "vouliez-vous dire `var-files` ?",
        ),
        (
            "language: de\n",
            "1:11",
            "unknown word `de`",
            "mot inconnu `de`",
        ),
        (
            "fail-on: failure\n",
            "1:10",
            "unknown word `failure`",
            "mot inconnu `failure`",
        ),
        (
            "require-resources: -1\n",
            "1:20",
            "expected 0 or more",
            "0 ou plus attendu",
        ),
        (
            "require-resources: many\n",
            "1:20",
            "expected a whole number",
            "nombre entier attendu",
        ),
        ("- packs\n", "1:1", "expected", "attendu"),
        (
            "severity: low\nseverity: high\n",
            "2:1",
            "already given",
            "déjà donnée",
        ),
        ("severity: [low\n", "", "invalid YAML", "YAML invalide"),
        (
            "a: 1\n---\nb: 2\n",
            "",
            "one document is expected",
            "un seul document est attendu",
        ),
        (
            "severity: !secret low\n",
            "1:11",
            "unknown tag",
            "étiquette inconnue",
        ),
    ];
    for (configuration, place, english, french) in cases {
        for (language, words) in [("en", english), ("fr", french)] {
            let err = told(configuration, language);
            assert!(err.contains(words), "no {words:?} in\n{err}");
            let place = format!("--> rempart.yaml:{place}");
            assert!(err.contains(&place), "no {place:?} in\n{err}");
            // The end of a file has no line to show.
            let at_the_end = words.contains("YAML inv") || words.contains("invalid YAML");
            assert!(at_the_end || err.contains('^'), "no caret in\n{err}");
        }
    }
}

#[test]
fn all_mistakes_are_told_at_once() {
    let err = told("severity: x\nlanguage: y\nfail-on: z\nroot: /\n", "en");
    for place in ["1:11", "2:11", "3:10", "4:7"] {
        assert!(err.contains(&format!("rempart.yaml:{place}")), "{err}");
    }
    assert!(err.ends_with("errors: 4\n"), "{err}");
}

#[test]
fn the_schema_is_published() {
    let ran = with("").run(&["schema", "configuration"]).exits(0);
    let schema: serde_json::Value = serde_json::from_str(&ran.out).expect("JSON");
    assert_eq!(schema["additionalProperties"], false);
    with("").run(&["schema"]).exits(0).says("configuration");
}
