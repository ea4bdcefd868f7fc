//! The tables of residency and continuity, as a page shows them: in words, in both languages.

use serde::{Deserialize, Serialize};

use crate::report::view::Table;

/// Both tables.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tables {
    /// Where data is.
    pub(crate) residency: Both,
    /// What survives a disaster.
    pub(crate) continuity: Both,
}

/// One table in both languages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Both {
    pub(crate) en: Grid,
    pub(crate) fr: Grid,
}

/// A table in one language.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Grid {
    /// The headings.
    pub(crate) columns: Vec<String>,
    /// What is said when there is no row.
    pub(crate) none: String,
    /// A cell for each column.
    pub(crate) rows: Vec<Vec<Cell>>,
}

/// A cell.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Cell {
    pub(crate) text: String,
    /// Why it says no more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) why: Option<String>,
}

impl Tables {
    /// The tables, each in English and in French.
    pub fn new(residency: [Table; 2], continuity: [Table; 2]) -> Self {
        Tables {
            residency: Both::of(residency),
            continuity: Both::of(continuity),
        }
    }

    /// Adds the rows of another run, with its paths below `label` when there is one.
    pub(super) fn extend(&mut self, other: Tables) {
        self.residency.extend(other.residency);
        self.continuity.extend(other.continuity);
    }

    /// Puts `label` before the roots, which stand in the first column.
    pub(super) fn label(&mut self, label: &str) {
        for grid in [
            &mut self.residency.en,
            &mut self.residency.fr,
            &mut self.continuity.en,
            &mut self.continuity.fr,
        ] {
            for root in grid.rows.iter_mut().filter_map(|row| row.first_mut()) {
                root.text = match root.text.as_str() {
                    "." => label.to_owned(),
                    inner => format!("{label}/{inner}"),
                };
            }
        }
    }
}

impl Both {
    fn of([en, fr]: [Table; 2]) -> Self {
        Both {
            en: Grid::of(en),
            fr: Grid::of(fr),
        }
    }

    fn extend(&mut self, other: Both) {
        self.en.extend(other.en);
        self.fr.extend(other.fr);
    }
}

impl Grid {
    fn of(table: Table) -> Self {
        let columns = table.columns.iter();
        let rows = table.rows.into_iter();
        Grid {
            columns: columns.map(|column| column.heading.to_owned()).collect(),
            none: table.none.to_owned(),
            rows: rows
                .map(|row| {
                    let cells = row.into_iter();
                    cells
                        .map(|cell| Cell {
                            text: cell.text,
                            why: cell.why,
                        })
                        .collect()
                })
                .collect(),
        }
    }

    /// Rows of another run; those told before are told once.
    fn extend(&mut self, other: Grid) {
        if self.columns.is_empty() {
            *self = other;
            return;
        }
        let known: rustc_hash::FxHashSet<String> =
            self.rows.iter().map(|row| format!("{row:?}")).collect();
        let rows = other.rows.into_iter();
        self.rows
            .extend(rows.filter(|row| !known.contains(&format!("{row:?}"))));
    }
}
