//! The page for an auditor: counts that add up, structure, and nothing that runs.

use rempart::policy::definition::Coverage;

use super::sandbox;
use crate::common::LIBRARY;
use crate::program::in_repository;

fn page(lang: &str) -> String {
    let ran = in_repository(&[
        "check",
        "fixtures/scenarios",
        "--format",
        "html",
        "--lang",
        lang,
        "--today",
        "2026-11-25",
    ]);
    assert_eq!(ran.code, 1, "{}", ran.err);
    ran.out
}

/// The text of the cells of each row of a table, found by its caption.
fn rows(page: &str, caption: &str) -> Vec<Vec<String>> {
    let (_, table) = page
        .split_once(&format!("<caption>{caption}</caption>"))
        .unwrap_or_else(|| panic!("no {caption}"));
    let (table, _) = table.split_once("</table>").expect("it ends");
    let rows = table.split("<tr>").skip(1);
    rows.map(|row| {
        let cells = row
            .split("<t")
            .skip(1)
            .filter(|cell| cell.starts_with(['h', 'd']));
        cells
            .filter_map(|cell| Some(text(cell.split_once('>')?.1)))
            .collect()
    })
    .collect()
}

/// What is left without the tags.
fn text(markup: &str) -> String {
    let mut text = String::new();
    let mut inside = false;
    for c in markup.chars() {
        match c {
            '<' => inside = true,
            '>' => inside = false,
            _ if !inside => text.push(c),
            _ => {}
        }
    }
    text.trim().to_owned()
}

fn numbers(row: &[String]) -> Vec<usize> {
    row.iter()
        .skip(1)
        .map(|cell| cell.parse().expect("a number"))
        .collect()
}

#[test]
fn requirements_add_up_both_ways() {
    let page = page("en");
    let mut rest = page.as_str();
    for pack in LIBRARY.packs.values() {
        let matrix = rows(rest, "Requirements by coverage and state");
        let [_, automated, partial, manual, total] = &matrix[..] else {
            panic!("{matrix:?}");
        };
        let total = numbers(total);
        for (row, coverage) in [
            (automated, Coverage::Automated),
            (partial, Coverage::Partial),
            (manual, Coverage::Manual),
        ] {
            let row = numbers(row);
            let of_pack = pack.requirements.values();
            let expected = of_pack
                .filter(|requirement| requirement.coverage == coverage)
                .count();
            assert_eq!(row.last(), Some(&expected), "{} {coverage:?}", pack.name);
            assert_eq!(row[..6].iter().sum::<usize>(), expected);
        }
        for (column, total) in total.iter().enumerate() {
            let sum: usize = [automated, partial, manual]
                .iter()
                .map(|row| numbers(row)[column])
                .sum();
            assert_eq!(sum, *total, "column {column}");
        }
        assert_eq!(total[6], pack.requirements.len());
        // The long table has a row for each, and its states are those of the short one.
        let long = rows(rest, "Every requirement, with its checks by verdict");
        assert_eq!(long.len(), pack.requirements.len() + 1);
        let failing = long.iter().filter(|row| row[3] == "fails").count();
        assert_eq!(failing, total[0]);
        for row in long.iter().skip(1) {
            let counts: Vec<usize> = row[4..8]
                .iter()
                .map(|cell| cell.parse().unwrap_or(0))
                .collect();
            let state = match counts[..] {
                [fail, ..] if fail > 0 => "fails",
                [_, open, ..] if open > 0 => "open",
                [_, _, waived, _] if waived > 0 => "waived",
                [.., pass] if pass > 0 => "checks hold",
                _ if row[2] == "manual" => "by hand",
                _ => "not concerned",
            };
            assert_eq!(row[3], state, "{row:?}");
        }
        rest = rest
            .split_once("Every requirement, with its checks")
            .expect("it is there")
            .1;
        rest = rest.split_once("</table>").expect("it ends").1;
    }
}

#[test]
fn the_page_stands_alone_and_runs_nothing() {
    let page = page("fr");
    assert!(page.starts_with("<!DOCTYPE html><html lang=\"fr\">"));
    assert!(page.contains(
        "http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-"
    ));
    for part in [
        "<script",
        "javascript:",
        "src=",
        "<link",
        "@import",
        "url(",
        " on",
        "style=\"",
    ] {
        let found = page.match_indices(part).any(|(at, _)| {
            // ` on` in a text is a word; in a tag it begins the name of a handler.
            part != " on" || {
                let tag = &page[page[..at].rfind('<').unwrap_or(0)..at];
                !tag.contains('>') && page[at + 3..].starts_with(|c: char| c.is_ascii_lowercase())
            }
        });
        assert!(!found, "{part}");
    }
    let links = page.split("href=\"").skip(1);
    for link in links.filter_map(|link| link.split('"').next()) {
        let id = link.strip_prefix('#').expect("links stay on the page");
        assert!(page.contains(&format!("id=\"{id}\"")), "{link}");
    }
}

#[test]
fn headings_come_in_order_and_tables_name_their_columns() {
    for lang in ["en", "fr"] {
        let page = page(lang);
        let mut last = 0;
        let mut tops = 0;
        for heading in page.split("<h").skip(1) {
            let Some(level) = heading.chars().next().and_then(|c| c.to_digit(10)) else {
                continue;
            };
            assert!(level <= last + 1, "h{level} after h{last}");
            tops += usize::from(level == 1);
            last = level;
        }
        assert_eq!(tops, 1);
        for table in page.split("<table>").skip(1) {
            let (table, _) = table.split_once("</table>").expect("it ends");
            assert!(table.starts_with("<caption>"));
            let heads = table.matches("<th ").count() + table.matches("<th>").count();
            assert_eq!(
                heads,
                table.matches(" scope=\"").count(),
                "every heading has a scope"
            );
        }
        for landmark in [
            "<header>",
            "<main id=\"main\">",
            "<nav aria-label=",
            "<footer>",
        ] {
            assert_eq!(page.matches(landmark).count(), 1, "{landmark}");
        }
        let tags = |tag: &str| {
            (
                page.matches(&format!("<{tag}>")).count()
                    + page.matches(&format!("<{tag} ")).count(),
                page.matches(&format!("</{tag}>")).count(),
            )
        };
        for tag in [
            "section", "table", "tr", "td", "th", "article", "div", "p", "code", "span", "ul",
            "li", "dl", "pre", "mark", "main", "body", "html",
        ] {
            let (opened, closed) = tags(tag);
            assert_eq!(opened, closed, "{tag}");
        }
    }
}

#[test]
fn the_page_says_what_it_rests_on() {
    let sandbox = sandbox();
    let ran = sandbox.run(&["--format", "html", "--today", "2026-11-25"]);
    ran.says("2026-11-25")
        .says(&format!("rempart {}", env!("CARGO_PKG_VERSION")))
        // SHA-256 of the variables file, by sha256sum.
        .says("d4ad2ed849e9c990e2fbd0daa2db3deecf34fa294d612419ac0afeff105efc78")
        .says("Where data is")
        .says("What survives a disaster")
        .says("<mark>var.encrypted</mark>")
        .says("terraform.tfvars:1")
        .says_nothing_of("invented-password");
}

#[test]
fn hostile_names_and_values_stay_text() {
    let sandbox = super::hostile::sandbox();
    let ran = sandbox.run(&["--format", "html"]);
    for part in [
        "<script",
        "<img",
        "<x/>",
        "\u{202e}",
        "\u{1b}",
        "href=\"http",
    ] {
        assert!(!ran.out.contains(part), "{part}");
    }
    assert!(ran.out.contains("&lt;img src=x onerror=alert(1)&gt;"));
}
