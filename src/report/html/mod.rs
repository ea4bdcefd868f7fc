//! One page for an auditor: it stands alone, needs no script and loads nothing, and prints on A4.
//!
//! Markup is written by `maud`, which escapes whatever is not markup of this room. A policy in the page forbids
//! everything but its own style, so that a fault here would still run nothing.

mod findings;
mod lists;
mod parts;
mod requirements;

use std::io;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use sha2::{Digest, Sha256};

use super::Context;
use super::document::{Document, Finding};
use super::frames::Frames;
use super::order::ranked;
use super::phrases::{pick, severity};
use crate::judge::Verdict;
use crate::text::Language;
use parts::section;

/// How the page looks.
const STYLE: &str = include_str!("style.css");

/// A section with its place in the table of contents.
struct Section {
    id: String,
    title: String,
    markup: Markup,
}

/// Writes the page.
pub(super) fn write(
    document: &Document,
    context: &Context<'_>,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let language = context.language;
    let sections = sections(document, context);
    let title = title(document, context);
    out.write_all(head(&title, language).into_string().as_bytes())?;
    let opening = html! {
        (PreEscaped("<body>"))
        a.skip href="#main" { (pick(language, "To the report", "Aller au rapport")) }
        (masthead(&title, document, context))
        (PreEscaped("<main id=\"main\">"))
        (contents(&sections, language))
    };
    out.write_all(opening.into_string().as_bytes())?;
    for section in sections {
        out.write_all(section.markup.into_string().as_bytes())?;
    }
    let closing = html! {
        (PreEscaped("</main>"))
        footer {
            p { (pick(
                language,
                "rempart judges what the configuration says. It does not see what was changed by hand, nor what runs inside the machines.",
                "rempart juge ce que dit la configuration. Il ne voit ni ce qui a été modifié à la main, ni ce qui tourne dans les machines.",
            )) }
        }
        (PreEscaped("</body></html>\n"))
    };
    out.write_all(closing.into_string().as_bytes())
}

fn title(document: &Document, context: &Context<'_>) -> String {
    let title = pick(
        context.language,
        "Compliance report",
        "Rapport de conformité",
    );
    match document.label() {
        Some(label) => format!("{title} – {}", super::plain(label)),
        None => title.to_owned(),
    }
}

fn head(title: &str, language: Language) -> Markup {
    let digest = STANDARD.encode(Sha256::digest(STYLE.as_bytes()));
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    );
    let code = match language {
        Language::En => "en",
        Language::Fr => "fr",
    };
    html! {
        (DOCTYPE)
        (PreEscaped(format!("<html lang=\"{code}\">")))
        head {
            meta charset="utf-8";
            meta http-equiv="Content-Security-Policy" content=(policy);
            meta name="viewport" content="width=device-width, initial-scale=1";
            meta name="referrer" content="no-referrer";
            title { (title) " – rempart" }
            style { (PreEscaped(STYLE)) }
        }
    }
}

/// The title, what was judged, and the counts.
fn masthead(title: &str, document: &Document, context: &Context<'_>) -> Markup {
    let language = context.language;
    let packs = document.head.packs.iter();
    let mut packs: Vec<&str> = packs
        .map(|used| {
            let pack = context.library.packs.get(&*used.name);
            pack.map_or(&*used.name, |pack| pack.title.get(language))
        })
        .collect();
    packs.dedup();
    html! {
        header {
            h1 { (title) }
            p.lead { (packs.join(" · ")) }
            dl {
                dt { (pick(language, "Judged by", "Jugé par")) } dd { "rempart " (document.head.version) }
                @if let Some(date) = context.date {
                    dt { (pick(language, "Date", "Date")) } dd { (date) }
                }
            }
            (cards(document, language))
        }
    }
}

fn cards(document: &Document, language: Language) -> Markup {
    let summary = &document.head.summary;
    let by_severity: Vec<String> = summary
        .failures
        .iter()
        .rev()
        .map(|(level, number)| format!("{} {number}", severity(language, *level)))
        .collect();
    let cards = [
        (
            "fail",
            summary.fail,
            pick(language, "failures", "échecs"),
            by_severity.join(" · "),
        ),
        (
            "open",
            summary.unknown,
            pick(language, "open questions", "points à établir"),
            String::new(),
        ),
        (
            "waived",
            summary.waived,
            pick(language, "waived", "couverts par dérogation"),
            String::new(),
        ),
        (
            "none",
            summary.known,
            pick(language, "known before", "déjà connus"),
            String::new(),
        ),
        (
            "pass",
            summary.pass,
            pick(language, "checks passed", "contrôles satisfaits"),
            String::new(),
        ),
        (
            "none",
            summary.not_evaluated,
            pick(
                language,
                "files or parts not evaluated",
                "fichiers ou parties non évalués",
            ),
            String::new(),
        ),
        (
            "none",
            summary.resources,
            pick(language, "resources", "ressources"),
            String::new(),
        ),
        (
            "none",
            summary.files,
            pick(language, "files", "fichiers"),
            String::new(),
        ),
    ];
    html! {
        ul.cards {
            @for (class, number, label, more) in cards {
                li class=(class) {
                    b { (number) } (label)
                    @if !more.is_empty() { br; small { (more) } }
                }
            }
        }
    }
}

fn contents(sections: &[Section], language: Language) -> Markup {
    let label = pick(language, "Contents", "Sommaire");
    html! {
        nav aria-label=(label) {
            ul {
                @for section in sections {
                    li { a href=(format!("#{}", section.id)) { (section.title) } }
                }
            }
        }
    }
}

/// The sections that have something to say, in the order of the page.
fn sections(document: &Document, context: &Context<'_>) -> Vec<Section> {
    let language = context.language;
    let frames = Frames::new(document, context.sources);
    let mut sections = Vec::new();
    let unread = lists::unread(document, language);
    let title = pick(
        language,
        "What was not read or not judged",
        "Ce qui n'a été ni lu ni jugé",
    );
    add(&mut sections, "unread", title, unread);
    let packs = requirements::sections(document, context);
    sections.extend(
        packs
            .into_iter()
            .map(|(id, title, markup)| Section { id, title, markup }),
    );
    let mut add = |id, title, body| add(&mut sections, id, title, body);
    let told = ranked(document);
    let of = |verdict: Verdict| -> Vec<&Finding> {
        let counting = told.iter().filter(|ranked| !ranked.known);
        counting
            .map(|ranked| ranked.finding)
            .filter(|finding| finding.verdict == verdict)
            .collect()
    };
    let articles = |verdict: Verdict| {
        let articles = findings::articles(&of(verdict), context, &frames);
        (!articles.is_empty()).then(|| html! { @for article in articles { (article) } })
    };
    add(
        "failures",
        pick(language, "Failures", "Échecs"),
        articles(Verdict::Fail),
    );
    add(
        "open",
        pick(language, "Open questions", "Points à établir"),
        articles(Verdict::Unknown),
    );
    if let Some(tables) = &document.tail.tables {
        let (residency, continuity) = match language {
            Language::En => (&tables.residency.en, &tables.continuity.en),
            Language::Fr => (&tables.residency.fr, &tables.continuity.fr),
        };
        let title = pick(language, "Where data is", "Où se trouvent les données");
        add("residency", title, Some(lists::grid(title, residency)));
        let title = pick(
            language,
            "What survives a disaster",
            "Ce qui survit à un sinistre",
        );
        add("continuity", title, Some(lists::grid(title, continuity)));
    }
    add(
        "waivers",
        pick(language, "Waivers", "Dérogations"),
        lists::waivers(document, language),
    );
    let known: Vec<&Finding> = document.tail.known.iter().collect();
    let title = pick(
        language,
        "Known before, not counted",
        "Déjà connus, non comptés",
    );
    add(
        "known",
        title,
        (!known.is_empty()).then(|| lists::findings(title, &known, language)),
    );
    let passes = of(Verdict::Pass);
    let title = pick(language, "Checks that hold", "Contrôles satisfaits");
    add(
        "passes",
        title,
        (!passes.is_empty()).then(|| lists::findings(title, &passes, language)),
    );
    let tail = &document.tail;
    add(
        "scope",
        pick(language, "Out of scope", "Hors périmètre"),
        (!tail.left_out.is_empty()).then(|| lists::left_out(document, language)),
    );
    add(
        "rules-off",
        pick(language, "Rules turned off", "Règles désactivées"),
        (!tail.rules_off.is_empty()).then(|| lists::rules_off(document, language)),
    );
    add(
        "basis",
        pick(
            language,
            "What this report rests on",
            "Ce sur quoi repose ce rapport",
        ),
        Some(html! {
            (requirements::digests(document, language))
            (lists::inputs(document, language))
        }),
    );
    sections
}

/// Adds a section that has something to say.
fn add(sections: &mut Vec<Section>, id: &str, title: &str, body: Option<Markup>) {
    if let Some(body) = body {
        sections.push(Section {
            id: id.to_owned(),
            title: title.to_owned(),
            markup: section(id, title, &body),
        });
    }
}
