//! Running the binary on files of the test's own.

#![allow(dead_code)]

pub mod server;

use std::path::PathBuf;

use assert_cmd::Command;
use tempfile::TempDir;

/// A folder with files, and the program ready to run in it.
pub struct Place {
    pub folder: TempDir,
}

/// What a run printed and how it ended.
pub struct Run {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Place {
    /// An empty folder.
    pub fn new() -> Place {
        Place { folder: TempDir::new().expect("a temporary folder") }
    }

    /// Adds a file.
    pub fn with(self, name: &str, content: impl AsRef<[u8]>) -> Place {
        let path = self.path(name);
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent).expect("a folder");
        }
        std::fs::write(path, content).expect("a file");
        self
    }

    /// The path of a file here.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The text of a file here.
    pub fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap_or_else(|e| panic!("{name}: {e}"))
    }

    /// Names of the files here, sorted; hidden ones too.
    pub fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = std::fs::read_dir(self.folder.path())
            .expect("a folder")
            .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    /// Runs `muwazi` here.
    pub fn run(&self, arguments: &[&str]) -> Run {
        self.run_with_input(arguments, b"")
    }

    /// Runs `muwazi` here with standard input.
    pub fn run_with_input(&self, arguments: &[&str], input: &[u8]) -> Run {
        Place::finish(self.command(arguments).write_stdin(input))
    }

    /// Runs `muwazi` here with other programs to be found in `path` only.
    pub fn run_with_path(&self, arguments: &[&str], path: &str) -> Run {
        Place::finish(self.command(arguments).env("PATH", path))
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::cargo_bin("muwazi").expect("the binary");
        command
            .current_dir(self.folder.path())
            .env("SOURCE_DATE_EPOCH", "1700000000")
            .args(arguments);
        command
    }

    fn finish(command: &mut Command) -> Run {
        let output = command.timeout(std::time::Duration::from_secs(120)).output().expect("a run");
        Run {
            code: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }
}

/// The root of the repository.
pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// A short article of five sentences in both languages.
pub const ARABIC: &str = "وصل الرئيس الفرنسي إلى القاهرة يوم الخميس.\n\
    وقال في مؤتمر صحفي إن بلاده ستزيد المساعدات بنسبة ١٢٪.\n\
    وتبلغ قيمة الاتفاق ٣٫٥ مليون دولار.\n\
    هل يكفي ذلك؟\n\
    سيعود الوفد إلى باريس غدا.\n";

/// The same in English.
pub const ENGLISH: &str = "The French president arrived in Cairo on Thursday.\n\
    He told a news conference that his country would increase aid by 12%.\n\
    The agreement is worth $3.5 million.\n\
    Is that enough?\n\
    The delegation will return to Paris tomorrow.\n";
