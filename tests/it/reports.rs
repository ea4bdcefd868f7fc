//! Reports: what each format says of the same outcome.

mod counts;
mod hostile;
mod html;
mod merge;
mod outputs;
mod sarif;

use crate::program::Sandbox;

/// A root with a failure through a module and a variable, an open question, and a secret.
fn sandbox() -> Sandbox {
    Sandbox::new(&[
        (
            "main.tf",
            "provider \"aws\" {\n  region = \"eu-west-3\"\n}\nvariable \"encrypted\" {\n  type = bool\n}\nvariable \"public\" {\n  type = bool\n}\nmodule \"db\" {\n  source    = \"./db\"\n  encrypted = var.encrypted\n}\nresource \"aws_db_instance\" \"open\" {\n  publicly_accessible = var.public\n  password            = \"invented-password\"\n}\n",
        ),
        (
            "db/main.tf",
            "variable \"encrypted\" {}\nresource \"aws_db_instance\" \"d\" {\n  storage_encrypted = var.encrypted\n}\n",
        ),
        ("terraform.tfvars", "encrypted = false\n"),
    ])
}
