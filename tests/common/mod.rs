//! Running the binary on files of the test's own.

#![allow(dead_code)]

pub mod proxy;
pub mod server;

use std::path::PathBuf;

use assert_cmd::Command;
use muwazi::memory::store::Location;
use tempfile::TempDir;

/// A folder with files, and the program ready to run in it.
pub struct Place {
    pub folder: TempDir,
    /// Where the memories are that are named here.
    pub kept: Kept,
}

/// Which store the memories of a test are in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    /// A file.
    File,
    /// Schemas of their own on the PostgreSQL server of MUWAZI_POSTGRES.
    Server,
}

/// Makes tests of functions that take a [`Kept`]: the same suite for both stores.
#[macro_export]
macro_rules! on_both_stores {
    ($($name:ident),* $(,)?) => {
        mod on_file {
            $(#[test]
            fn $name() {
                super::$name(super::common::Kept::File);
            })*
        }

        #[cfg(feature = "postgres")]
        mod on_postgres {
            $(#[test]
            #[ignore = "needs a PostgreSQL server: MUWAZI_POSTGRES, see .ci/run"]
            fn $name() {
                super::$name(super::common::Kept::Server);
            })*
        }
    };
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
        Place::on(Kept::File)
    }

    /// An empty folder, whose memories are in this store.
    pub fn on(kept: Kept) -> Place {
        Place { folder: TempDir::new().expect("a temporary folder"), kept }
    }

    /// What `--memory NAME` is called: the file, or the address of a schema that belongs to this folder.
    pub fn memory(&self, name: &str) -> String {
        if self.kept == Kept::File {
            return name.to_string();
        }
        let (name, penalty) = name.split_once(":-").unwrap_or((name, ""));
        let letters = |text: &str| -> String {
            text.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect()
        };
        let folder = self.folder.path().file_name().unwrap_or_default().to_string_lossy();
        let penalty = if penalty.is_empty() { String::new() } else { format!(":-{penalty}") };
        format!("{}{penalty}", postgres_url(&format!("t{}_{}", letters(&folder), letters(name))))
    }

    /// Where a memory is.
    pub fn location(&self, name: &str) -> Location {
        match self.kept {
            Kept::File => Location::from(self.path(name)),
            Kept::Server => Location::parse(self.memory(name)).expect("an address"),
        }
    }

    /// Arguments with the memories in their store.
    pub fn arguments(&self, arguments: &[&str]) -> Vec<String> {
        let mut out: Vec<String> = Vec::new();
        for argument in arguments {
            let named = out.last().is_some_and(|last| last == "--memory");
            out.push(if named { self.memory(argument) } else { argument.to_string() });
        }
        out
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
            .env("XDG_CACHE_HOME", self.path("cache"))
            .args(self.arguments(arguments));
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

/// The address of a schema on the server of MUWAZI_POSTGRES.
pub fn postgres_url(schema: &str) -> String {
    let url = std::env::var("MUWAZI_POSTGRES").expect("MUWAZI_POSTGRES");
    let sign = if url.contains('?') { '&' } else { '?' };
    format!("{url}{sign}schema={schema}")
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
