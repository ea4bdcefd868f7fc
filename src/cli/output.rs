//! Where reports go: `--format`, `--output`, and writing files whole or not at all.

use std::io::{self, Write as _};

use camino::{Utf8Path, Utf8PathBuf};
use clap::{Args, ValueEnum};

use super::args::{ColorArgument, LanguageArgument};
use super::{Failure, terminal};
use crate::report::{Format, Style};
use crate::text::{Language, Text};

/// Where the reports go, and how they look.
#[derive(Args, Debug)]
pub(super) struct ReportArguments {
    /// Form of the report on standard output [default: human]
    #[arg(long, value_enum, value_name = "FORMAT", help_heading = "Report")]
    pub(super) format: Option<FormatName>,
    /// Write a report to a file, besides the one on standard output: `--output sarif=out.sarif`. A FILE
    /// alone takes the place of standard output, in the form of `--format` or of its extension
    #[arg(long, value_name = "[FORMAT=]FILE", help_heading = "Report")]
    pub(super) output: Vec<String>,
    /// Language of the texts [default: the locale's]
    #[arg(long, value_enum, value_name = "LANG", help_heading = "Report")]
    pub(super) lang: Option<LanguageArgument>,
    /// Colour
    #[arg(
        long,
        value_enum,
        default_value = "auto",
        value_name = "WHEN",
        help_heading = "Report"
    )]
    pub(super) color: ColorArgument,
    /// A code frame for every finding, however many are alike, and for open questions
    #[arg(long, short, help_heading = "Report")]
    pub(super) detailed: bool,
}

/// The forms of a report by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum FormatName {
    /// Code frames for a person at a terminal
    Human,
    /// Everything, for programs and for `rempart merge`
    Json,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// `JUnit` XML, for test reports of CI servers
    Junit,
    /// Annotations of GitHub Actions
    Github,
    /// Code Quality of GitLab
    Gitlab,
    /// Markdown, for the summary of a job
    Markdown,
    /// Markdown within the bounds of a comment on a pull request
    Comment,
    /// A table for spreadsheets
    Csv,
    /// One page for an auditor
    Html,
}

impl From<FormatName> for Format {
    fn from(name: FormatName) -> Self {
        match name {
            FormatName::Human => Format::Human,
            FormatName::Json => Format::Json,
            FormatName::Sarif => Format::Sarif,
            FormatName::Junit => Format::Junit,
            FormatName::Github => Format::Github,
            FormatName::Gitlab => Format::Gitlab,
            FormatName::Markdown => Format::Markdown,
            FormatName::Comment => Format::Comment,
            FormatName::Csv => Format::Csv,
            FormatName::Html => Format::Html,
        }
    }
}

/// The extensions that suit each form; the first form that one suits is the one it stands for.
const EXTENSIONS: [(FormatName, &[&str]); 10] = [
    (FormatName::Human, &["txt", "log"]),
    (FormatName::Json, &["json"]),
    (FormatName::Sarif, &["sarif", "json"]),
    (FormatName::Junit, &["xml"]),
    (FormatName::Html, &["html", "htm"]),
    (FormatName::Csv, &["csv", "txt"]),
    (FormatName::Markdown, &["md", "markdown", "txt"]),
    (FormatName::Comment, &["md", "markdown", "txt"]),
    (FormatName::Gitlab, &["json"]),
    (FormatName::Github, &["txt", "log"]),
];

/// One report to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Target {
    pub(super) format: Format,
    /// The file; none for standard output.
    pub(super) file: Option<Utf8PathBuf>,
}

/// The reports that the arguments ask for, that on standard output last: a pipe that closes early
/// costs no file.
pub(super) fn targets(arguments: &ReportArguments) -> Result<Vec<Target>, Failure> {
    let mut targets = Vec::new();
    let mut alone = false;
    for given in &arguments.output {
        let (named, file) = named_format(given);
        alone |= named.is_none();
        let format = named.unwrap_or_else(|| format_of(file, arguments.format));
        targets.push(Target {
            format: format.into(),
            file: (file != "-").then(|| file.into()),
        });
    }
    if !alone {
        targets.push(Target {
            format: arguments.format.unwrap_or(FormatName::Human).into(),
            file: None,
        });
    }
    targets.sort_by_key(|target| target.file.is_none());
    for (position, target) in targets.iter().enumerate() {
        let twice = targets.iter().skip(position + 1);
        if twice.into_iter().any(|other| other.file == target.file) {
            return Err(Failure::Usage(twice_text(target.file.as_deref())));
        }
    }
    Ok(targets)
}

fn twice_text(file: Option<&Utf8Path>) -> Text {
    match file {
        Some(file) => Text::new(
            format!("two reports would go to {file}: name a file for each"),
            format!("deux rapports iraient dans {file} : nommez un fichier pour chacun"),
        ),
        None => Text::new(
            "two reports would go to standard output: give all but one a file",
            "deux rapports iraient sur la sortie standard : donnez un fichier à tous sauf un",
        ),
    }
}

/// `FORMAT=FILE`, or a file alone: what stands before the sign must be the name of a format.
fn named_format(given: &str) -> (Option<FormatName>, &str) {
    let named = given.split_once('=').and_then(|(name, file)| {
        let format = FormatName::from_str(name, false).ok()?;
        (!file.is_empty()).then_some((format, file))
    });
    match named {
        Some((format, file)) => (Some(format), file),
        None => (None, given),
    }
}

/// The form of a report to a file that is named without one: the one asked for where the extension suits
/// it or says nothing, else the one that the extension stands for.
fn format_of(file: &str, asked: Option<FormatName>) -> FormatName {
    let extension = Utf8Path::new(file).extension().unwrap_or_default();
    let extension = extension.to_ascii_lowercase();
    let suits = |extensions: &[&str]| extensions.contains(&extension.as_str());
    let mut forms = EXTENSIONS
        .iter()
        .filter(|(_, extensions)| suits(extensions));
    match asked {
        Some(asked) if forms.clone().any(|(form, _)| *form == asked) => asked,
        _ => match forms.next() {
            Some((form, _)) => *form,
            None => asked.unwrap_or(FormatName::Human),
        },
    }
}

/// Writes every report. One that cannot be written keeps no other from being written; the first problem
/// comes back, and the others are told.
pub(super) fn write_all(
    targets: &[Target],
    arguments: &ReportArguments,
    language: Language,
    write: impl Fn(Format, Style, &mut dyn io::Write) -> io::Result<()>,
) -> Result<(), Failure> {
    let mut first = None;
    for target in targets {
        let style = terminal::style(arguments.color, arguments.detailed, target.file.is_none());
        let written = match &target.file {
            Some(file) => to_file(file, |out| write(target.format, style, out)),
            None => to_standard_output(|out| write(target.format, style, out)),
        };
        let Err(failure) = written else { continue };
        if first.is_none() {
            first = Some(failure);
        } else {
            let _ = writeln!(io::stderr(), "{}", failure.told(language));
        }
    }
    match first {
        Some(failure) => Err(failure),
        None => Ok(()),
    }
}

/// Gives `write` standard output.
pub(super) fn to_standard_output(
    write: impl FnOnce(&mut dyn io::Write) -> io::Result<()>,
) -> Result<(), Failure> {
    let mut out = io::BufWriter::new(io::stdout().lock());
    write(&mut out)
        .and_then(|()| out.flush())
        .map_err(|error| Failure::Write {
            path: Failure::standard_output(),
            error: error.into(),
        })
}

/// Gives `write` a file that takes its name once it is whole: nobody reads half a report, and an earlier
/// one stays when this one cannot be written.
pub(super) fn to_file(
    file: &Utf8Path,
    write: impl FnOnce(&mut dyn io::Write) -> io::Result<()>,
) -> Result<(), Failure> {
    replace(file, write).map_err(|error| Failure::Write {
        path: Text::new(file.as_str(), file.as_str()),
        error,
    })
}

fn replace(
    file: &Utf8Path,
    write: impl FnOnce(&mut dyn io::Write) -> io::Result<()>,
) -> Result<(), WriteError> {
    // What a link leads to is written, and the link stays. What is no file, such as a pipe, has no name
    // to be taken.
    let target = match std::fs::canonicalize(file) {
        Ok(target) => target,
        Err(_) => file.into(),
    };
    if let Ok(metadata) = std::fs::metadata(&target) {
        if metadata.is_dir() {
            return Err(WriteError::Directory);
        }
        if metadata.permissions().readonly() {
            return Err(WriteError::ReadOnly);
        }
        if !metadata.is_file() {
            let mut out = io::BufWriter::new(std::fs::File::create(&target)?);
            write(&mut out)?;
            return Ok(out.flush()?);
        }
    }
    let directory = match target.parent() {
        Some(parent) if parent.as_os_str().is_empty() => std::path::Path::new("."),
        Some(parent) => parent,
        None => return Err(WriteError::Directory),
    };
    if !directory.is_dir() {
        return Err(WriteError::NoDirectory(directory.display().to_string()));
    }
    let mut builder = tempfile::Builder::new();
    builder.prefix(".rempart-");
    // As other programs make files: the user's mask decides who may read them.
    #[cfg(unix)]
    let builder = {
        use std::os::unix::fs::PermissionsExt as _;
        builder.permissions(std::fs::Permissions::from_mode(0o666))
    };
    let mut out = io::BufWriter::new(builder.tempfile_in(directory)?);
    write(&mut out)?;
    let whole = out.into_inner().map_err(io::IntoInnerError::into_error)?;
    whole.persist(&target).map_err(|error| error.error)?;
    Ok(())
}

/// Why a report could not be written.
#[derive(Debug)]
pub(super) enum WriteError {
    /// The system says no.
    System(io::Error),
    /// The directory is not there; rempart makes none.
    NoDirectory(String),
    /// A directory has this name.
    Directory,
    /// The file is there and may not be changed.
    ReadOnly,
}

impl From<io::Error> for WriteError {
    fn from(error: io::Error) -> Self {
        WriteError::System(error)
    }
}

impl WriteError {
    /// Why, and the next step where there is one.
    pub(super) fn text(&self) -> Text {
        match self {
            WriteError::System(error) => Text::new(error.to_string(), error.to_string()),
            WriteError::NoDirectory(directory) => Text::new(
                format!("there is no directory `{directory}`; make it first"),
                format!("le répertoire `{directory}` n'existe pas ; créez-le d'abord"),
            ),
            WriteError::Directory => Text::new("this is a directory", "c'est un répertoire"),
            WriteError::ReadOnly => {
                Text::new("the file is read-only", "le fichier est en lecture seule")
            }
        }
    }

    /// Whether nobody reads any more.
    pub(super) fn is_closed_pipe(&self) -> bool {
        matches!(self, WriteError::System(error) if error.kind() == io::ErrorKind::BrokenPipe)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_written_in_the_form_asked_for_where_its_extension_suits() {
        use FormatName::{Csv, Gitlab, Html, Human, Json, Junit, Markdown, Sarif};
        for (file, asked, expected) in [
            ("out.sarif", None, Sarif),
            ("out.SARIF", Some(Human), Sarif),
            ("report.html", Some(Human), Html),
            ("report.xml", None, Junit),
            ("report.csv", None, Csv),
            ("summary.md", None, Markdown),
            ("report.json", None, Json),
            ("report.json", Some(Json), Json),
            ("gl-code-quality-report.json", Some(Gitlab), Gitlab),
            ("report.json", Some(Sarif), Sarif),
            ("report.txt", None, Human),
            ("report", Some(Json), Json),
            ("report", None, Human),
            ("report.v1", Some(Csv), Csv),
        ] {
            assert_eq!(format_of(file, asked), expected, "{file} {asked:?}");
        }
    }

    #[test]
    fn only_the_name_of_a_format_is_one() {
        assert_eq!(
            named_format("sarif=a=b.sarif"),
            (Some(FormatName::Sarif), "a=b.sarif")
        );
        for file in ["a=b.sarif", "sarif=", "out.sarif", "=x"] {
            assert_eq!(named_format(file), (None, file));
        }
    }
}
