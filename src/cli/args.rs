//! The command line, as clap reads it.

use std::ffi::OsString;

use camino::Utf8PathBuf;
use clap::{Args, CommandFactory as _, FromArgMatches as _, Parser, Subcommand, ValueEnum};
use jiff::civil::Date;

use super::output::ReportArguments;
use crate::gate::Shard;
use crate::judge::Verdict;
use crate::policy::definition::Severity;
use crate::settings::FailOn;
use crate::text::Language;

/// Judges infrastructure-as-code against HDS v2 and SecNumCloud 3.2.
#[derive(Debug, Parser)]
#[command(name = "rempart", version, after_help = EXIT_CODES)]
pub(super) struct Arguments {
    #[command(subcommand)]
    pub(super) command: Command,
}

const EXIT_CODES: &str = "Exit codes:
  0  nothing found at or above the threshold
  1  findings
  2  wrong usage, configuration or policies
  3  something could not be evaluated, or there was nothing to evaluate";

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Judge files and directories (the default command)
    Check(Box<CheckArguments>),
    /// Show every resource as the rules see it: attributes, unknowns, references, facets
    Inspect(Box<InspectArguments>),
    /// Explain a rule, a requirement or a facet
    Explain(ExplainArguments),
    /// Adopt rempart on what exists: from then on only what is new counts
    Baseline(BaselineArguments),
    /// Accept findings, with a reason, in the waivers file
    Waive(Box<WaiveArguments>),
    /// Join JSON results, of shards or of several repositories, into any report
    Merge(Box<MergeArguments>),
    /// Write a configuration to start from, from what a directory holds
    Init(InitArguments),
    /// Print a JSON Schema: of the policy files, of the configuration, or of the JSON report
    Schema(SchemaArguments),
    /// Print the completions of a shell
    Completions(CompletionsArguments),
    /// Print the manual, as a man page
    Man,
}

#[derive(Args, Debug)]
pub(super) struct CheckArguments {
    #[command(flatten)]
    pub(super) input: InputArguments,
    #[command(flatten)]
    pub(super) policy: PolicyArguments,
    #[command(flatten)]
    pub(super) settings: SettingsArguments,
    /// Print the effective configuration, and where each value comes from, instead of judging
    #[arg(long, help_heading = "Configuration")]
    pub(super) dump_config: bool,
    #[command(flatten)]
    pub(super) gate: GateArguments,
    #[command(flatten)]
    pub(super) output: ReportArguments,
    /// Name of the repository, put before its paths when `rempart merge` joins results of several
    #[arg(long, value_name = "NAME", help_heading = "Report", value_parser = label)]
    pub(super) label: Option<String>,
    /// Put the tables of `inspect --view` into the JSON result, for the page that `merge` makes of it
    #[arg(long, help_heading = "Report")]
    pub(super) tables: bool,
    /// Least severity that is reported and counts for the exit code [default: low]
    #[arg(long, value_enum, value_name = "LEVEL", help_heading = "Report")]
    pub(super) severity: Option<SeverityArgument>,
    /// Verdicts to report, separated by commas
    #[arg(
        long,
        value_enum,
        value_delimiter = ',',
        default_value = "fail,unknown,waived",
        value_name = "VERDICTS",
        help_heading = "Report"
    )]
    pub(super) show: Vec<VerdictArgument>,
    #[command(flatten)]
    pub(super) thresholds: ThresholdArguments,
}

#[derive(Args, Debug)]
pub(super) struct MergeArguments {
    /// Results that `rempart check --format json` wrote
    #[arg(required = true, value_name = "FILE")]
    pub(super) files: Vec<Utf8PathBuf>,
    /// Put NAME before the paths of a result, to tell repositories apart; once for each file, in their
    /// order [default: what `rempart check --label` said]
    #[arg(long, value_name = "NAME", help_heading = "Report", value_parser = label)]
    pub(super) label: Vec<String>,
    /// Read another tree of policies on top of the embedded ones
    #[arg(long, value_name = "DIR", help_heading = "Policies")]
    pub(super) policy_dir: Vec<Utf8PathBuf>,
    #[command(flatten)]
    pub(super) output: ReportArguments,
    #[command(flatten)]
    pub(super) thresholds: ThresholdArguments,
}

/// What gives which exit code.
#[derive(Args, Debug)]
pub(super) struct ThresholdArguments {
    /// Least verdict that gives exit code 1 [default: fail]
    #[arg(long, value_enum, value_name = "VERDICT", help_heading = "Report")]
    pub(super) fail_on: Option<FailOnArgument>,
    /// Exit with code 3 when fewer resources than this were judged [default: 1]
    #[arg(long, value_name = "N", help_heading = "Report")]
    pub(super) require_resources: Option<usize>,
}

#[derive(Args, Debug)]
pub(super) struct InspectArguments {
    #[command(flatten)]
    pub(super) input: InputArguments,
    #[command(flatten)]
    pub(super) policy: PolicyArguments,
    #[command(flatten)]
    pub(super) settings: SettingsArguments,
    /// Show a table instead: where data is, or what survives a disaster
    #[arg(long, value_enum, value_name = "VIEW", help_heading = "Report")]
    pub(super) view: Option<ViewArgument>,
    /// Form of the output; `csv` is for a view
    #[arg(
        long,
        value_enum,
        default_value = "human",
        value_name = "FORMAT",
        help_heading = "Report"
    )]
    pub(super) format: InspectFormat,
    #[command(flatten)]
    pub(super) output: OutputArguments,
}

#[derive(Args, Debug)]
pub(super) struct ExplainArguments {
    /// The name of a rule or facet, or the number of a requirement, such as `EXI 28` or `12.5.d`
    #[arg(required = true, num_args = 1..)]
    pub(super) subject: Vec<String>,
    #[command(flatten)]
    pub(super) policy: PolicyArguments,
    #[command(flatten)]
    pub(super) settings: SettingsArguments,
    /// Language of the texts
    #[arg(long, value_enum, value_name = "LANG", help_heading = "Report")]
    pub(super) lang: Option<LanguageArgument>,
}

#[derive(Args, Debug)]
pub(super) struct InitArguments {
    /// Where to write rempart.yaml
    #[arg(default_value = ".", value_name = "DIR")]
    pub(super) directory: Utf8PathBuf,
    /// Write the workflow .github/workflows/rempart.yml too, at the root of the repository
    #[arg(long)]
    pub(super) github: bool,
    /// Replace files that are already there
    #[arg(long)]
    pub(super) force: bool,
    /// Language of the comments, and of the reports [default: the locale's]
    #[arg(long, value_enum, value_name = "LANG")]
    pub(super) lang: Option<LanguageArgument>,
}

#[derive(Args, Debug)]
pub(super) struct SchemaArguments {
    /// Which schema; without it, the names are listed
    pub(super) name: Option<String>,
}

#[derive(Args, Debug)]
pub(super) struct CompletionsArguments {
    /// The shell
    #[arg(value_enum)]
    pub(super) shell: clap_complete::Shell,
}

/// What to read.
#[derive(Args, Debug, Default)]
pub(super) struct InputArguments {
    /// Files, directories or glob patterns; `-` is standard input
    #[arg(default_value = ".", value_name = "PATH")]
    pub(super) paths: Vec<String>,
    /// Only files that match one of these globs
    #[arg(long, value_name = "GLOB", help_heading = "Input")]
    pub(super) include: Vec<String>,
    /// No file that matches one of these globs
    #[arg(long, value_name = "GLOB", help_heading = "Input")]
    pub(super) exclude: Vec<String>,
    /// Nothing outside this directory is read [default: the repository, else the current directory]
    #[arg(long, value_name = "DIR", help_heading = "Input")]
    pub(super) root: Option<Utf8PathBuf>,
    /// The Terraform sources that a plan or state was made from, so that findings point into them
    /// [default: the directory of the plan, when it holds them]
    #[arg(long, value_name = "DIR", help_heading = "Terraform")]
    pub(super) source: Option<Utf8PathBuf>,
    /// Variable values from a file, in the order given
    #[arg(long, value_name = "FILE", help_heading = "Terraform")]
    pub(super) var_file: Vec<Utf8PathBuf>,
    /// The value of one variable
    #[arg(long, value_name = "NAME=VALUE", help_heading = "Terraform", value_parser = assignment)]
    pub(super) var: Vec<(String, String)>,
    /// Which of the two above come in which order; see [`parse`].
    #[arg(skip)]
    pub(super) order: Vec<Given>,
    /// Judge once per environment, each with its variable files: `prod=envs/prod.tfvars`
    #[arg(long = "env", value_name = "NAME=FILE", help_heading = "Terraform", value_parser = assignment)]
    pub(super) environments: Vec<(String, String)>,
    /// The value of `terraform.workspace`
    #[arg(long, value_name = "NAME", help_heading = "Terraform")]
    pub(super) workspace: Option<String>,
    /// The region that templates of CloudFormation are deployed to, which they do not say
    #[arg(long, value_name = "CODE", help_heading = "Input")]
    pub(super) region: Option<String>,
    /// Let the environment variables that providers read say their region
    #[arg(long, help_heading = "Terraform")]
    pub(super) env_region: bool,
}

/// Which configuration counts.
#[derive(Args, Clone, Debug)]
pub(super) struct SettingsArguments {
    /// Read this configuration [default: rempart.yaml or .rempart.yaml in the directory of the paths or
    /// above it, as far as the root of the repository]
    #[arg(
        long,
        value_name = "FILE",
        env = "REMPART_CONFIG",
        help_heading = "Configuration"
    )]
    pub(super) config: Option<Utf8PathBuf>,
    /// Read no configuration, whatever says so
    #[arg(long, help_heading = "Configuration")]
    pub(super) isolated: bool,
    /// The day by which expiries are judged [default: that of `SOURCE_DATE_EPOCH`, else today, in UTC]
    #[arg(long, value_name = "YYYY-MM-DD", hide = true, value_parser = day)]
    pub(super) today: Option<Date>,
}

/// What to judge by.
#[derive(Args, Clone, Debug)]
pub(super) struct PolicyArguments {
    /// Packs to judge by [default: all]
    #[arg(
        long = "pack",
        value_name = "NAME",
        value_delimiter = ',',
        help_heading = "Policies"
    )]
    pub(super) packs: Vec<String>,
    /// Read another tree of policies on top of the embedded ones
    #[arg(long, value_name = "DIR", help_heading = "Policies")]
    pub(super) policy_dir: Vec<Utf8PathBuf>,
}

/// What of the verdicts counts.
#[derive(Args, Debug)]
pub(super) struct GateArguments {
    #[command(flatten)]
    pub(super) waivers: WaiverArguments,
    /// A baseline: findings that were there before, and do not count
    #[arg(long, value_name = "FILE", help_heading = "Gate")]
    pub(super) baseline: Option<Utf8PathBuf>,
    /// Count what the baseline of the configuration has, too
    #[arg(long, conflicts_with = "baseline", help_heading = "Gate")]
    pub(super) no_baseline: bool,
    /// Count only what the branch adds to the commit where it left REV
    #[arg(long, value_name = "REV", help_heading = "Gate")]
    pub(super) changed_since: Option<String>,
    /// Judge one share of the roots, such as 2/8; `rempart merge` joins the results
    #[arg(long, value_name = "INDEX/NUMBER", help_heading = "Gate")]
    pub(super) shard: Option<Shard>,
}

/// Which waivers count.
#[derive(Args, Debug, Default)]
pub(super) struct WaiverArguments {
    /// A file of waivers: failures that somebody accepts, with a reason
    #[arg(long, value_name = "FILE", help_heading = "Gate")]
    pub(super) waivers: Option<Utf8PathBuf>,
    /// Judge as if there were no waivers, neither in the file nor in comments
    #[arg(long, conflicts_with_all = ["waivers", "waivers_in_modules"], help_heading = "Gate")]
    pub(super) no_waivers: bool,
    /// Let the comments in downloaded modules waive too
    #[arg(long, help_heading = "Gate")]
    pub(super) waivers_in_modules: bool,
}

/// What is read, what it is judged by, and which waivers count: what a command needs that judges without
/// a report.
#[derive(Args, Debug)]
pub(super) struct JudgingArguments {
    #[command(flatten)]
    pub(super) input: InputArguments,
    #[command(flatten)]
    pub(super) policy: PolicyArguments,
    #[command(flatten)]
    pub(super) settings: SettingsArguments,
    #[command(flatten)]
    pub(super) waivers: WaiverArguments,
    /// Language of the texts [default: the locale's]
    #[arg(long, value_enum, value_name = "LANG", help_heading = "Report")]
    pub(super) lang: Option<LanguageArgument>,
}

#[derive(Args, Debug)]
pub(super) struct BaselineArguments {
    #[command(subcommand)]
    pub(super) action: BaselineAction,
}

#[derive(Debug, Subcommand)]
pub(super) enum BaselineAction {
    /// Write what fails or is open today into the baseline: from then on only what is new counts
    Write(Box<BaselineJudging>),
    /// List what the baseline holds
    Show(Box<BaselineShow>),
    /// Drop from the baseline what no longer fails
    Prune(Box<BaselineJudging>),
}

#[derive(Args, Debug)]
pub(super) struct BaselineJudging {
    #[command(flatten)]
    pub(super) judging: JudgingArguments,
    /// The file [default: that of the configuration, else rempart-baseline.json]
    #[arg(long, value_name = "FILE", help_heading = "Gate")]
    pub(super) baseline: Option<Utf8PathBuf>,
}

#[derive(Args, Debug)]
pub(super) struct BaselineShow {
    /// Only what lies below these paths
    #[arg(value_name = "PATH")]
    pub(super) paths: Vec<String>,
    /// The file [default: that of the configuration, else rempart-baseline.json]
    #[arg(long, value_name = "FILE", help_heading = "Gate")]
    pub(super) baseline: Option<Utf8PathBuf>,
    #[command(flatten)]
    pub(super) settings: SettingsArguments,
    /// Language of the texts [default: the locale's]
    #[arg(long, value_enum, value_name = "LANG", help_heading = "Report")]
    pub(super) lang: Option<LanguageArgument>,
}

#[derive(Args, Debug)]
pub(super) struct WaiveArguments {
    /// The fingerprints of the findings, as reports give them
    #[arg(required = true, value_name = "FINGERPRINT")]
    pub(super) fingerprints: Vec<String>,
    /// Why they are accepted, for whoever reads it next year
    #[arg(long, value_name = "TEXT", help_heading = "Waiver")]
    pub(super) reason: String,
    /// The last day on which it counts
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day, help_heading = "Waiver")]
    pub(super) until: Option<Date>,
    /// Who accepts it
    #[arg(long, value_name = "NAME", help_heading = "Waiver")]
    pub(super) approver: Option<String>,
    /// Where the acceptance is kept
    #[arg(long, value_name = "TICKET", help_heading = "Waiver")]
    pub(super) ticket: Option<String>,
    /// The waivers file [default: that of the configuration, else rempart-waivers.yaml]
    #[arg(long, value_name = "FILE", help_heading = "Waiver")]
    pub(super) file: Option<Utf8PathBuf>,
    /// Take the findings from a JSON report instead of judging again
    #[arg(long, value_name = "REPORT", help_heading = "Waiver")]
    pub(super) from: Option<Utf8PathBuf>,
    /// What to judge for the findings
    #[arg(long, value_name = "PATH", default_value = ".", help_heading = "Input")]
    pub(super) path: Vec<String>,
    #[command(flatten)]
    pub(super) policy: PolicyArguments,
    #[command(flatten)]
    pub(super) settings: SettingsArguments,
    /// Language of the texts [default: the locale's]
    #[arg(long, value_enum, value_name = "LANG", help_heading = "Report")]
    pub(super) lang: Option<LanguageArgument>,
}

/// Where what is shown goes, and in which form.
#[derive(Args, Debug)]
pub(super) struct OutputArguments {
    /// Write the report to a file
    #[arg(long, value_name = "FILE", help_heading = "Report")]
    pub(super) output: Option<Utf8PathBuf>,
    /// Language of the texts [default: the locale's]
    #[arg(long, value_enum, value_name = "LANG", help_heading = "Report")]
    pub(super) lang: Option<LanguageArgument>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum SeverityArgument {
    Low,
    Medium,
    High,
    Critical,
}

impl From<SeverityArgument> for Severity {
    fn from(argument: SeverityArgument) -> Self {
        match argument {
            SeverityArgument::Low => Severity::Low,
            SeverityArgument::Medium => Severity::Medium,
            SeverityArgument::High => Severity::High,
            SeverityArgument::Critical => Severity::Critical,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum VerdictArgument {
    Fail,
    Unknown,
    Waived,
    Pass,
}

impl From<VerdictArgument> for Verdict {
    fn from(argument: VerdictArgument) -> Self {
        match argument {
            VerdictArgument::Fail => Verdict::Fail,
            VerdictArgument::Unknown => Verdict::Unknown,
            VerdictArgument::Waived => Verdict::Waived,
            VerdictArgument::Pass => Verdict::Pass,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum FailOnArgument {
    /// Failures only
    Fail,
    /// Failures and open questions
    Unknown,
    /// Nothing
    Never,
}

impl From<FailOnArgument> for FailOn {
    fn from(argument: FailOnArgument) -> Self {
        match argument {
            FailOnArgument::Fail => FailOn::Fail,
            FailOnArgument::Unknown => FailOn::Unknown,
            FailOnArgument::Never => FailOn::Never,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum InspectFormat {
    Human,
    Json,
    Csv,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum ViewArgument {
    /// Where data is: operator, region, town, country, zone of law, copies
    Residency,
    /// What survives a disaster: zones, failover, backup, second site, verdict
    Continuity,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum LanguageArgument {
    En,
    Fr,
}

impl From<LanguageArgument> for Language {
    fn from(argument: LanguageArgument) -> Self {
        match argument {
            LanguageArgument::En => Language::En,
            LanguageArgument::Fr => Language::Fr,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum ColorArgument {
    Auto,
    Always,
    Never,
}

/// The ways to give values on the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Given {
    /// `--var-file`
    File,
    /// `--var`
    Value,
}

/// Reads the arguments; of values for variables, the later one leads, in whichever way it is given.
pub(super) fn parse(arguments: Vec<OsString>) -> Result<Arguments, clap::Error> {
    let matches = Arguments::command().try_get_matches_from(arguments)?;
    let mut parsed = Arguments::from_arg_matches(&matches)?;
    let input = match &mut parsed.command {
        Command::Check(arguments) => &mut arguments.input,
        Command::Inspect(arguments) => &mut arguments.input,
        Command::Baseline(arguments) => match &mut arguments.action {
            BaselineAction::Write(arguments) | BaselineAction::Prune(arguments) => {
                &mut arguments.judging.input
            }
            BaselineAction::Show(_) => return Ok(parsed),
        },
        Command::Waive(_) => return Ok(parsed),
        Command::Explain(_)
        | Command::Init(_)
        | Command::Merge(_)
        | Command::Schema(_)
        | Command::Completions(_)
        | Command::Man => {
            return Ok(parsed);
        }
    };
    if let Some((_, matches)) = matches.subcommand() {
        // The actions of a command have the arguments.
        let matches = matches.subcommand().map_or(matches, |(_, action)| action);
        let mut given: Vec<(usize, Given)> = Vec::new();
        for (name, kind) in [("var_file", Given::File), ("var", Given::Value)] {
            let positions = matches.indices_of(name).into_iter().flatten();
            given.extend(positions.map(|position| (position, kind)));
        }
        given.sort_by_key(|(position, _)| *position);
        input.order = given.into_iter().map(|(_, kind)| kind).collect();
    }
    Ok(parsed)
}

/// A name that can stand before a path: some characters, none of them a control character, and no way
/// out of a directory.
fn label(text: &str) -> Result<String, String> {
    let clean = !text.is_empty()
        && !text.chars().any(char::is_control)
        && text.split('/').all(|name| !matches!(name, "" | "." | ".."));
    if clean {
        Ok(text.to_owned())
    } else {
        Err(format!(
            "expected a name such as `team/repository`, found `{}`",
            text.escape_debug()
        ))
    }
}

/// `NAME=VALUE`, where the value may hold further `=`.
fn assignment(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.trim().is_empty() => {
            Ok((name.trim().to_owned(), value.to_owned()))
        }
        _ => Err(format!("expected NAME=VALUE, found `{text}`")),
    }
}

/// A day.
fn day(text: &str) -> Result<Date, String> {
    text.parse().map_err(|error: jiff::Error| error.to_string())
}

/// The arguments with `check` put in where no command is named.
pub(super) fn with_default_command(arguments: impl IntoIterator<Item = OsString>) -> Vec<OsString> {
    let mut arguments: Vec<OsString> = arguments.into_iter().collect();
    let named = arguments
        .get(1)
        .and_then(|first| first.to_str())
        .is_some_and(|first| {
            ["help", "-h", "--help", "-V", "--version"].contains(&first)
                || Arguments::command().find_subcommand(first).is_some()
        });
    if !named {
        arguments.insert(1.min(arguments.len()), "check".into());
    }
    arguments
}
