//! `muwazi completions`: a script that teaches a shell the commands and options, made from the same
//! description that parses them.

use std::io::Write;

use clap::{Args, CommandFactory};
use clap_complete::Shell;

use super::{Outcome, stdout_error};
use crate::error::Result;

/// Print completions for a shell
///
/// For bash: `muwazi completions bash > ~/.local/share/bash-completion/completions/muwazi`
#[derive(Args)]
pub struct Arguments {
    /// The shell
    shell: Shell,
}

/// Runs the command.
pub fn run(arguments: Arguments) -> Result<Outcome> {
    let mut script = Vec::new();
    clap_complete::generate(
        arguments.shell,
        &mut super::Arguments::command(),
        "muwazi",
        &mut script,
    );
    std::io::stdout().write_all(&script).map_err(stdout_error)?;
    Ok(Outcome::Done)
}
