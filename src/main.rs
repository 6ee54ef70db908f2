//! The `demarche` command.

use std::process::ExitCode;

use demarche::cli;

fn main() -> ExitCode {
    cli::main()
}
