//! Writes repositories of any size, always the same for the same arguments, to measure rempart on.
//!
//! The benchmark and the example `generate` share it. The texts are those of the `.tf` files beside
//! this one, with the words in capitals replaced; about one module in ten is given a fault.

use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::Path;

/// What a repository looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// Root modules that call nineteen modules each, every module called once; the size is the number
    /// of modules, roots included.
    Repository,
    /// The same with a single root that calls all modules.
    OneRoot,
    /// One root that calls one module that many times.
    Calls,
    /// One root with that many buckets, and a satellite for each.
    Satellites,
    /// One resource with that many nested blocks.
    Blocks,
}

impl Shape {
    /// All shapes, by the names they have on the command line.
    pub(crate) const NAMES: [(&'static str, Shape); 5] = [
        ("repository", Shape::Repository),
        ("one-root", Shape::OneRoot),
        ("calls", Shape::Calls),
        ("satellites", Shape::Satellites),
        ("blocks", Shape::Blocks),
    ];
}

/// Modules that a root of [`Shape::Repository`] has, itself included.
const MODULES_PER_ROOT: usize = 20;

/// Writes a repository into `directory`.
///
/// # Errors
/// When a file cannot be written.
pub(crate) fn generate(directory: &Path, shape: Shape, size: usize) -> io::Result<()> {
    match shape {
        Shape::Repository => {
            for first in (0..size).step_by(MODULES_PER_ROOT) {
                let numbers = first + 1..size.min(first + MODULES_PER_ROOT);
                platform(directory, first / MODULES_PER_ROOT, numbers, Module::new)?;
            }
            Ok(())
        }
        Shape::OneRoot => platform(directory, 0, 1..size, Module::new),
        Shape::Calls => platform(directory, 0, 1..size, |number| Module {
            number,
            directory: 1,
            cloud: Cloud::Aws,
        }),
        Shape::Satellites => write(directory, "main.tf", &satellites(size)),
        Shape::Blocks => write(directory, "main.tf", &blocks(size)),
    }
}

/// One called module.
struct Module {
    number: usize,
    /// The number in the name of its directory.
    directory: usize,
    cloud: Cloud,
}

#[derive(Clone, Copy)]
enum Cloud {
    Aws,
    Scaleway,
}

impl Module {
    fn new(number: usize) -> Self {
        Module {
            number,
            directory: number,
            cloud: if number % 3 == 2 {
                Cloud::Scaleway
            } else {
                Cloud::Aws
            },
        }
    }

    fn path(&self) -> String {
        let kind = match self.cloud {
            Cloud::Aws => "service",
            Cloud::Scaleway => "portal",
        };
        format!("modules/{kind}-{:04}", self.directory)
    }

    fn files(&self) -> [(&'static str, String); 2] {
        let (main, variables) = match self.cloud {
            Cloud::Aws => (
                include_str!("aws_main.tf"),
                include_str!("aws_variables.tf"),
            ),
            Cloud::Scaleway => (
                include_str!("scaleway_main.tf"),
                include_str!("scaleway_variables.tf"),
            ),
        };
        let number = self.directory;
        // One module in ten lacks one thing, each time another.
        let faulty = |fault: usize| number % 50 == fault * 10;
        let flag = |fault: usize| if faulty(fault) { "false" } else { "true" };
        let main = main
            .replace("NUMBER", &format!("{number:04}"))
            .replace("TEAM", &(number % 17).to_string())
            .replace("ENCRYPTED", flag(1))
            .replace("VERSIONED", flag(2))
            .replace("HIGHLY_AVAILABLE", flag(3))
            .replace(
                "TLS_POLICY",
                if faulty(4) {
                    "ELBSecurityPolicy-2016-08"
                } else {
                    "ELBSecurityPolicy-TLS13-1-2-2021-06"
                },
            );
        [("main.tf", main), ("variables.tf", variables.to_owned())]
    }

    fn call(&self) -> String {
        let call = match self.cloud {
            Cloud::Aws => include_str!("aws_call.tf"),
            Cloud::Scaleway => include_str!("scaleway_call.tf"),
        };
        call.replace("NUMBER", &format!("{:04}", self.number))
            .replace("SOURCE", &format!("../../{}", self.path()))
            .replace(
                "BACKUP_DAYS",
                if self.number.is_multiple_of(50) {
                    "0"
                } else {
                    "35"
                },
            )
    }
}

/// A root module and the modules it calls.
fn platform(
    directory: &Path,
    root: usize,
    numbers: std::ops::Range<usize>,
    module: impl Fn(usize) -> Module,
) -> io::Result<()> {
    let mut main = include_str!("root.tf").replace("NUMBER", &format!("{root:03}"));
    for number in numbers {
        let module = module(number);
        main.push_str(&module.call());
        let path = directory.join(module.path());
        if !path.exists() {
            for (name, text) in module.files() {
                write(&path, name, &text)?;
            }
        }
    }
    let path = directory.join(format!("live/platform-{root:03}"));
    write(&path, "main.tf", &main)?;
    write(&path, "terraform.tfvars", "environment = \"production\"\n")
}

fn satellites(size: usize) -> String {
    let mut text = String::from("provider \"aws\" {\n  region = \"eu-west-3\"\n}\n");
    for number in 0..size {
        let _ = write!(
            text,
            "\nresource \"aws_s3_bucket\" \"b{number}\" {{\n  bucket = \"bucket-{number}\"\n}}\n\n\
             resource \"aws_s3_bucket_versioning\" \"b{number}\" {{\n  bucket = aws_s3_bucket.b{number}.id\n  \
             versioning_configuration {{\n    status = \"Enabled\"\n  }}\n}}\n",
        );
    }
    text
}

fn blocks(size: usize) -> String {
    let mut text = String::from("resource \"aws_security_group\" \"many\" {\n  name = \"many\"\n");
    for number in 0..size {
        let _ = write!(
            text,
            "  ingress {{\n    from_port   = 443\n    to_port     = 443\n    protocol    = \"tcp\"\n    \
             cidr_blocks = [\"10.{}.{}.0/24\"]\n  }}\n",
            number / 256 % 256,
            number % 256
        );
    }
    text.push_str("}\n");
    text
}

fn write(directory: &Path, name: &str, text: &str) -> io::Result<()> {
    fs::create_dir_all(directory)?;
    fs::write(directory.join(name), text)
}
