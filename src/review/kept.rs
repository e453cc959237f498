//! A project on the disk: saved after each edit, so that nothing that was acknowledged is ever lost.
//!
//! # The file
//!
//! JSON values, one a line. The first is the project as it stood when the file was last written as a whole: `format`
//! ("muwazi review"), `version` (2), `name`, `revision` (grows by one with every line below), `languages` (two tags),
//! `rows`, `done` and `undone`. A row is a bead: `source` and `target`, each a list of sentences `{"text", "paragraph",
//! "heading"}`; `confidence` 0 to 1; `by_hand` where a person put it together; `state` ("aligned" or "confirmed");
//! `moved`; `note`; `links`, pairs of words that support it as `[source sentence, start, end, target sentence, start,
//! end]` in UTF-16 units.
//!
//! Each further line is what was done since: `{"step": …}`, `"undo"` or `"redo"`. A step, there and in `done` and
//! `undone`, is `{"at", "before", "after"}`, the rows that stood at `at` and those that replaced them, or
//! `{"confirmed": […]}`, the numbers of rows that became confirmed. So every edit can be taken back, without limit.
//!
//! # Why it is safe
//!
//! An edit is acknowledged when its line has reached the disk. A line that a crash or a power cut left unfinished was
//! never acknowledged, and is passed over. The first line is replaced atomically, when the file is opened and what
//! follows has grown longer than it. Saving an edit costs the bytes of the rows that it touches, whatever the length of
//! the project. The file is locked while it is open: a second program is refused.

use std::fs::{File, OpenOptions};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use fs4::{FileExt, TryLockError};
use serde::{Deserialize, Serialize};
use serde_json::Deserializer;

use super::edit::Edit;
use super::project::{FORMAT, Project, Shown, Step, VERSION};
use crate::error::{Error, ErrorKind, Result};
use crate::exchange::file::{Existing, PendingFile};
use crate::lexicon::Lexicon;

/// What follows the first line may grow to this many bytes before the file is written anew.
const LEAST_REWRITTEN: usize = 1 << 20;

/// A line behind the first.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Change {
    Step(Step),
    Undo,
    Redo,
}

/// What the first line must say before the rest is looked at.
#[derive(Deserialize)]
struct Head {
    #[serde(default)]
    format: String,
    #[serde(default)]
    version: u64,
}

/// A project and the file that it is kept in.
#[derive(Debug)]
pub struct Kept {
    project: Project,
    path: PathBuf,
    file: File,
    /// Bytes of the file that hold what was acknowledged.
    length: u64,
}

impl Kept {
    /// Makes the file `path` of a project.
    ///
    /// # Errors
    /// [`ErrorKind::Exists`] if it is there and is to be kept; [`ErrorKind::Io`], also where another program has it open.
    pub fn create(project: Project, path: &Path, existing: Existing) -> Result<Kept> {
        // Another program may be writing into the one that is to be replaced.
        let before =
            if path.exists() && existing == Existing::Replace { Some(locked(path)?) } else { None };
        let (file, length) = write_whole(&project, path, existing)?;
        drop(before);
        Ok(Kept { project, path: path.to_path_buf(), file, length })
    }

    /// Opens the project file `path`.
    ///
    /// # Errors
    /// [`ErrorKind::Io`], also where another program has it open; [`ErrorKind::Format`] for what is no project, is
    /// damaged, or of a newer version.
    pub fn open(path: &Path) -> Result<Kept> {
        let mut file = locked(path)?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).map_err(|e| Error::io(path, e))?;
        let Parsed { mut project, first, length } =
            parse(&bytes).map_err(|error| error.in_file(path))?;
        let path = path.to_path_buf();
        if project.version < VERSION || length - first > first.max(LEAST_REWRITTEN) {
            project.version = VERSION;
            let (new, length) = write_whole(&project, &path, Existing::Replace)?;
            return Ok(Kept { project, path, file: new, length });
        }
        let mut kept = Kept { project, path, file, length: length as u64 };
        if length < bytes.len() {
            kept.cut().map_err(|e| Error::io(&kept.path, e))?;
        }
        Ok(kept)
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The project as it is now.
    pub fn project(&self) -> &Project {
        &self.project
    }

    /// Does an edit.
    ///
    /// # Errors
    /// [`ErrorKind::Usage`] where it makes no sense: no such row, nothing to move. [`ErrorKind::Io`] where it could not
    /// be saved; nothing has changed then. So with the other methods.
    pub fn edit(&mut self, edit: &Edit) -> Result<Shown> {
        let step = self.project.step(edit)?;
        self.act(step)
    }

    /// Aligns again what stands at the row `from` or below and is not confirmed.
    ///
    /// # Errors
    /// As [`Self::edit`], also where nothing would change.
    pub fn realign(&mut self, from: usize, lexicon: &Lexicon) -> Result<Shown> {
        let step = self.project.realigned(from, lexicon)?;
        self.act(step)
    }

    /// Takes the last step back.
    ///
    /// # Errors
    /// As [`Self::edit`], also where there is nothing to take back.
    pub fn undo(&mut self) -> Result<Shown> {
        let nothing = || Error::new(ErrorKind::Usage, "there is nothing to take back");
        if self.project.depth().0 == 0 {
            return Err(nothing());
        }
        self.append(&Change::Undo)?;
        self.project.undo().ok_or_else(nothing)
    }

    /// Does again what was taken back last.
    ///
    /// # Errors
    /// As [`Self::edit`], also where nothing was taken back.
    pub fn redo(&mut self) -> Result<Shown> {
        let nothing = || Error::new(ErrorKind::Usage, "there is nothing to do again");
        if self.project.depth().1 == 0 {
            return Err(nothing());
        }
        self.append(&Change::Redo)?;
        self.project.redo().ok_or_else(nothing)
    }

    fn act(&mut self, step: Step) -> Result<Shown> {
        let change = Change::Step(step);
        self.append(&change)?;
        let Change::Step(step) = change else {
            return Err(Error::new(ErrorKind::Usage, "this is no step"));
        };
        Ok(self.project.act(step))
    }

    /// Brings a line to the disk.
    fn append(&mut self, change: &Change) -> Result<()> {
        self.find_file()?;
        let wrong = |e: std::io::Error, path: &Path| {
            Error::io(path, e)
                .adding("so nothing was changed")
                .or_remedy("make room, and try again")
        };
        let mut line = serde_json::to_vec(change).map_err(|e| wrong(e.into(), &self.path))?;
        line.push(b'\n');
        if let Err(e) = self.write(&line) {
            // Half a line must not stand before the next one; where it stays, that is cut off first.
            let _ = self.cut();
            return Err(wrong(e, &self.path));
        }
        self.length += line.len() as u64;
        Ok(())
    }

    fn write(&mut self, line: &[u8]) -> std::io::Result<()> {
        if self.file.metadata()?.len() != self.length {
            self.cut()?;
        }
        self.file.seek(SeekFrom::Start(self.length))?;
        self.file.write_all(line)?;
        self.file.sync_data()
    }

    /// Cuts off what was not acknowledged.
    fn cut(&mut self) -> std::io::Result<()> {
        self.file.set_len(self.length)?;
        self.file.sync_all()
    }

    /// Sees to it that the open file is the one of that name: it may have been removed, or replaced by another program.
    fn find_file(&mut self) -> Result<()> {
        if !self.path.exists() {
            let (file, length) = write_whole(&self.project, &self.path, Existing::Keep)?;
            (self.file, self.length) = (file, length);
        } else if !is_named(&self.file, &self.path) {
            return Err(Error::new(
                ErrorKind::Io,
                "another program has replaced the project, so nothing was changed",
            )
            .in_file(&self.path)
            .remedy("move that file away, and try again: the project is written anew"));
        }
        Ok(())
    }
}

/// Writes a project as one line and opens the file that came of it.
fn write_whole(project: &Project, path: &Path, existing: Existing) -> Result<(File, u64)> {
    let mut file = PendingFile::create(path, existing)?;
    serde_json::to_writer(&mut file, project).map_err(|e| Error::io(path, e.into()))?;
    file.write_all(b"\n").map_err(|e| Error::io(path, e))?;
    file.commit()?;
    let file = locked(path)?;
    let length = file.metadata().map_err(|e| Error::io(path, e))?.len();
    Ok((file, length))
}

/// The file, open and locked.
fn locked(path: &Path) -> Result<File> {
    let wrong = |e| Error::io(path, e);
    // Between opening and locking it may have been replaced: then the new one counts.
    for _ in 0..8 {
        let file = OpenOptions::new().read(true).write(true).open(path).map_err(wrong)?;
        match FileExt::try_lock(&file) {
            Err(TryLockError::WouldBlock) => break,
            // A file system without locks is no reason to refuse the work.
            Ok(()) | Err(TryLockError::Error(_)) if is_named(&file, path) => return Ok(file),
            Ok(()) | Err(TryLockError::Error(_)) => {}
        }
    }
    Err(Error::new(ErrorKind::Io, "another program is working on this project")
        .in_file(path)
        .remedy("use the page that is open, or end the other muwazi review first"))
}

/// Whether `path` still leads to the open `file`.
#[cfg(unix)]
fn is_named(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    match (file.metadata(), std::fs::metadata(path)) {
        (Ok(one), Ok(other)) => (one.dev(), one.ino()) == (other.dev(), other.ino()),
        _ => false,
    }
}

/// Elsewhere a file that is open cannot be replaced.
#[cfg(not(unix))]
fn is_named(_file: &File, path: &Path) -> bool {
    path.exists()
}

/// What a file holds.
struct Parsed {
    project: Project,
    /// Length of the first value, in bytes.
    first: usize,
    /// Length of all that was acknowledged.
    length: usize,
}

/// Reads a file; the last line may be unfinished.
fn parse(bytes: &[u8]) -> Result<Parsed> {
    const AGAIN: &str = "take a copy, or start over with the two documents and --force";
    let wrong = |what: String| Error::new(ErrorKind::Format, what);
    let unreadable = |e: &serde_json::Error| {
        wrong(format!("no readable project: {e}")).at_line(e.line() as u64).remedy(AGAIN)
    };
    let mut heads = Deserializer::from_slice(bytes).into_iter::<Head>();
    let head = match heads.next() {
        Some(Err(e)) if !e.is_data() => return Err(unreadable(&e)),
        None => return Err(wrong("the project is empty".to_string()).remedy(AGAIN)),
        Some(head) => head.ok().filter(|head| head.format == FORMAT),
    };
    let Some(head) = head else {
        return Err(wrong("this is no review project".to_string())
            .remedy("give the two documents, or a .muwazi file"));
    };
    let first = heads.byte_offset();
    if head.version > u64::from(VERSION) {
        return Err(wrong(format!(
            "the project has version {}, and this program knows {VERSION}",
            head.version
        ))
        .remedy("use a newer muwazi"));
    }
    let mut project: Project = serde_json::from_slice(bytes.get(..first).unwrap_or_default())
        .map_err(|e| wrong(format!("the project is damaged: {e}")).remedy(AGAIN))?;
    let rest = bytes.get(first..).unwrap_or_default();
    let mut length = first + line_end(rest);
    let mut changes = Deserializer::from_slice(rest).into_iter::<Change>();
    while let Some(change) = changes.next() {
        let behind = rest.get(changes.byte_offset()..).unwrap_or_default();
        match change {
            Ok(_) if line_end(behind) == 0 => break,
            Ok(change) => {
                match change {
                    Change::Step(step) => drop(project.act(step)),
                    Change::Undo => drop(project.undo()),
                    Change::Redo => drop(project.redo()),
                }
                length = first + changes.byte_offset() + line_end(behind);
            }
            Err(e) => {
                // Only the end of a file can be unfinished.
                let unfinished = bytes.get(length..).unwrap_or_default();
                if unfinished.split(|&b| b == b'\n').skip(1).any(|line| !line.is_empty()) {
                    let line = bytes.get(..length).unwrap_or_default();
                    let line = line.iter().filter(|&&b| b == b'\n').count() as u64 + 1;
                    return Err(wrong(format!("the project is damaged: {e}"))
                        .at_line(line)
                        .remedy("take a copy, and remove that line and those below it"));
                }
                break;
            }
        }
    }
    Ok(Parsed { project, first, length })
}

/// The length of the white space up to the end of the line and with it; 0 where the line does not end.
fn line_end(bytes: &[u8]) -> usize {
    let end = bytes.iter().position(|b| !b.is_ascii_whitespace() || *b == b'\n');
    end.filter(|&at| bytes.get(at) == Some(&b'\n')).map_or(0, |at| at + 1)
}
