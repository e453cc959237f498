//! `muwazi man`: manual pages, made from the same description that parses the arguments; the same bytes on every
//! machine and day.

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::{Args, Command, CommandFactory};
use clap_mangen::Man;

use super::{Outcome, stdout_error};
use crate::error::{Error, Result};
use crate::exchange::file::{Existing, PendingFile};

/// Write manual pages
///
/// To read one at once: `muwazi man | man -l -`
#[derive(Args)]
pub struct Arguments {
    /// Folder for a page of each command, such as ~/.local/share/man/man1; without it the main page is printed
    folder: Option<PathBuf>,
}

/// Runs the command.
pub fn run(arguments: Arguments) -> Result<Outcome> {
    let mut command = super::Arguments::command().disable_help_subcommand(true);
    // Gives the commands inside their full names.
    command.build();
    match &arguments.folder {
        Some(folder) => {
            std::fs::create_dir_all(folder).map_err(|e| Error::io(folder, e))?;
            write(&command, folder)?;
        }
        None => Man::new(command).render(&mut std::io::stdout()).map_err(stdout_error)?,
    }
    Ok(Outcome::Done)
}

/// Writes the page of a command and of all inside it.
fn write(command: &Command, folder: &Path) -> Result<()> {
    let page = Man::new(command.clone());
    let path = folder.join(page.get_filename());
    let mut bytes = Vec::new();
    page.render(&mut bytes).map_err(|e| Error::io(&path, e))?;
    let mut file = PendingFile::create(&path, Existing::Replace)?;
    file.write_all(&bytes).map_err(|e| Error::io(&path, e))?;
    file.commit()?;
    command.get_subcommands().filter(|c| !c.is_hide_set()).try_for_each(|c| write(c, folder))
}
